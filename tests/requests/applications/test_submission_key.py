"""提交编号: it lives with the draft and changes with every edition, so that the phone keeps nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from service.register.deployment import Deployment
from service.requests.applications.decisions import send_back
from service.requests.applications.models import Reason, Step
from tests.application import application
from tests.given import World
from tests.requests.applications.given import drafted, fresh, staff_of, union_of
from tests.requests.cards.given import token

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(deployed: Deployment, world: World) -> Ask:
    """The mini-program of a worker who has filled in and signed a draft."""
    with deployed.database.writing() as session:
        drafted(session, union_of(session, world.battery), "o-new")
    client: FlaskClient = application(deployed).test_client()
    headers = token(deployed.database, "o-new")

    def ask_one(method: str, path: str, key: str = "") -> tuple[int, Any]:
        answer = client.open(f"/api{path}", method=method, headers=headers | {"Idempotency-Key": key})
        return answer.status_code, answer.get_json()

    return ask_one


def reloaded(ask: Ask) -> Any:
    """The application as a phone that was restarted reads it."""
    (application,) = ask("GET", "/applications")[1]["applications"]
    assert ask("GET", f"/applications/{application['id']}")[1] == application
    return application


def submissions(deployed: Deployment) -> int | None:
    """How often an application was handed in."""
    with deployed.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Step).where(Step.action == "submit"))


def test_a_lost_answer_asked_for_again_with_the_key_of_the_draft_has_one_effect(
    ask: Ask, deployed: Deployment
) -> None:
    draft = reloaded(ask)
    assert reloaded(ask)["submission_key"] == draft["submission_key"] == f"{draft['id']}:0"
    path, key = f"/applications/{draft['id']}/submission", draft["submission_key"]
    lost = ask("POST", path, key)
    reloaded(ask)
    assert ask("POST", path, key) == lost
    assert lost[1]["status"] == "submitted"
    assert submissions(deployed) == 1


def test_the_key_of_the_next_edition_hands_nothing_in_that_is_with_the_union(
    ask: Ask, deployed: Deployment
) -> None:
    draft = reloaded(ask)
    path = f"/applications/{draft['id']}/submission"
    handed_in = ask("POST", path, draft["submission_key"])[1]
    assert handed_in["submission_key"] == f"{draft['id']}:1"
    status, refusal = ask("POST", path, handed_in["submission_key"])
    assert (status, refusal["code"]) == (409, "MOVE_NOT_ALLOWED")
    assert submissions(deployed) == 1


def test_what_was_sent_back_is_a_new_edition_with_a_key_of_its_own(
    ask: Ask, deployed: Deployment, world: World
) -> None:
    draft = reloaded(ask)
    path = f"/applications/{draft['id']}/submission"
    ask("POST", path, draft["submission_key"])
    with deployed.database.writing() as session:
        row = fresh(session, UUID(draft["id"]))
        send_back(session, staff_of(session, world, "handler_battery"), row, Reason.DATA_WRONG, "请写全称")
    returned = reloaded(ask)
    assert (returned["status"], returned["submission_key"]) == ("returned", f"{draft['id']}:1")
    status, again = ask("POST", path, returned["submission_key"])
    assert (status, again["status"], again["submission_key"]) == (200, "submitted", f"{draft['id']}:2")
    assert submissions(deployed) == 2
