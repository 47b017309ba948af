"""扫码登录 over real HTTP: the phone logs in with WeChat, is bound at one desk, and opens the console at another."""

from collections.abc import Iterator

import pytest
import requests
from sqlalchemy import select

from service.doors.demo.desk import Desk, hidden_fields
from service.doors.demo.phone import ServiceRefused, WeChatUser
from service.register.accounts.actions import token_hash
from service.register.accounts.scan_models import Scan
from service.register.deployment import Deployment
from tests.application import application
from tests.doors.console.given import code_of
from tests.given import PASSWORD, World, phone
from tests.platform import Platform
from tests.register.access.sides import ORIGIN
from tests.serving import served


@pytest.fixture
def address(deployed: Deployment, world: World) -> Iterator[str]:
    """The service on real HTTP."""
    with served(deployed) as running:
        yield running


def scene_on(deployed: Deployment, browser: requests.Session) -> str:
    """What the code on this browser's screen says."""
    with deployed.database.reading() as session:
        held = token_hash(session, browser.cookies["scan"])
        return session.scalars(select(Scan.scene).where(Scan.browser_hash == held)).one()


def test_a_phone_is_bound_at_one_desk_and_opens_another(
    deployed: Deployment, world: World, weixin: Platform, address: str
) -> None:
    mine = WeChatUser(address, weixin, "o-sample-chair", phone(30_000_001))
    mine.log_in()
    desk = Desk(address, "chair_battery", PASSWORD, lambda: code_of(world, "chair_battery"))
    desk.sign_in()
    desk.submit("/console/sessions", "/console/sessions/scans", {})
    seen = mine.confirm_scan(scene_on(deployed, desk.http))
    assert f'id="scan-number">{seen["match_number"]}<' in desk.page("/console/sessions")
    done = desk.submit("/console/sessions", "/console/scans/current/binding", {})
    assert "微信已绑定" in done.text

    browser = requests.Session()
    browser.headers["Origin"] = address
    shown = browser.post(f"{address}/console/scans", timeout=60)
    assert mine.confirm_scan(scene_on(deployed, browser))["match_number"] in shown.text
    page = browser.get(shown.url, timeout=60).text
    fields = hidden_fields(page, "/console/scans/current/session")
    inside = browser.post(f"{address}/console/scans/current/session", data=fields, timeout=60)
    assert (inside.url, inside.status_code) == (f"{address}/console/", 200)
    assert "等您办理" in inside.text


def test_a_phone_that_nobody_bound_opens_nothing(
    deployed: Deployment, world: World, weixin: Platform, address: str
) -> None:
    stranger = WeChatUser(address, weixin, "o-sample-stranger", phone(30_000_002))
    stranger.log_in()
    browser = requests.Session()
    browser.post(f"{address}/console/scans", headers={"Origin": address}, timeout=60)
    with pytest.raises(ServiceRefused) as refusal:
        stranger.confirm_scan(scene_on(deployed, browser))
    assert refusal.value.code == "SCAN_NOT_YOURS"


def test_wechat_draws_a_code_once_however_often_it_is_looked_at(
    deployed: Deployment, world: World, weixin: Platform
) -> None:
    browser, picture = application(deployed).test_client(), "/console/scans/current.png"
    browser.post("/console/scans", headers={"Origin": ORIGIN})
    looks = [browser.get(picture) for _ in range(3)]
    assert {(look.status_code, look.data) for look in looks} == {(200, looks[0].data)}
    assert weixin.calls()["/wxa/getwxacodeunlimit"] == 1
    weixin.fail("/wxa/getwxacodeunlimit", "busy")
    browser.post("/console/scans", headers={"Origin": ORIGIN})
    plain = browser.get(picture)
    assert (plain.status_code, plain.data[:4]) == (200, b"\x89PNG")
    assert plain.data != looks[0].data
