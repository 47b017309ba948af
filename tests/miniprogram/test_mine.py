"""«我的» on the phone: what is kept about me, who looked, what is wrong in it; notices, messages, help; leaving."""

import re

import pytest
from playwright.sync_api import expect

from service.register.access.models import Act
from service.register.deployment import Deployment
from service.register.people.models import Person
from service.register.people.reveal import PersonField, reveal_person
from service.requests.corrections.actions import accept, refuse
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.waiting import CORRECTIONS
from service.rolls.exports.actions import make_next
from tests.given import World
from tests.miniprogram.phones import Phone, Phones
from tests.requests.cards.given import bound, staff_of
from tests.rolls.exports.office import asked
from tests.waiting import waiting_for

MINE = "/pages/mine/mine"
PAGES = (
    *("mine/mine", "mine/data", "mine/corrections", "mine/correction", "mine/looks"),
    *("mine/consents", "mine/left", "mine/proof", "mine/copy", "mine/erasure"),
    *("messages/messages", "help/help"),
)


def answered(deployed: Deployment, world: World, refusal: str = "") -> None:
    """The chair answers the correction that waits longest: puts it right, or says why not."""
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        waiting = waiting_for(session, chair, CORRECTIONS)[0]
        correction, held = correction_in_reach(session, chair, Act.CORRECTION_ANSWER, waiting, lock=True)
        if refusal:
            refuse(session, chair, correction, held, refusal)
        else:
            accept(session, chair, correction, held, deployed.settings)


def go(phone: Phone, row: str) -> None:
    """From «我的» by one of its rows."""
    phone.open(MINE)
    phone.page.get_by_role("button", name=re.compile(f"^{row}")).click()


def want(phone: Phone, field: str, value: str, reason: str) -> None:
    """From my data: ask that a field be put right. A choice is taken from its list, other values are typed."""
    go(phone, "我的信息")
    phone.press(f"申请更正{field}")
    answer = phone.page.get_by_label("改成什么")
    if answer.evaluate("one => one.tagName") == "SELECT":
        answer.select_option(value)
    else:
        answer.fill(value)
    phone.page.get_by_label("为什么要改").fill(reason)
    phone.press("提交更正申请")


def fact(phone: Phone, name: str) -> str:
    """What stands beside a name on the page."""
    return phone.page.locator(".fact", has_text=name).first.locator(".fact__value").inner_text()


