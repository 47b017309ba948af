"""A member who changed his employer: the second application is a transfer with one tap (一次入会、动态接转)."""

import pytest
from sqlalchemy import select

from service.requests.cards.endings import suspend
from service.requests.transfers.actions import receive, release
from service.requests.transfers.models import Transfer
from tests.miniprogram import joining
from tests.miniprogram.phones import Phones
from tests.requests.applications.given import staff_of
from tests.requests.cards.given import bound
from tests.requests.cards.given import holder as holder_of
from tests.requests.transfers.test_wishes import wished

JOIN, CARD = "/pages/join/join", "/pages/card/card"


def answered(phones: Phones) -> None:
    """The old union releases the member, the new one receives him."""
    with phones.deployed.database.writing() as session:
        transfer = session.scalars(select(Transfer)).one()
        release(session, staff_of(session, phones.world, "chair_battery"), transfer)
        receive(
            session, staff_of(session, phones.world, "chair_textile"), transfer, minute_no="样例〔2026〕9号"
        )


def test_the_code_of_the_new_union_offers_the_transfer_to_whom_the_card_proves(phones: Phones) -> None:
    """《会籍管理办法》第三条: 劳动（工作）关系在哪里，会籍就在哪里."""
    bound(phones.deployed)
    holder = phones.take("o-holder", at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.textile)}")
    holder.look("member")
    holder.press(f"接转到{phones.world.textile.name}")
    holder.page.get_by_label("新单位的名称").fill("画")
    holder.press("申请接转")
    holder.page.get_by_text("太短了，请补充完整。").wait_for()
    holder.page.get_by_label("新单位的名称").fill("画溪样例纺织有限公司")
    holder.look("ask")
    holder.press("申请接转")
    holder.page.get_by_role("heading", name="待转出工会放行").wait_for()
    holder.look("asked")
    answered(phones)
    holder.open("/pages/transfer/transfer")
    holder.page.get_by_role("heading", name="已接转").wait_for()
    holder.look("done")
    holder.open(CARD)
    holder.page.get_by_text(phones.world.textile.name).wait_for()


def test_who_asked_can_take_it_back_and_a_lost_answer_asks_once(phones: Phones) -> None:
    bound(phones.deployed)
    holder = phones.take("o-holder", at=JOIN)
    holder.press("换了单位，申请接转")
    holder.page.get_by_label("按名称查找").fill("纺织")
    holder.press("查找")
    holder.page.get_by_role("button", name="画溪样例纺织").click()
    joining.LostAnswers(holder)
    holder.press("申请接转")
    holder.page.get_by_role("heading", name="待转出工会放行").wait_for()
    holder.press("撤回接转")
    holder.allow("撤回")
    holder.page.get_by_role("heading", name="已撤回").wait_for()
    with phones.deployed.database.reading() as session:
        assert len(session.scalars(select(Transfer)).all()) == 1


@pytest.mark.parametrize("answer", ["同意接转", "不同意"])
def test_who_is_asked_for_by_a_new_union_agrees_or_not(phones: Phones, answer: str) -> None:
    """第三条: 动态接转; nobody is moved, and nothing told of him, without his word or his union's."""
    bound(phones.deployed)
    wished(phones.deployed, phones.world)
    holder = phones.take("o-holder", at="/pages/home/home")
    holder.page.get_by_text("答复接转请求").click()
    holder.page.get_by_text("请您把会籍接转过去").wait_for()
    holder.look("asked for")
    holder.press(answer)
    if answer == "不同意":
        holder.allow("不同意")
        holder.page.get_by_role("heading", name="没有同意接转").wait_for()
    else:
        holder.page.get_by_text("本人已同意接转").wait_for()
        holder.page.get_by_role("button", name="撤回接转").wait_for()


def test_a_frozen_card_proves_nobody(phones: Phones) -> None:
    """挂失: somebody else may hold the phone, so only his own union moves him."""
    card_id = bound(phones.deployed)
    with phones.deployed.database.writing() as session:
        suspend(session, holder_of(session, card_id))
    holder = phones.take("o-holder", at=JOIN)
    holder.page.get_by_text("请联系您的工会办理会籍接转").wait_for()
    assert holder.page.get_by_role("button", name="接转").count() == 0
