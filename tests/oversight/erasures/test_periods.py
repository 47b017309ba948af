"""保存期限: every kind of record is in the list that the county reads, and what is due goes at night by itself."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from service.doors.tables import accounts as _tables  # noqa: F401 - every table is known
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Base
from service.ground.limits import Bucket, take
from service.ground.sealing import readable as legible_in
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.expiring import end_periods
from service.oversight.erasures.models import Erasure, ErasureBasis, ErasureStatus
from service.oversight.erasures.periods import periods
from service.oversight.erasures.purging import PURGING, purge
from service.register.access.models import SYSTEM
from service.register.accounts.models import Account, AccountSession, PushReceipt
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.memberships.models import EndReason, RetainReason
from service.register.memberships.retention import retain
from service.register.notices.actions import tell
from service.register.notices.models import Notice
from service.register.schedule import do_due
from service.register.unions.models import Union
from service.requests.applications.actions import withdraw
from service.requests.applications.models import Application
from service.requests.proofs.actions import issue
from service.requests.proofs.models import MembershipProof
from tests.application import application
from tests.doors.console.given import Office
from tests.doors.mine.given import Phone
from tests.given import World
from tests.oversight.erasures.given import At, former, left, readable
from tests.register.memberships.given import held
from tests.requests.applications.given import staff_of, submitted
from tests.requests.cards.given import bound, token

pytestmark = pytest.mark.both("dates")


def test_every_table_stands_in_the_list_exactly_once(settings: Settings) -> None:
    listed = Counter(table for period in periods(settings) for table in period.tables)
    assert {name for name, count in listed.items() if count > 1} == set()
    assert set(listed) == set(Base.metadata.tables)
    assert all(one.what and one.kept and one.ground and one.then and one.erased for one in periods(settings))


def test_the_list_tells_this_countys_settings(settings: Settings, deployed: Deployment, world: World) -> None:
    page = Office(application(deployed), deployed, world).desk("county").get("/console/retention").text
    assert f"会籍结束后 {settings.former_years} 年" in page
    assert all(one.what in page for one in periods(settings))


def night(deployed: Deployment) -> dict[str, int]:
    """What one night purges."""
    with deployed.database.writing() as session:
        purge(session, deployed.settings, clock.now())
    with deployed.database.reading() as session:
        last = select(AuditEntry).where(AuditEntry.act == "retention:purge").order_by(AuditEntry.seq.desc())
        entry = session.scalars(last.limit(1)).one_or_none()
        return dict(entry.details) if entry and entry.at == clock.now() else {}


def test_three_years_after_the_end_a_person_is_erased_and_not_a_day_before(
    deployed: Deployment, world: World, at: At
) -> None:
    """个人信息保护法 第四十七条: 保存期限已届满，个人信息处理者应当主动删除个人信息."""
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        gone = former(session, session.get_one(Union, world.battery.id), "离样例", 821).person_id
    at("2029-12-01 03:00")
    assert night(deployed) == {}
    at("2029-12-02 03:00")
    assert night(deployed) == {"erasures": 1}
    with deployed.database.reading() as session:
        asked = session.scalars(select(Erasure)).one()
        assert (asked.person_id, asked.basis, asked.status) == (
            gone,
            ErasureBasis.PERIOD,
            ErasureStatus.ASKED,
        )
    at("2029-12-03 03:00")
    assert night(deployed) == {}  # it waits already
    assert erase_due(deployed) is False
    at("2029-12-17 03:00")
    assert erase_due(deployed) is True
    assert gone not in readable(deployed.database)
    assert {one.id for one in world.members.values()} <= set(readable(deployed.database))
    at("2029-12-18 03:00")
    assert "erasures" not in night(deployed)


def test_members_and_those_who_retain_stay_for_ever(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        retain(session, SYSTEM, held(session, world), RetainReason.RETIRED, clock.today())
    at("2056-12-01 03:00")
    assert night(deployed) == {}
    with deployed.database.writing() as session:
        assert held(session, world).end_reason is not EndReason.LEFT


def test_the_holder_of_the_card_is_told_before(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    bound(deployed)
    left(deployed, world)
    at("2029-12-03 09:00")
    night(deployed)
    mine = Phone(application(deployed).test_client(), deployed, "o-holder")
    seen = mine.ask("/me/erasure")
    assert (seen["basis_words"], seen["due_on"]) == ("保存期限届满", "2029-12-18")
    assert mine.ask("/me/erasure", "DELETE")["status"] == "withdrawn"


def test_an_account_that_nobody_uses_for_two_years_is_erased_and_one_in_use_is_not(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-12-01 09:00")
    token(deployed.database, "o-once")
    bound(deployed)  # holds a card
    at("2028-11-30 09:00")
    token(deployed.database, "o-now")
    at("2029-06-01 03:00")
    with deployed.database.writing() as session:
        session.query(AccountSession).delete()
        token_of = {one.openid: one.id for one in session.scalars(select(Account))}
        assert end_periods(session, deployed.settings) == 1
        assert session.scalars(select(Erasure.account_id)).one() == token_of["o-once"]
    at("2029-06-17 03:00")
    assert erase_due(deployed) is True
    with deployed.database.reading() as session:
        kept = set(session.scalars(select(Account.openid)))
    assert {"o-now", "o-holder", "o-once"} & kept == {"o-now", "o-holder"}


def test_an_idle_account_is_not_written_down_a_day_early(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    token(deployed.database, "o-once")
    with deployed.database.writing() as session:
        session.query(AccountSession).delete()
    for day, filed in (("2028-12-01", 0), ("2028-12-02", 1)):
        at(f"{day} 03:00")
        with deployed.database.writing() as session:
            assert end_periods(session, deployed.settings) == filed, day


def test_what_has_served_its_time_goes_and_the_rest_stays(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        vain, waits = (submitted(session, union, f"o-{name}", name, serial) for name, serial in NAMES)
        withdraw(session, SYSTEM, vain)
        ids = vain.id, waits.id
        tell(session, vain.account_id, "card_activated", "old")
        assert take(session, "code.check", "somebody")
    at("2028-11-29 03:00")
    quiet = night(deployed)
    assert {"notices", "applications"} & quiet.keys() == set()
    assert {"limits", "logins"} >= quiet.keys() - {"receipts"}
    at("2028-12-01 09:30")
    with deployed.database.writing() as session:
        tell(session, session.get_one(Application, ids[0]).account_id, "card_activated", "new")
    done = night(deployed)
    assert done["applications"] == 1
    with deployed.database.reading() as session:
        assert session.scalars(select(Notice.dedupe).where(Notice.kind == "card_activated")).all() == ["new"]
        assert (
            session.scalar(select(func.count()).select_from(Bucket).where(Bucket.name == "code.check")) == 0
        )
    kept = readable(deployed.database)
    assert [one in kept for one in ids] == [False, True]


NAMES = (("撤样例", 831), ("等样例", 832))


def test_it_is_done_once_a_night_by_the_calendar(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-01 09:00")
    assert do_due(deployed, PURGING) is False  # enrolled
    at("2026-12-02 02:59")
    assert do_due(deployed, PURGING) is False
    at("2026-12-02 03:00")
    assert do_due(deployed, PURGING) is True
    assert do_due(deployed, PURGING) is False


def test_log_ins_are_kept_for_six_months(deployed: Deployment, world: World, at: At) -> None:
    """网络安全法: 采取监测、记录网络运行状态的技术措施，并按照规定留存相关的网络日志不少于六个月."""
    at("2026-12-01 09:00")
    token(deployed.database, "o-once")
    with deployed.database.reading() as session:
        ends = session.scalars(select(AccountSession.expires_at)).one()
    for days, left_over in ((180, 1), (181, 0)):
        at(f"{(ends + timedelta(days=days)).astimezone(clock.COUNTY_ZONE):%Y-%m-%d %H:%M}")
        with deployed.database.writing() as session:
            purge(session, deployed.settings, clock.now())
            assert count(session) == left_over, days


# What is made at 09:00 of 2026-12-01, the last moment at which it is there, and the first at which it goes.
TO_THE_DAY = [
    (Notice, "2028-11-30 09:00", "2028-11-30 09:01"),
    (Application, "2028-11-30 09:00", "2028-11-30 09:01"),
    (PushReceipt, "2026-12-31 09:00", "2026-12-31 09:01"),
    (MembershipProof, "2028-02-29 03:00", "2028-03-01 03:00"),
]


@pytest.mark.parametrize(("model", "last", "first"), TO_THE_DAY, ids=lambda one: getattr(one, "__name__", ""))
def test_nothing_goes_a_day_early(
    deployed: Deployment, world: World, at: At, model: type[Base], last: str, first: str
) -> None:
    """个人信息保护法 第十九条: what the list says is kept is kept until then, and no longer."""
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        vain = submitted(session, session.get_one(Union, world.battery.id), "o-vain", "撤样例", 831)
        withdraw(session, SYSTEM, vain)
        session.query(Notice).delete()
        tell(session, vain.account_id, "card_activated", "old")
        session.add(PushReceipt(key="sample"))
        issue(
            session, staff_of(session, world, "chair_battery"), held(session, world).person, world.battery.id
        )
    for moment, there in ((last, True), (first, False)):
        at(moment)
        with deployed.database.writing() as session:
            purge(session, deployed.settings, clock.now())
        with deployed.database.reading() as session:
            legible = legible_in(Application.id) if model is Application else true()
            found = session.scalars(select(model).where(legible)).all()
            assert bool(found) is there, moment


def count(session: Session) -> int:
    """How many log-ins are kept."""
    return session.scalar(select(func.count()).select_from(AccountSession)) or 0
