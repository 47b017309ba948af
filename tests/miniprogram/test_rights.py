"""The rights of the person on the phone: a proof, a copy of one's data, an erasure asked for and taken back."""

import re

from playwright.sync_api import expect

from service.register.deployment import Deployment
from tests.given import World
from tests.miniprogram.phones import Phones
from tests.miniprogram.test_mine import MINE, go
from tests.oversight.erasures.given import left
from tests.requests.cards.given import bound, number_of

ON_THE_PHONE = "http://usr/"


def test_a_member_takes_a_proof_and_nothing_stays_on_the_phone(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    go(chen, "会员证明")
    chen.look("proof")
    chen.press("开会员证明（PDF）")
    chen.page.wait_for_function("harness.phone.documents.length === 1")
    assert chen.state["documents"] == [f"{ON_THE_PHONE}会员证明.pdf"]
    chen.page.get_by_role("button", name="返回").click()
    expect(chen.page.get_by_role("heading", name="陈**")).to_be_visible()
    assert chen.state["files"] == {}


def test_who_holds_no_card_is_told_how_to_prove_himself(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    stranger = phones.take("o-stranger", at=MINE)
    go(stranger, "会员证明")
    expect(stranger.page.get_by_text("开证明前，要先证明是您本人。", exact=False)).to_be_visible()
    stranger.look("proof-without-card")
    stranger.press("激活惠工卡")
    stranger.page.wait_for_url(re.compile("pages/claim/claim"))


def test_a_copy_is_read_and_sent_on_and_a_wrong_number_is_told_at_its_field(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    """个人信息保护法 第四十五条."""
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    go(chen, "信息副本")
    chen.look("copy")
    chen.press("看副本（PDF）")
    expect(chen.page.get_by_text("请填写证件号码最后四位。")).to_be_visible()
    chen.page.get_by_label("证件号码最后四位").fill("0000")
    chen.press("看副本（PDF）")
    expect(chen.page.get_by_text("和登记的证件号码对不上", exact=False)).to_be_visible()
    chen.look("copy-wrong")
    chen.page.get_by_label("证件号码最后四位").fill(number_of("陈样一")[-4:])
    chen.press("看副本（PDF）")
    chen.page.wait_for_function("harness.phone.documents.length === 1")
    chen.press("发送数据文件")
    chen.allow("取消")
    assert chen.state["sent"] == []
    chen.press("发送数据文件")
    chen.allow("发送")
    chen.page.wait_for_function("harness.phone.sent.length === 1")
    chen.page.get_by_role("button", name="返回").click()
    expect(chen.page.get_by_role("heading", name="陈**")).to_be_visible()
    assert chen.state["files"] == {}
    go(chen, "消息")
    expect(chen.page.get_by_text("取走了信息副本").first).to_be_visible()


def test_an_erasure_waits_for_the_membership_to_end_and_can_be_taken_back(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    """个人信息保护法 第四十七条; while the membership lasts the register is kept (长总工〔2018〕12号)."""
    bound(deployed)
    chen = phones.take("o-holder", at=MINE)
    go(chen, "删除我的信息")
    expect(chen.page.get_by_text("您现在是工会会员", exact=False)).to_be_visible()
    chen.look("erasure-of-a-member")
    left(deployed, world)
    go(chen, "删除我的信息")
    chen.look("erasure")
    chen.press("申请删除")
    chen.look("erasure-question")
    chen.press("不删除")
    chen.press("申请删除")
    chen.press("确定申请删除")
    expect(chen.page.get_by_role("heading", name="等待删除")).to_be_visible()
    chen.look("erasure-waits")
    chen.press("撤回，不删除了")
    expect(chen.page.get_by_role("button", name="申请删除", exact=True)).to_be_visible()
