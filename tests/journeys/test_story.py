"""The main story over real HTTP on both databases: the same that ``make demo`` tells, and nothing personal left in clear."""

import io
import logging
from collections.abc import Callable, Iterator

import pyotp
import pytest
import structlog
from openpyxl import load_workbook
from sqlalchemy import select

from service.doors.demo.desk import Desk
from service.doors.demo.phone import ServiceRefused, WeChatUser
from service.doors.demo.story import Cast, tell
from service.ground import clock
from service.ground.sealing import opened
from service.register.accounts.models import Staff
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment
from tests.canaries import contents_of, found_in
from tests.given import PASSWORD, World, id_number, phone
from tests.platform import Platform
from tests.requests.applications.given import signature
from tests.serving import served, working
from tests.working import work_off


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """Everything that is logged while the story runs."""
    written, before = io.StringIO(), structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    structlog.configure(logger_factory=before)


@pytest.fixture
def service(deployed: Deployment, weixin: Platform, world: World) -> Iterator[str]:
    """The service on real HTTP, with a worker beside it."""
    with served(deployed) as address, working(deployed):
        yield address


@pytest.fixture
def desk(deployed: Deployment, world: World, service: str) -> Callable[[str], Desk]:
    """A browser for any member of staff."""

    def open_desk(login: str) -> Desk:
        with deployed.database.reading() as session:
            secret = opened(session.get_one(Staff, world.staff_id(login)), "totp_secret")
        return Desk(service, login, PASSWORD, lambda: pyotp.TOTP(secret).at(clock.now()))

    return open_desk


def cast_of(
    world: World, service: str, weixin: Platform, desk: Callable[[str], Desk], openid: str = "o-story"
) -> Cast:
    """The players of the story in the told world."""
    return Cast(
        worker=WeChatUser(service, weixin, openid, phone(777)),
        handler=desk("handler_battery"),
        chair=desk("chair_battery"),
        township=desk("zhicheng"),
        county=desk("county"),
        union_id=str(world.battery.id),
        scene=world.battery.scene,
        unit_name="雉城样例电池有限公司",
        name="新样故事",
        number=id_number(777),
        signature=signature(),
    )


def test_from_wechat_login_to_a_confirmed_roster_and_an_active_card(
    service: str,
    weixin: Platform,
    world: World,
    desk: Callable[[str], Desk],
    deployed: Deployment,
    logs: io.StringIO,
) -> None:
    lines: list[str] = []
    told = tell(cast_of(world, service, weixin, desk), lines.append)
    assert len(lines) == 7
    sheet = load_workbook(io.BytesIO(told.annex)).active
    mine = [cell for row in sheet.iter_rows() for cell in row if cell.value == id_number(777)]
    assert [(cell.data_type, cell.number_format) for cell in mine] == [("s", "@")]
    with deployed.database.reading() as session:
        assert verify_log(session).ok
        acts = set(session.scalars(select(AuditEntry.act)))
    assert {
        "session:open",
        "consent:give",
        "identity:state",
        "application:submit",
        "application:check",
        "application:approve",
        "decision:record",
        "membership:begin",
        "roster:confirm",
        "roster:submit",
        "roster:accept",
        "roster:consolidate",
        "card:activate",
        "export:download",
    } <= acts
    assert found_in(contents_of(deployed.settings.database_url)) == []
    assert '"event": "request"' in logs.getvalue()
    assert found_in(logs.getvalue().encode()) == []


