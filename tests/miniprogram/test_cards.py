"""惠工卡 on the phone: claimed, shown, checked, frozen, unbound and claimed anew, by each of its ways."""

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import qrcode
from playwright.sync_api import expect

from service.ground.config import Settings
from service.register.deployment import Deployment
from tests.given import World, phone
from tests.miniprogram.holders import (
    CARD,
    CHECKS,
    CLAIM,
    RECOVER,
    agree,
    claim,
    confirmed_by_chair,
    give_phone,
    live_card,
    match_on,
    message_code,
    released_by_chair,
    settled,
    state,
)
from tests.miniprogram.phones import Phone, Phones
from tests.requests.cards.given import bound, phone_of, scan

_MODULES = """() => {
  const canvas = document.querySelector('qr-code canvas, wx-qr-code canvas, canvas')
  const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  const dark = (x, y) => data[4 * (y * width + x)] < 128
  return { width, shown: canvas.getBoundingClientRect().width,
    rows: Array.from({ length: width }, (_, y) => Array.from({ length: width }, (_, x) => dark(x, y) ? '#' : '.').join('')) }
}"""


def drawn(shown: Phone) -> tuple[float, list[str]]:
    """How wide the code stands on the screen, and its modules, the quiet zone included."""
    found = shown.page.evaluate(_MODULES)
    rows, width = found["rows"], found["width"]
    edge = next(at for at, row in enumerate(rows) if "#" in row)
    left = rows[edge].index("#")
    cell = next(size for size in range(1, width) if rows[edge + 7 * size][left] == ".") // 1
    side = (width - 2 * left) // cell
    assert left >= 4 * cell
    assert edge >= 4 * cell
    return found["shown"], [
        "".join(rows[edge + y * cell + cell // 2][left + x * cell + cell // 2] for x in range(side))
        for y in range(side)
    ]


def standard(text: str) -> list[list[str]]:
    """The modules that the standard gives for a text at correction level M, with each of its eight masks."""
    found = []
    for mask in range(8):
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=mask)
        code.add_data(text)
        code.make(fit=True)
        found.append(["".join("#" if module else "." for module in row) for row in code.get_matrix()])
    return found


@pytest.mark.usefixtures("at_work")
def test_a_card_from_its_claim_by_the_phone_of_the_roster_to_the_next_one(phones: Phones) -> None:
    chen = phones.take("o-chen", phone_of("陈样一"), at=CLAIM)
    chen.look("consent-first")
    agree(chen)
    give_phone(chen, first=True)
    expect(chen.page.get_by_text("✓ 已核验")).to_be_visible()
    chen.look("claim-form")
    state(chen, "陈样一")
    expect(chen.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()
    chen.look("activated")

    chen.press("出示惠工卡")
    expect(chen.page.get_by_text("秒自动更新")).to_be_visible()
    chen.look("card")
    width, modules = drawn(chen)
    assert width >= 220
    assert modules in standard(chen.code)
    assert (chen.state["brightness"], chen.state["keptOn"], chen.state["captureAllowed"]) == (1, True, False)
    chen.page.evaluate("harness.captureScreen()")
    expect(chen.page.get_by_text("截图很快失效，请直接出示手机。")).to_be_visible()
    chen.put_away()
    assert (chen.state["brightness"], chen.state["keptOn"], chen.state["captureAllowed"]) == (
        0.5,
        False,
        True,
    )
    chen.take_out()
    expect(chen.page.get_by_text("秒自动更新")).to_be_visible()
    assert chen.state["brightness"] == 1

    code, match = chen.code, match_on(chen)
    shop = phones.take("o-shop", at=f"/pages/verify/verify?q={quoted(code)}")
    shop.look("before-the-check")
    shop.press("核验这张卡")
    expect(shop.page.get_by_role("heading", name="有效", exact=True)).to_be_visible()
    expect(shop.page.get_by_text("陈**", exact=True).or_(shop.page.get_by_text("*样一"))).to_be_visible()
    assert match_on(shop) == match
    shop.look("valid")
    other = phones.take("o-other-shop", at=f"/pages/verify/verify?q={quoted(code)}")
    other.press("核验这张卡")
    expect(other.page.get_by_role("heading", name="此码已被核验过")).to_be_visible()
    other.look("seen-before")

    chen.open("/pages/messages/messages")
    expect(chen.page.get_by_text("有人核验了您的卡").first).to_be_visible()
    chen.open(CHECKS)
    expect(chen.page.get_by_role("listitem")).to_have_count(1)
    chen.look("checks")
    chen.press("不是我，冻结这张卡")
    chen.allow("冻结")
    expect(chen.page.get_by_text("卡已冻结，不能出示。")).to_be_visible()
    chen.look("frozen")
    assert chen.state["brightness"] == 0.5
    shop.open(f"/pages/verify/verify?q={quoted(code)}")
    shop.press("核验这张卡")
    expect(shop.page.get_by_role("heading", name="已冻结")).to_be_visible()
    shop.look("frozen-at-the-counter")

    chen.press("怎么恢复")
    chen.look("recover")
    give_phone(chen, "微信手机号，解除绑定")
    chen.allow("解除")
    expect(chen.page.get_by_role("heading", name="已解除绑定")).to_be_visible()
    chen.look("unbound")
    chen.press("重新激活惠工卡")
    give_phone(chen)
    expect(chen.page.get_by_text("✓ 已核验")).to_be_visible()
    state(chen, "陈样一")
    expect(chen.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()


@pytest.mark.usefixtures("at_work")
def test_another_number_is_made_good_by_a_text_message_to_the_number_of_the_roster(
    phones: Phones, settings: Settings
) -> None:
    lin = phones.take("o-lin", phone(777), at=CLAIM, scale=1.4)
    claim(lin, "林样二")
    expect(lin.page.get_by_text("已提交核验，结果将在本页显示。")).to_be_visible()
    lin.look("waiting-in-large-type")
    lin.press("请求短信验证码")
    expect(lin.page.get_by_text("✓ 已请求")).to_be_visible()
    sent = message_code(Path(settings.sms.removeprefix("file:")))
    lin.page.get_by_label("短信里的 6 位数字").fill("000000" if sent != "000000" else "111111")
    lin.press("核对验证码")
    expect(lin.page.get_by_text("核验码不对或者已经过期。")).to_be_visible()
    lin.look("wrong-code")
    lin.page.get_by_label("短信里的 6 位数字").fill(sent)
    lin.press("核对验证码")
    expect(lin.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()


@pytest.mark.usefixtures("at_work")
def test_the_chair_confirms_whom_no_number_proves_and_the_page_says_so_by_itself(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    zhou = phones.take("o-zhou", phone(778), at=CLAIM)
    agree(zhou)
    give_phone(zhou, first=True, answer="不允许")
    expect(zhou.page.get_by_text("您可以不授权")).to_be_visible()
    zhou.look("phone-refused")
    state(zhou, "周样三")
    expect(zhou.page.get_by_role("heading", name="核验中")).to_be_visible()
    zhou.look("waiting")
    digits = match_on(zhou)
    # Found again from home, whose claim it is; the page left and opened anew shows the same digits.
    zhou.open("/pages/home/home")
    zhou.look("home-claiming")
    zhou.open(CLAIM)
    assert match_on(zhou) == digits
    confirmed_by_chair(deployed, world, digits)
    expect(zhou.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()


def test_the_code_follows_the_countys_clock_and_outlives_the_network_by_minutes(
    phones: Phones, deployed: Deployment
) -> None:
    bound(deployed, "陈样一", "o-chen")
    chen = phones.take("o-chen", phone_of("陈样一"), at="/pages/help/help", width=320, scale=1.75)
    for minutes in (10, -10):
        chen.page.clock.install(time=datetime.now().astimezone() + timedelta(minutes=minutes))
        chen.open(CARD)
        expect(chen.page.get_by_text("秒自动更新")).to_be_visible()
        code, match = chen.code.split("/v/")[1], match_on(chen)
        result = scan(deployed.database, code)
        assert not isinstance(result, str), result
        assert result.match_number == match

    chen.look("on-a-small-phone-in-large-type")
    assert drawn(chen)[0] >= 220
    first = chen.code
    # Half a minute, and the second in which the screen notices.
    chen.page.clock.run_for(31_000)
    assert chen.code != first
    chen.lose_network()
    chen.page.clock.run_for(4 * 60_000)
    expect(chen.page.get_by_text("没有网络，还能出示")).to_be_visible()
    chen.look("without-network")
    chen.page.clock.run_for(8 * 60_000)
    expect(chen.page.get_by_text("带着的会员码都已过期")).to_be_visible()
    chen.look("codes-over")
    chen.lose_network(False)
    expect(chen.page.get_by_text("秒自动更新")).to_be_visible()


def test_whoever_lost_the_phone_claims_on_a_new_one_and_the_union_ends_the_old_card(
    phones: Phones, deployed: Deployment, world: World, request: pytest.FixtureRequest
) -> None:
    bound(deployed, "陈样一", "o-old")
    # Only from here on: a worker beside the claim above would be the faster one.
    request.getfixturevalue("at_work")
    old = phones.take("o-old", phone_of("陈样一"), at=CARD)
    expect(old.page.get_by_text("秒自动更新")).to_be_visible()
    new = phones.take("o-new", phone_of("陈样一"), at=RECOVER)
    new.look("recover-elsewhere")
    new.press("在这个微信激活惠工卡")
    claim(new, "陈样一")
    expect(new.page.get_by_role("heading", name="核验中")).to_be_visible()
    settled(deployed)
    released_by_chair(deployed, world, live_card(deployed, world, "陈样一"))
    new.press("改用微信手机号")
    state(new, "陈样一")
    expect(new.page.get_by_role("heading", name="✓ 已激活")).to_be_visible()
    old.put_away()
    old.take_out()
    expect(old.page.get_by_role("heading", name="您还没有激活惠工卡。")).to_be_visible()
    assert old.state["brightness"] == 0.5
    old.look("released")


def quoted(address: str) -> str:
    """An address as WeChat hands it to the page of an ordinary-link code."""
    return quote(address, safe="")
