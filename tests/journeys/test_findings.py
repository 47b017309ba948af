"""Years pass: a man comes to his statutory day, is asked about, stays, is asked about again, and retires.

全国人大常委会 2024-09-13 决定: born in January 1965, he may retire one month after he is sixty. 《会籍管理办法》第十七条.
"""

from datetime import date

from sqlalchemy import select

from service.oversight.findings.looking import LOOKING, ROUNDS
from service.oversight.findings.models import FindingStatus, Kind
from service.register.access.models import SYSTEM
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.retention import retain
from service.register.notices.models import Notice
from service.register.schedule import do_due
from tests.application import application
from tests.doors.console.given import Desk, Office
from tests.given import World
from tests.oversight.findings.given import At, found, joined
from tests.rolls.campaigns.given import with_wechat


def night(deployed: Deployment, at: At, day: str) -> None:
    """What the worker does of a night at two, and the office's day after it."""
    at(f"{day} 02:00")
    while do_due(deployed, LOOKING):
        while work_next(deployed, [ROUNDS]):
            pass
    at(f"{day} 09:00")


def states(deployed: Deployment) -> list[str]:
    """Every question about his age, the earliest first."""
    with deployed.database.reading() as session:
        return [one.status.value for one in found(session, Kind.OVER_AGE)]


def address(deployed: Deployment) -> str:
    """The page of the newest question."""
    with deployed.database.reading() as session:
        return f"/console/findings/{found(session, Kind.OVER_AGE)[-1].id}"


def told(deployed: Deployment) -> list[tuple[str, str]]:
    """What the chair was told of one question about age, in order."""
    with deployed.database.reading() as session:
        kinds = Notice.kind.in_(("findings_opened", "findings_due"))
        notices = session.scalars(select(Notice).where(kinds).order_by(Notice.created_at, Notice.id)).all()
        return [(one.kind, one.blanks["count"]) for one in notices]


def test_a_man_born_in_january_1965_from_2025_to_his_retirement(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2025-01-20 09:00")
    with deployed.database.writing() as session:
        stretch_id = joined(session, world.battery, "龄样例", date(1965, 1, 31), on=date(2020, 1, 1)).id
        with_wechat(session, world)
    do_due(deployed, LOOKING)  # the calendar is enrolled
    night(deployed, at, "2025-01-31")
    assert states(deployed) == []  # sixty, which was the day before 2025
    night(deployed, at, "2025-02-27")
    assert states(deployed) == []
    night(deployed, at, "2025-03-01")
    assert states(deployed) == ["open"]
    assert told(deployed)[-1] == ("findings_opened", "1")

    # Nobody answers: chased once, however many nights pass, and the street sees it.
    office = Office(application(deployed), deployed, world)
    night(deployed, at, "2025-03-20")
    chased = told(deployed)
    assert chased[-1] == ("findings_due", "1")
    for day in ("2025-03-21", "2025-04-01"):
        night(deployed, at, day)
    assert told(deployed) == chased
    street = office.desk("zhicheng")
    assert "龄**过了法定退休年龄" in street.get("/console/findings?shown=overdue").text

    # He works on by agreement; the chair says so, the street closes it.
    page = address(deployed)
    assert _post(office.desk("chair_battery"), f"{page}/answer", reply="working", evidence="返聘协议")
    assert "返聘协议" in street.get(page).text
    assert _post(street, f"{page}/closing")
    for day in ("2025-04-02", "2025-12-31"):
        night(deployed, at, day)
    assert states(deployed) == ["closed"]
    night(deployed, at, "2026-01-01")
    assert states(deployed) == ["closed", "open"]  # another year, another answer perhaps

    # Through it all he was a member as before; only the union's own act changes that, and it ends the question.
    with deployed.database.writing() as session:
        held = session.get_one(Membership, stretch_id)
        assert (held.ended_on, held.retained_for, held.union_id) == (None, None, world.battery.id)
        retain(session, SYSTEM, held, RetainReason.RETIRED, date(2026, 1, 1))
    night(deployed, at, "2026-01-02")
    assert states(deployed) == ["closed", "gone"]
    with deployed.database.reading() as session:
        ended = found(session, Kind.OVER_AGE)[-1]
        assert (ended.status, ended.ended_by) == (FindingStatus.GONE, None)
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("finding:%"))).all()
        assert acts.count("finding:answer") == acts.count("finding:close") == 1


def _post(desk: Desk, path: str, **fields: str) -> bool:
    return desk.post(path, **fields).status_code == 303
