"""Signing in by scanning with WeChat: the phone is bound once, and then one browser for one scan, with the same digits."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from service.doors.demo.phone import WeChatUser
from service.register.accounts.scan_models import Scan
from tests.browser.stage import Seat, Stage
from tests.given import phone


def the_code_shown(stage: Stage) -> str:
    """What the newest code on a browser says to a phone."""
    with stage.deployed.database.reading() as session:
        return session.scalars(select(Scan.scene).order_by(Scan.id.desc())).first() or ""


def confirmed_by_phone(seat: Seat, mobile: WeChatUser) -> None:
    """The phone shows the digits that the browser shows, and confirms; the page notices by itself."""
    page = seat.page
    digits = page.locator("#scan-number").inner_text()
    assert mobile.confirm_scan(the_code_shown(seat.stage))["match_number"] == digits
    if not seat.scripted:
        page.get_by_role("link", name="我已在手机上确认").click()
    page.get_by_role("heading", name="手机已确认").wait_for()


def signs_out(page: Page) -> None:
    """退出."""
    page.get_by_role("button", name="退出").click()
    page.get_by_role("heading", name="登录").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_scan_to_sign_in(stage: Stage, script: bool) -> None:
    mobile = WeChatUser(stage.service, stage.weixin, "o-chair", phone(900))
    mobile.log_in()
    seat = stage.seat("chair_battery", "desk", script)
    page = seat.go("/console/sessions")
    page.get_by_role("button", name="绑定微信").click()
    page.get_by_role("img", name="用微信扫的码").wait_for()
    seat.look("binding")
    confirmed_by_phone(seat, mobile)
    page.get_by_role("button", name="绑定这个微信").click()
    page.get_by_text("微信已绑定，下次可以扫码登录。").wait_for()
    seat.look("sessions")
    signs_out(page)
    page.get_by_role("button", name="用微信扫码登录").click()
    page.get_by_role("img", name="用微信扫的码").wait_for()
    seat.look("scan")
    confirmed_by_phone(seat, mobile)
    seat.look("scan-confirmed")
    page.get_by_role("button", name="进入工作台").click()
    page.get_by_role("heading", name="等您办理").wait_for()