def test_a_returned_application_comes_back_corrected(
    service: str, weixin: Platform, world: World, desk: Callable[[str], Desk]
) -> None:
    cast = cast_of(world, service, weixin, desk)
    worker, handler = cast.worker, cast.handler
    worker.log_in()
    worker.agree()
    worker.state_identity(cast.name, cast.number)
    sent = worker.apply(cast.scene, "简称", cast.signature)
    page = f"/console/applications/{sent['id']}"
    handler.sign_in()
    handler.submit(page, f"{page}/return", {"reason": "data_wrong", "words": "单位请写全称"})
    seen = worker.call("GET", f"/applications/{sent['id']}")
    assert (seen["status"], seen["steps"][-1]["remark"]) == ("returned", "单位请写全称")
    worker.call("PUT", f"/applications/{sent['id']}/facts", {"unit_name": "雉城样例电池有限公司"})
    again = worker.call(
        "POST", f"/applications/{sent['id']}/submission", None, **{"Idempotency-Key": "second"}
    )
    assert (again["status"], again["signed"], again["unit_name"]) == (
        "submitted",
        True,
        "雉城样例电池有限公司",
    )


def test_who_knows_a_members_number_gets_no_card_and_learns_nothing(
    service: str, weixin: Platform, world: World, deployed: Deployment
) -> None:
    thief = WeChatUser(service, weixin, "o-thief", phone(500))
    thief.log_in()
    thief.give_phone()
    thief.agree()
    member = thief.claim_card("陈样一", id_number(3))
    work_off(deployed)
    seen = thief.call("GET", f"/card-claims/{member['id']}")
    stranger = thief.claim_card("新样甲", id_number(555))
    work_off(deployed)
    other = thief.call("GET", f"/card-claims/{stranger['id']}")
    for differing in ("id", "chair_code", "created_at", "expires_at"):
        seen.pop(differing), other.pop(differing)
    assert seen == other
    assert seen["state"] == "waiting"
    with pytest.raises(ServiceRefused) as refused:
        thief.call("GET", "/card")
    assert refused.value.code == "CARD_MISSING"


def test_a_member_with_a_wrong_phone_is_confirmed_in_person(
    service: str, weixin: Platform, world: World, desk: Callable[[str], Desk], deployed: Deployment
) -> None:
    worker = WeChatUser(service, weixin, "o-member", phone(500))
    worker.log_in()
    worker.give_phone()
    worker.agree()
    claim = worker.claim_card("陈样一", id_number(3))
    work_off(deployed)
    stranger = desk("chair_textile")
    stranger.sign_in()
    refused = stranger.http.post(
        f"{service}/console/claims",
        data=_code(stranger, claim["chair_code"]),
        timeout=30,
    )
    assert refused.status_code == 422
    chair = desk("chair_battery")
    chair.sign_in()
    looked = chair.submit("/console/claims", "/console/claims", {"chair_code": claim["chair_code"]})
    assert "陈样一" in looked.text
    from service.doors.demo.desk import hidden_fields

    action = f"/console/claims/{claim['id']}/confirmation"
    fields = hidden_fields(looked.text, action)
    chair.http.post(f"{service}{action}", data=fields, timeout=30).raise_for_status()
    assert worker.call("GET", "/card")["status"] == "active"


def _code(desk: Desk, code: str) -> dict[str, str]:
    from service.doors.demo.desk import hidden_fields

    return hidden_fields(desk.page("/console/claims"), "/console/claims") | {"chair_code": code}


def test_with_wechat_down_everything_that_does_not_need_it_goes_on(
    service: str, weixin: Platform, world: World, desk: Callable[[str], Desk]
) -> None:
    cast = cast_of(world, service, weixin, desk)
    cast.worker.log_in()
    weixin.fail("/wxa/business/getuserphonenumber", "http_500")
    weixin.fail("/sns/jscode2session", "html")
    weixin.fail("/cgi-bin/stable_token", "busy")
    with pytest.raises(ServiceRefused) as refused:
        cast.worker.give_phone()
    assert refused.value.code == "WECHAT_DOWN"
    cast.worker.agree()
    cast.worker.state_identity(cast.name, cast.number)
    assert cast.worker.apply(cast.scene, cast.unit_name, cast.signature)["status"] == "submitted"
    cast.chair.sign_in()
    assert "申请" in cast.chair.page("/console/")
