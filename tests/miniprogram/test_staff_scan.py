"""工作台扫码 on the phone: whoever sits at the computer compares two digits and confirms, or refuses."""

from playwright.sync_api import expect
from sqlalchemy import select

from service.register.access.models import SYSTEM
from service.register.accounts.bindings import bind
from service.register.accounts.scan_models import Scan, ScanKind
from service.register.accounts.scans import ask_for_scan, live_scene
from service.register.deployment import Deployment
from tests.given import World, worker
from tests.miniprogram.phones import Phones

BROWSER = "Windows 上的 Edge 浏览器"


def asked(deployed: Deployment) -> tuple[str, str]:
    """A browser asks to sign in: what its code says, and the digits on its screen."""
    with deployed.database.writing() as session:
        secret = ask_for_scan(session, ScanKind.SIGN_IN, BROWSER, "192.0.2.7")
        scene = live_scene(session, secret)
        assert scene is not None
        return scene, session.scalars(select(Scan.match_number).where(Scan.scene == scene)).one()


def test_the_member_of_staff_compares_two_digits_and_confirms_or_refuses(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        bind(session, SYSTEM, world.staff_id("chair_battery"), worker(session, "o-chair").id)
    scene, digits = asked(deployed)
    chair = phones.take("o-chair", at=f"/pages/staff-scan/staff-scan?scene={scene}")
    expect(chair.page.get_by_text(BROWSER)).to_be_visible()
    expect(chair.page.get_by_text(digits, exact=True)).to_be_visible()
    chair.look("asked")
    chair.press("是我，确认")
    expect(chair.page.get_by_role("heading", name="手机已确认")).to_be_visible()
    chair.look("confirmed")

    chair.open(f"/pages/staff-scan/staff-scan?scene={asked(deployed)[0]}")
    chair.press("不是我")
    expect(chair.page.get_by_role("heading", name="已拒绝")).to_be_visible()
    chair.look("refused")

    chair.open("/pages/staff-scan/staff-scan?scene=long-gone")
    expect(chair.page.get_by_text("如果是扫码进来的，请重新扫码。")).to_be_visible()
    chair.look("gone")


def test_a_phone_that_is_bound_to_nobody_is_told_what_to_do(
    phones: Phones, deployed: Deployment, world: World
) -> None:
    stranger = phones.take("o-stranger", at=f"/pages/staff-scan/staff-scan?scene={asked(deployed)[0]}")
    expect(stranger.page.get_by_text("这个微信不能确认这次操作。")).to_be_visible()
    stranger.look("stranger")
