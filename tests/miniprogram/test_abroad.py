"""港澳台和外国号码: a phone is a country and a number, on the way into the union and on the way to the card."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from service.requests.applications.models import Outcome
from service.requests.cards.models import Card, Claim, MatchResult
from tests.given import id_number
from tests.miniprogram import joining
from tests.miniprogram.holders import CLAIM, agree, give_phone, settled, state
from tests.miniprogram.joining import JOIN, NAME, SERIAL, WHO
from tests.miniprogram.phones import Phones
from tests.requests.cards.given import phone_of

HONG_KONG = "61234567"


@pytest.mark.usefixtures("at_work")
def test_a_hong_kong_phone_goes_from_the_first_login_to_the_card(phones: Phones) -> None:
    """It is given in the application, stands in the roster with its code, and proves there like any other."""
    scene = joining.scene_of(phones, phones.world.battery)
    worker = phones.take(WHO, HONG_KONG, at=f"{JOIN}?scene={scene}", country="852")
    worker.press("申请加入")
    joining.agree(worker)
    joining.state(worker, NAME, id_number(SERIAL))
    joining.reach(worker, 1)
    give_phone(worker, "用微信手机号", first=True)
    worker.page.get_by_text("+852 ******67").wait_for()
    worker.look("number-with-its-code")
    worker.press("下一步")
    joining.reach(worker, 2)
    joining.choose(worker, 学历="专科", 户籍类型="外地农村")
    worker.press("下一步")
    joining.reach(worker, 3)
    joining.choose(worker, 就业状况="在岗")
    worker.press("下一步")
    joining.reach(worker, 4)
    joining.hand_in(worker)
    joining.decided(phones, Outcome.APPROVE)

    worker.open(CLAIM)
    give_phone(worker)
    expect(worker.page.get_by_text("✓ 已核验 +852 ******67")).to_be_visible()
    state(worker, NAME, id_number(SERIAL))
    expect(worker.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()
    worker.press("出示惠工卡")
    expect(worker.page.get_by_text("秒自动更新")).to_be_visible()


@pytest.mark.usefixtures("at_work")
def test_the_digits_of_a_member_under_another_code_prove_nothing_and_the_page_says_what_does(
    phones: Phones,
) -> None:
    stranger = phones.take("o-stranger", phone_of("陈样一"), at=CLAIM, country="49")
    agree(stranger)
    give_phone(stranger, first=True)
    # Its owner sees which number was taken, so that a wrong one is noticed before anything is handed in.
    expect(stranger.page.get_by_text("✓ 已核验 +49 *********")).to_be_visible()
    state(stranger, "陈样一")
    expect(stranger.page.get_by_role("heading", name="核验中")).to_be_visible()
    settled(phones.deployed)
    stranger.open(CLAIM)
    expect(stranger.page.get_by_role("heading", name="核验中")).to_be_visible()
    for way in ("改用微信手机号", "请求短信验证码"):
        expect(stranger.page.get_by_role("button", name=way)).to_be_visible()
    expect(stranger.page.get_by_text("当面确认后激活")).to_be_visible()
    stranger.look("three-ways")
    with phones.deployed.database.reading() as session:
        assert session.scalars(select(Claim.finding)).one() is MatchResult.PHONE_DIFFERS
        assert session.scalars(select(Card)).all() == []