def test_a_member_has_his_data_put_right_and_reads_the_answers(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    expect(chen.page.get_by_role("heading", name="陈**")).to_be_visible()
    chen.look("mine")
    go(chen, "我的信息")
    expect(chen.page.get_by_text("花名册上的我")).to_be_visible()
    assert (fact(chen, "学历"), fact(chen, "会籍开始")) == ("专科", "2022年5月4日")
    chen.look("data")

    go(chen, "更正申请")
    chen.press("申请更正")
    chen.press("提交更正申请")
    expect(chen.page.get_by_text("请选择要改的一项。")).to_be_visible()
    chen.look("nothing-chosen")
    want(chen, "学历", "本科", "去年拿到了毕业证")
    expect(chen.page.get_by_role("heading", name="学历：待答复")).to_be_visible()
    chen.look("asked")
    want(chen, "学历", "研究生", "又想了想")
    expect(chen.page.get_by_text("这一项已经有一份更正申请在办。")).to_be_visible()
    chen.look("asked-twice")
    answered(deployed, world)
    want(chen, "手机号", "123", "")
    expect(chen.page.get_by_role("alert").first).to_be_visible()
    chen.look("no-such-phone")
    chen.page.get_by_label("改成什么").fill("13912340000")
    chen.press("提交更正申请")
    expect(chen.page.get_by_role("heading", name="手机号：待答复")).to_be_visible()
    answered(deployed, world, "号码打不通，请带证件到工会来。")

    go(chen, "消息")
    expect(chen.page.get_by_text("有 3 条未读。点开就能看。")).to_be_visible()
    chen.look("messages")
    chen.page.get_by_role("button", name=re.compile("未读.*信息已更正")).click()
    expect(chen.page.get_by_text("有 2 条未读。点开就能看。")).to_be_visible()
    chen.look("message")
    chen.press("查看更正申请")
    expect(chen.page.get_by_text("号码打不通，请带证件到工会来。")).to_be_visible()
    chen.look("answers")
    go(chen, "我的信息")
    expect(chen.page.get_by_text("本科")).to_be_visible()
    go(chen, "消息")
    expect(chen.page.get_by_text("有 2 条未读。点开就能看。")).to_be_visible()


def test_a_correction_that_waits_can_be_taken_back(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    want(chen, "户籍类型", "外地城镇", "")
    chen.press("撤回这份申请")
    chen.look("question")
    chen.page.get_by_role("dialog").get_by_role("button", name="不撤回").click()
    chen.press("撤回这份申请")
    chen.page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
    expect(chen.page.get_by_role("heading", name="户籍类型：已撤回")).to_be_visible()
    chen.look("taken-back")


def test_whoever_has_not_proved_himself_reads_why_nothing_is_shown(phones: Phones) -> None:
    stranger = phones.take("o-stranger", at="/pages/mine/data")
    expect(stranger.page.get_by_text("现在还看不到：要先证明是您本人。")).to_be_visible()
    stranger.look("not-proved")
    stranger.open("/pages/mine/correction?field=education")
    expect(stranger.page.get_by_text("请先激活惠工卡")).to_be_visible()
    stranger.open("/pages/mine/corrections")
    expect(stranger.page.get_by_text("您还没有申请过更正。")).to_be_visible()
    stranger.look("no-corrections")
    stranger.open("/pages/messages/messages")
    expect(stranger.page.get_by_text("还没有消息。")).to_be_visible()


def test_every_look_and_every_export_is_told_with_its_purpose(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at="/pages/mine/looks")
    expect(chen.page.get_by_text("没有人查看、打印或导出过您的完整信息")).to_be_visible()
    chen.look("nobody")
    with deployed.database.writing() as session:
        handler = staff_of(session, world, "handler_battery")
        person = session.get_one(Person, world.members["陈样一"].id)
        reveal_person(session, handler, person, world.battery.id, PersonField.ID_NUMBER, "核对工伤补助材料")
    asked(deployed, world, purpose="年中上报核对花名册")
    assert make_next(deployed)
    go(chen, "谁看过我的信息")
    for words in ("核对工伤补助材料", "年中上报核对花名册", "雉城样例电池有限公司工会委员会 工会经办人"):
        expect(chen.page.get_by_text(words)).to_be_visible()
    assert "甲经办" not in chen.page.content()
    chen.look("looks")
    chen.press("打电话 0572-6022447")
    assert chen.state["dialled"] == ["0572-6022447"]


def test_consent_is_withdrawn_knowing_what_ends_and_given_again(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at="/pages/mine/consents")
    notice = chen.page.locator(".box", has_text="敏感个人信息处理告知书")
    expect(notice.get_by_text("日同意，版本")).to_be_visible()
    notice.get_by_role("button", name=re.compile("看全文")).click()
    expect(notice.get_by_text("您的证件号码属于敏感个人信息。")).to_be_visible()
    notice.get_by_role("button", name="撤回同意").click()
    expect(notice.get_by_text("确定撤回同意吗？")).to_be_visible()
    chen.look("question")
    notice.get_by_role("button", name="不撤回").click()
    notice.get_by_role("button", name="撤回同意").click()
    notice.get_by_role("button", name="确定撤回").click()
    expect(notice.get_by_text("没有同意，版本")).to_be_visible()
    chen.look("withdrawn")
    notice.get_by_role("button", name="看过了，同意").click()
    expect(notice.get_by_text("日同意，版本")).to_be_visible()

    policy = chen.page.locator(".box", has_text="惠工卡隐私政策")
    policy.get_by_role("button", name="看过了，同意").click()
    policy.get_by_role("button", name="撤回同意").click()
    policy.get_by_role("button", name="确定撤回").click()
    expect(chen.page.get_by_role("heading", name="已退出登录")).to_be_visible()
    assert kept_on(chen) == []


def test_whoever_leaves_leaves_nothing_on_the_phone(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    expect(chen.page.get_by_role("heading", name="陈**")).to_be_visible()
    chen.press("退出登录")
    chen.look("question")
    chen.page.get_by_role("dialog").get_by_role("button", name="退出登录").click()
    expect(chen.page.get_by_role("heading", name="已退出登录")).to_be_visible()
    chen.look("left")
    assert kept_on(chen) == []
    chen.press("重新登录")
    expect(chen.page.get_by_role("heading", name="您是工会会员")).to_be_visible()
    assert kept_on(chen) == ["wx:o-holder:session"]


def kept_on(phone: Phone) -> list[str]:
    """What the mini-program keeps on a phone."""
    keys: list[str] = phone.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('wx:'))")
    return keys


def test_help_and_leaving_work_without_network(phones: Phones) -> None:
    zhang = phones.take("o-sample-zhang", at=MINE)
    expect(zhang.page.get_by_text("没有未读的消息")).to_be_visible()
    zhang.lose_network()
    zhang.page.get_by_role("button", name=re.compile("^帮助")).click()
    zhang.page.get_by_role("button", name=re.compile("手机丢了")).click()
    expect(zhang.page.get_by_text("惠工卡跟着微信走")).to_be_visible()
    zhang.look("help")
    zhang.press("打电话 0572-6022447")
    assert zhang.state["dialled"] == ["0572-6022447"]
    zhang.lose_network(False)


@pytest.mark.parametrize("scale", [1.4, 1.75])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_page_holds_large_type_on_the_narrowest_screen(
    phones: Phones, deployed: Deployment, world: World, scale: float
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at=MINE, width=320, scale=scale)
    for page in PAGES:
        chen.open(f"/pages/{page}")
        expect(chen.page.get_by_role("heading").first).to_be_visible()
        chen.look(page.replace("/", "-"))
