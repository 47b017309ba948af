"""核验: merchants and event staff check a card that somebody shows, and are told clearly what it is."""

from urllib.parse import quote

from playwright.sync_api import expect
from sqlalchemy import func, select

from service.register.deployment import Deployment
from service.requests.cards.endings import suspend
from service.requests.cards.models import CardCheck
from tests.given import World
from tests.miniprogram.phones import Phones
from tests.requests.cards.given import bound, end_membership, holder, issued, number_of

VERIFY = "/pages/verify/verify"


def test_a_scanner_in_the_mini_program_checks_one_card_after_another(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    database, address = deployed.database, deployed.settings.public_url + "/v/"
    valid, left, frozen = (
        bound(deployed, name, f"o-{number_of(name)[-4:]}") for name in ("陈样一", "林样二", "周样三")
    )
    end_membership(database, world.members["林样二"].id)
    with database.writing() as session:
        suspend(session, holder(session, frozen))
    shop = phones.take("o-shop", at="/pages/home/home")
    shop.page.get_by_text("扫一扫核验会员卡").click()
    shop.look("nothing-scanned-yet")
    shop.page.evaluate("harness.phone.camera = false")
    shop.press("扫一扫")
    expect(shop.page.get_by_text("这里打不开相机，没有扫成。")).to_be_visible()
    shop.page.evaluate("harness.phone.camera = true")

    for card_id, steps, words, button in (
        (valid, 0, "有效", "扫一扫"),
        (left, 0, "会籍已结束", "再核验一张"),
        (frozen, 0, "已冻结", "再核验一张"),
        (valid, -5, "这个码无效或者已经过期。", "再核验一张"),
    ):
        shop.scan(address + issued(database, card_id, steps))
        shop.press(button)
        expect(shop.page.get_by_role("heading", name=words, exact=True)).to_be_visible()
        shop.look(words.rstrip("。"))
    shop.scan("https://example.cn/something-else")
    shop.press("再扫一次")
    expect(shop.page.get_by_text("请让持卡人刷新后重新出示。")).to_be_visible()


def test_opening_the_page_of_a_code_claims_nothing_and_a_lost_answer_is_asked_for_again(
    phones: Phones, deployed: Deployment
) -> None:
    code = issued(deployed.database, bound(deployed))
    query = quote(f"{deployed.settings.public_url}/v/{code}", safe="")
    shop = phones.take("o-shop", at=f"{VERIFY}?q={query}", scale=1.75)
    expect(shop.page.get_by_role("button", name="核验这张卡")).to_be_visible()
    shop.look("before-in-large-type")
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CardCheck)) == 0
    shop.lose_network()
    shop.press("核验这张卡")
    expect(shop.page.get_by_text("现在没有网络。")).to_be_visible()
    shop.look("no-network-in-large-type")
    shop.lose_network(False)
    shop.press("重试")
    expect(shop.page.get_by_role("heading", name="有效", exact=True)).to_be_visible()
    shop.look("valid-in-large-type")
