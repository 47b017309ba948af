"""The handler's day on a phone: read, prove presence to see one field with a purpose, check, print the form."""

from collections.abc import Callable

import pytest

from tests.browser.stage import Stage, prove_presence
from tests.browser.test_chair import applied


@pytest.mark.usefixtures("at_work")
def test_handlers_day(stage: Stage, later: Callable[..., None]) -> None:
    applied(stage, ("新样甲", "新样乙"))
    handler = stage.seat("handler_battery")
    handler.look("home")
    later(minutes=6)
    page = handler.page
    page.get_by_role("link", name="新样甲").click()
    page.get_by_text("查看完整的证件号、手机号或住址").click()
    page.get_by_role("link", name="输入动态码后继续").click()
    handler.look("presence")
    prove_presence(handler)
    page.get_by_text("查看完整的证件号、手机号或住址").click()
    page.get_by_role("radio", name="手机号").check()
    page.get_by_label("用途").fill("与证件原件核对")
    handler.look("reveal")
    page.get_by_role("button", name="查看", exact=True).click()
    page.get_by_text("这次查看和用途已记入审计日志").wait_for()
    handler.look("revealed")
    page.get_by_role("button", name="初审通过").click()
    page.get_by_text("初审已通过").wait_for()
    handler.look("checked")
    page.get_by_role("link", name="打印入会申请书").click()
    page.get_by_label("用途").fill("签名后存档")
    handler.look("print")
    assert handler.fetched("生成 PDF").startswith(b"%PDF")
