"""首页 of the mini-program: for each state that a worker can be in, what it is and the one thing to do now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.memberships.models import RetainReason
from service.register.memberships.retention import retain
from service.requests.applications.decisions import decide, send_back
from service.requests.applications.models import Application, Outcome, Reason
from service.requests.cards.endings import suspend
from tests.given import World
from tests.miniprogram.phones import Phones
from tests.register.memberships.given import held
from tests.requests.applications.given import checked, drafted, meeting, staff_of, submitted, union_of
from tests.requests.cards.given import bound, claimed, end_membership, holder

Told = Callable[[Session, World], object]


def decided(session: Session, world: World, outcome: Outcome, serial: int, openid: str) -> Application:
    """The committee has decided on somebody's application."""
    union = union_of(session, world.battery)
    application = checked(session, world, union, openid, "新样一", serial)
    reason = Reason.NOT_EMPLOYED if outcome is Outcome.REJECT else None
    chair = staff_of(session, world, "chair_battery")
    decide(session, chair, union, [application], outcome, meeting(minute_no=f"2026-{serial}"), reason)
    return application


@pytest.fixture
def county(deployed: Deployment, world: World) -> None:
    """One worker in each state."""
    database = deployed.database
    with database.writing() as session:
        union = union_of(session, world.battery)
        drafted(session, union, "o-draft", "新样一", 501)
        submitted(session, union, "o-waiting", "新样二", 502)
        returned = submitted(session, union, "o-returned", "新样三", 503)
        handler = staff_of(session, world, "handler_battery")
        send_back(session, handler, returned, Reason.DATA_WRONG, "手机号少了一位")
        decided(session, world, Outcome.REJECT, 504, "o-rejected")
        decided(session, world, Outcome.APPROVE, 505, "o-member")
    bound(deployed, "陈样一", "o-active")
    frozen = bound(deployed, "周样三", "o-frozen")
    bound(deployed, "钱样五", "o-retained")
    with database.writing() as session:
        kept = held(session, world, "钱样五")
        retain(session, SYSTEM, kept, RetainReason.RETIRED, kept.started_on + timedelta(days=1))
    bound(deployed, "沈样四", "o-ended")
    end_membership(database, world.members["沈样四"].id)
    claimed(database, "林样二", openid="o-claiming")
    with database.writing() as session:
        suspend(session, holder(session, frozen))


STATES = {
    "new": ("欢迎使用惠工卡", "申请入会"),
    "draft": ("入会申请还没有提交", "继续填写"),
    "waiting": ("入会申请正在办理", "查看办理进度"),
    "returned": ("入会申请需要补正", "补正申请"),
    "rejected": ("入会申请没有批准", "查看办理进度"),
    "member": ("已批准入会", "激活惠工卡"),
    "claiming": ("正在核验惠工卡", "查看核验进度"),
    "active": ("您是工会会员", "出示惠工卡"),
    "frozen": ("惠工卡已冻结", "恢复使用惠工卡"),
    "retained": ("会籍已保留", "会籍接转"),
    "ended": ("会籍已结束", "联系工会"),
}


@pytest.mark.usefixtures("county")
def test_who_retains_a_membership_reads_it_on_the_card_and_shows_no_code(phones: Phones) -> None:
    """工会章程第八条: 离休、退休和失业可保留会籍; the record stays, what the card opens does not."""
    qian = phones.take("o-retained", at="/pages/card/card")
    expect(qian.page.get_by_text("会籍已保留").first).to_be_visible()
    qian.look("retained-card")
    assert qian.page.locator("canvas").count() == 0


@pytest.mark.usefixtures("county")
def test_home_says_to_each_what_it_is_and_what_to_do_now(phones: Phones) -> None:
    for state, (title, act) in STATES.items():
        phone = phones.take(f"o-{state}")
        expect(phone.page.get_by_role("heading", name=title)).to_be_visible()
        phone.look(state)
        phone.press(act)
        expect(phone.page.get_by_role("heading", name=title)).to_be_hidden()
        expect(phone.page.get_by_role("main")).not_to_be_empty()


def test_without_network_home_says_so_and_a_call_needs_none(phones: Phones) -> None:
    zhang = phones.take("o-new", scale=1.4)
    zhang.look("new-in-large-type")
    zhang.page.get_by_text("打电话问长兴县总工会").click()
    assert zhang.state["dialled"] == ["0572-6022447"]
    zhang.page.get_by_text("激活惠工卡", exact=True).click()
    zhang.lose_network()
    zhang.page.get_by_role("button", name="返回").click()
    expect(zhang.page.get_by_text("现在没有网络。下面是刚才的情况。")).to_be_visible()
    zhang.look("stale")
    late = phones.take("o-late", at="/pages/help/help")
    late.lose_network()
    late.page.get_by_role("button", name="回到首页").click()
    expect(late.page.get_by_text("现在没有网络。")).to_be_visible()
    late.lose_network(False)
    late.press("重试")
    expect(late.page.get_by_role("heading", name="欢迎使用惠工卡")).to_be_visible()
