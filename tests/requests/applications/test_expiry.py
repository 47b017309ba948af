"""过期: a draft that nobody touched for a month is closed and told; one that is being filled in stays."""

from collections.abc import Callable

from sqlalchemy import func, select

from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.notices.models import Notice
from service.requests.applications.actions import fill
from service.requests.applications.expiry import expire_forgotten
from service.requests.applications.models import Status
from tests.given import World
from tests.requests.applications.given import drafted, fresh, submitted, union_of


def test_a_forgotten_draft_expires_and_its_applicant_is_told(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    database = deployed.database
    at("2026-10-01 09:00")
    with database.writing() as session:
        forgotten = drafted(session, union_of(session, world.battery), "o-1", "新样甲", 501)
        filled = drafted(session, union_of(session, world.battery), "o-2", "新样乙", 502)
        waiting = submitted(session, union_of(session, world.battery), "o-3", "新样丙", 503)
    at("2026-10-20 09:00")
    with database.writing() as session:
        row = fresh(session, filled.id)
        fill(session, Actor("account", row.account_id), row, {"unit_name": "雉城样例电池有限公司二厂"})
    at("2026-11-05 09:00")
    assert expire_forgotten(deployed)
    assert not expire_forgotten(deployed)
    with database.reading() as session:
        states = [fresh(session, one.id).status for one in (forgotten, filled, waiting)]
        assert states == [Status.EXPIRED, Status.DRAFT, Status.SUBMITTED]
        told = select(func.count()).where(Notice.kind == "application_expired")
        assert session.scalar(told) == 1
