"""扫码页面: a GET does nothing at all; the button claims the code; the page says no more than it must."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.ground.config import Settings
from service.register.deployment import Deployment, deploy
from service.requests.cards.codes import batch
from service.requests.cards.endings import suspend
from tests.application import application
from tests.given import World
from tests.queries import counted
from tests.requests.cards.given import bound, holder, issued, number_of, phone_of

PUBLIC_URL = "https://card.example.cn"


@pytest.fixture
def card_id(deployed: Deployment, world: World, at: Callable[[str], None]) -> UUID:
    """陈样一's card, on a morning that stands still."""
    at("2026-11-20 09:00")
    return bound(deployed)


@pytest.fixture
def shop(deployed: Deployment) -> FlaskClient:
    """The browser of a shop."""
    return application(deployed).test_client()


def words(page: TestResponse) -> str:
    """What is read on a page."""
    main = re.search(r"<main.*</main>", page.text, re.S)
    assert main is not None
    return " ".join(re.sub(r"<[^>]+>", " ", main.group()).split())


def test_a_get_sends_no_statement_and_says_the_same_for_any_code(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    genuine = issued(deployed.database, card_id)
    with counted(deployed.database) as statements:
        pages = [shop.get(f"/v/{code}") for code in (genuine, genuine, "A" * 42, "x")]
    assert statements == []
    assert len({page.data for page in pages}) == 1
    assert [page.status_code for page in pages] == [200] * 4
    assert words(pages[0]).startswith("核验长兴县总工会会员卡")


def test_a_link_scanner_does_not_use_up_the_code(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    code = issued(deployed.database, card_id)
    application(deployed).test_client().get(f"/v/{code}")
    assert words(shop.post(f"/v/{code}")).startswith("有效")


def test_the_button_shows_surname_county_and_digits_and_nothing_of_the_union(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    with deployed.database.writing() as session:
        shown = batch(session, holder(session, card_id), PUBLIC_URL)[0]
    page = shop.post(f"/v/{shown.text.rsplit('/', 1)[1]}")
    assert words(page) == (
        f"有效 陈** 长兴县总工会会员 核对数字 {shown.match_number} "
        "请看持卡人的屏幕：数字相同才是本人出示的码；不同，请不要接受。 服务器时间 09:00:00"
    )
    for secret in ("样一", "电池", number_of("陈样一"), phone_of("陈样一"), str(card_id), "330522"):
        assert secret not in page.text


def test_the_same_browser_sees_green_again_and_another_one_sees_amber(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    code = issued(deployed.database, card_id)
    first = words(shop.post(f"/v/{code}"))
    assert words(shop.post(f"/v/{code}")) == first
    other = words(application(deployed).test_client().post(f"/v/{code}"))
    assert other.startswith("此码已于 09:00:00 被核验")
    assert "陈" not in other


def test_a_frozen_card_says_frozen_only(shop: FlaskClient, deployed: Deployment, card_id: UUID) -> None:
    code = issued(deployed.database, card_id)
    with deployed.database.writing() as session:
        suspend(session, holder(session, card_id))
    assert words(shop.post(f"/v/{code}")) == "已冻结 服务器时间 09:00:00"


def test_an_invalid_code_says_what_to_do(shop: FlaskClient, card_id: UUID) -> None:
    page = shop.post("/v/" + "A" * 42)
    assert page.status_code == 404
    assert words(page).startswith("这个码无效或者已经过期。 请让持卡人刷新后重新出示。")


def test_no_page_is_stored_indexed_or_referred_from(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    code = issued(deployed.database, card_id)
    for page in (shop.get(f"/v/{code}"), shop.post(f"/v/{code}")):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert not re.search(r"<script|style=| on\w+=|https?://", page.text)


def test_the_scanner_is_a_random_cookie_that_no_script_reads(
    shop: FlaskClient, deployed: Deployment, card_id: UUID
) -> None:
    code = issued(deployed.database, card_id)
    cookie = shop.post(f"/v/{code}").headers["Set-Cookie"]
    assert re.fullmatch(r"scanner=[\w-]{22}; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_over_https_the_cookie_belongs_to_the_host(
    settings: Settings, deployed: Deployment, card_id: UUID
) -> None:
    secure = deploy(settings.model_copy(update={"public_url": PUBLIC_URL}))
    shop = application(secure).test_client()
    cookie = shop.post(f"/v/{issued(deployed.database, card_id)}", base_url=PUBLIC_URL).headers["Set-Cookie"]
    secure.database.engine.dispose()
    assert re.fullmatch(r"__Host-scanner=[\w-]{22}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_the_style_is_ours_and_may_be_kept(shop: FlaskClient) -> None:
    address = re.search(r'href="(/static/cards/check\.css[^"]*)"', shop.get("/v/x").text)
    assert address is not None
    sheet = shop.get(address[1])
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "url(" not in sheet.text


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_pair_of_colours_can_be_read(shop: FlaskClient) -> None:
    sheet = shop.get("/static/cards/check.css").text.replace("#fff", "#ffffff")
    pairs = re.findall(r"background: (#\w{6}); color: (#\w{6})", sheet)
    assert len(pairs) == 5
    for pair in [*pairs, ("#ffffff", "#595959")]:
        darker, lighter = sorted(luminance(colour) for colour in pair)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


def test_the_button_is_large_enough_for_a_thumb(shop: FlaskClient) -> None:
    height = re.search(r"button \{[^}]*min-height: (\d+)px", shop.get("/static/cards/check.css").text)
    assert height is not None
    assert int(height.group(1)) >= 44
