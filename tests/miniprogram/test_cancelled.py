"""注销: a member cancels his WeChat account, WeChat says so, and whoever opens the phone afterwards is a stranger."""

import pytest
from playwright.sync_api import expect
from pydantic import SecretStr

from service.ground.config import Settings
from tests.miniprogram.holders import CARD, CLAIM, claim
from tests.miniprogram.phones import HOME, Phones
from tests.requests.cards.given import bound, phone_of
from tests.serving import working

TOKEN, KEY = "SAMPLEtoken", "E" * 43


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A county that takes WeChat's pushes."""
    secrets = {"wechat_push_token": SecretStr(TOKEN), "wechat_push_key": SecretStr(KEY)}
    return settings.model_copy(update=secrets)


def test_the_phone_of_a_cancelled_account_shows_nothing_of_its_owner_who_has_his_card_elsewhere(
    phones: Phones,
) -> None:
    bound(phones.deployed, "陈样一", "o-old")
    old = phones.take("o-old", phone_of("陈样一"), at=CARD)
    expect(old.page.get_by_text("秒自动更新")).to_be_visible()
    old.put_away()
    phones.weixin.wants_pushes(f"{phones.service}/wechat/push", TOKEN, KEY)
    told = phones.weixin.push("user_authorization_cancellation", "o-old")
    assert (told["outcome"], told["reply"]) == ("delivered", "success")

    old.take_out()
    expect(old.page.get_by_role("heading", name="您还没有激活惠工卡。")).to_be_visible()
    assert old.page.locator("canvas").count() == 0
    assert (old.state["brightness"], old.state["keptOn"]) == (0.5, False)
    old.look("cancelled-card")
    for page in (HOME, "/pages/mine/data", "/pages/messages/messages"):
        old.open(page)
        old.page.get_by_text("正在读取…").wait_for(state="hidden")
        expect(old.page.get_by_role("main")).not_to_be_empty()
        assert "陈" not in old.page.get_by_role("main").inner_text()
        assert phone_of("陈样一")[-4:] not in old.page.get_by_role("main").inner_text()
    old.open(HOME)
    expect(old.page.get_by_role("heading", name="欢迎使用惠工卡")).to_be_visible()

    new = phones.take("o-new", phone_of("陈样一"), at=CLAIM)
    with working(phones.deployed):
        claim(new, "陈样一")
        expect(new.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()
