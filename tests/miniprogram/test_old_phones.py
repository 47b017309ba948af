"""旧手机、小屏幕: what a phone lacks or covers is thought of."""

import pytest
from playwright.sync_api import Locator, expect

from tests.given import phone
from tests.miniprogram import joining
from tests.miniprogram.holders import CARD, CLAIM, agree, state
from tests.miniprogram.joining import JOIN, SERIAL, WHO
from tests.miniprogram.phones import Phone, Phones
from tests.requests.cards.given import bound


@pytest.fixture
def backend() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def keyboard_at(worker: Phone) -> float:
    """Where the keyboard begins, from the top of the screen."""
    box = worker.page.locator("#keyboard").bounding_box()
    assert box is not None
    return box["y"]


def typed_into(worker: Phone, field: Locator) -> None:
    """Touch a field: the whole of it stands above the keyboard and below the title of the page."""
    field.evaluate("one => one.scrollIntoView({ block: 'end' })")
    worker.page.evaluate("harness.useKeyboard()")
    field.tap()
    box = field.bounding_box()
    assert box is not None
    assert box["y"] >= 44, "the title covers the field"
    # Its lower edge as well, and room for the line below that says what is wrong.
    assert box["y"] + box["height"] + 20 <= keyboard_at(worker), "the keyboard covers the field"
    worker.snap("keyboard")
    worker.page.evaluate("harness.useKeyboard(false)")
    field.blur()


def test_with_the_keyboard_open_the_field_is_seen_on_a_small_phone_in_large_type(phones: Phones) -> None:
    worker = phones.take(WHO, at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}", scale=1.75)
    worker.page.set_viewport_size({"width": 320, "height": 568})
    worker.press("申请加入")
    joining.agree(worker)
    for label in ("姓名", "证件号码"):
        typed_into(worker, worker.page.get_by_label(label))
    joining.state(worker, joining.NAME, joining.id_number(SERIAL))
    joining.reach(worker, 1)
    for label in ("现居住地", "手机号"):
        typed_into(worker, worker.page.get_by_label(label))
    worker.page.get_by_label("手机号").fill(phone(SERIAL))
    worker.press("下一步")
    joining.reach(worker, 2)


def test_with_the_keyboard_open_a_claim_is_seen_on_a_small_phone_in_large_type(phones: Phones) -> None:
    worker = phones.take("o-lin", at=CLAIM, scale=1.75)
    worker.page.set_viewport_size({"width": 320, "height": 568})
    agree(worker)
    for label in ("姓名", "证件号码"):
        typed_into(worker, worker.page.get_by_label(label))
    state(worker, "林样二")
    expect(worker.page.get_by_role("heading", name="核验中")).to_be_visible()
    worker.press("已收到短信，去填写")
    typed_into(worker, worker.page.get_by_label("短信里的 6 位数字"))


@pytest.mark.parametrize(("system", "after"), [("android", 0.2), ("ios", 0.5)])
def test_the_light_is_put_back_as_the_system_has_it(phones: Phones, system: str, after: float) -> None:
    """On Android it follows the system again, which was made darker meanwhile; on iOS it is as it was before."""
    bound(phones.deployed, "陈样一", "o-chen")
    chen = phones.take("o-chen", at=CARD, system=system)
    expect(chen.page.get_by_text("秒自动更新")).to_be_visible()
    assert chen.state["brightness"] == 1
    chen.page.evaluate("harness.phone.light = 0.2")
    chen.put_away()
    assert chen.state["brightness"] == after


def test_a_phone_without_a_canvas_says_where_to_sign(phones: Phones) -> None:
    joining.known(phones)
    worker = phones.take(WHO, at=f"{JOIN}?scene={joining.scene_of(phones, phones.world.battery)}")
    worker.press("申请加入")
    joining.reach(worker, 1)
    worker.page.evaluate(
        "harness.phone.canvasNodes = false; wx.navigateTo({ url: '/pages/application/oath' })"
    )
    worker.page.get_by_text("这台手机打不开签名板").wait_for()
    worker.look("no-canvas")
    joining.draw(worker)
    worker.press("签好了，去核对")
    worker.page.get_by_text("还没有签名").wait_for()


def test_the_oldest_weixin_that_is_supported_opens_the_card(phones: Phones) -> None:
    bound(phones.deployed, "陈样一", "o-chen")
    chen = phones.take("o-chen", at=CARD, base="2.32.3")
    expect(chen.page.get_by_text("秒自动更新")).to_be_visible()
