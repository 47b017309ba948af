"""What a page says once after a form was taken: each room says its own, and every key has its sentence."""

import ast
from collections.abc import Iterator

import pytest
from flask import Blueprint

from service.doors.app import create_app
from service.doors.rooms import BLUEPRINTS
from service.register.deployment import Deployment
from service.register.forms import says
from tests.application import application
from tests.house.test_house import CHINESE, calls


def keys(told: ast.expr) -> Iterator[str]:
    """The keys that an argument of ``taken`` may be; one that is not written out there is named by its place."""
    if isinstance(told, ast.IfExp):
        yield from keys(told.body)
        yield from keys(told.orelse)
    elif isinstance(told, ast.Constant) and isinstance(told.value, str):
        yield told.value
    else:
        yield f"not written out: {ast.unparse(told)}"


def test_every_key_that_a_form_answers_with_has_a_sentence_and_every_sentence_is_said(
    deployed: Deployment,
) -> None:
    said = {
        key
        for _, call in calls("taken")
        for told in [*call.args[1:], *(word.value for word in call.keywords)]
        for key in keys(told)
    }
    assert said == application(deployed).extensions["done"].keys()


def test_every_sentence_is_chinese_and_whole(deployed: Deployment) -> None:
    told = application(deployed).extensions["done"].values()
    assert [sentence for sentence in told if not (CHINESE.match(sentence) and sentence.endswith("。"))] == []


def test_a_room_that_says_what_another_says_keeps_the_application_from_starting(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = Blueprint("more", __name__)
    says(more, {"checked": "初审已通过。", "thought_over": "已想过。"})
    monkeypatch.setattr("service.doors.app.BLUEPRINTS", (*BLUEPRINTS, more))
    with pytest.raises(RuntimeError, match=r"^said by two rooms: checked$"):
        create_app(deployed)
