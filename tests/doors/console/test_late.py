"""谁慢了: whatever has a due day and has passed it counts, in every room alike, from the first day on, and no day before."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.doors.rooms import WAITING
from service.ground import clock
from service.oversight.erasures.models import Erasure, ErasureBasis, ErasureStatus
from service.oversight.findings.models import Finding
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.matters import Late, late_below, late_counted
from service.register.memberships.models import Membership
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.requests.applications.models import Application
from service.requests.corrections.models import Correction
from service.requests.transfers.models import Transfer
from service.rolls.rosters.actions import accept, send_back
from service.rolls.rosters.models import Roster
from tests.crowd import Crowd
from tests.crowd_findings import findings
from tests.doors.console.given import Elements, Office
from tests.given import World
from tests.oversight.progress.given import At, actor_of, joined
from tests.oversight.progress.test_oversight import battery, frozen
from tests.queries import counted
from tests.requests.applications.given import submitted


def slow(deployed: Deployment, world: World, login: str = "county") -> list[Late]:
    """Everything late below somebody."""
    with deployed.database.reading() as session:
        return late_below(session, actor_of(session, world, login), WAITING)


def kinds(deployed: Deployment, world: World, login: str = "county") -> dict[str, int]:
    """How many are late, by kind."""
    return {one.waiting.key: one.count for one in slow(deployed, world, login)}


def settled(deployed: Deployment, world: World) -> None:
    """Nothing but the battery union can be late: the textile union has no member."""
    with deployed.database.writing() as session:
        for row in session.scalars(select(Membership).where(Membership.union_id == world.textile.id)):
            session.delete(row)


def test_what_is_late_by_every_rule_and_from_which_day_on(deployed: Deployment, world: World, at: At) -> None:
    settled(deployed, world)
    with deployed.database.writing() as session:
        rows = session.scalars(select(Membership).where(Membership.union_id == world.battery.id)).all()
        for row in rows:
            row.created_at = datetime(2026, 11, 2, 9, tzinfo=clock.COUNTY_ZONE)
    at("2026-11-09 18:00")
    assert slow(deployed, world) == []
    at("2026-11-10 09:00")
    (one,) = slow(deployed, world)
    assert (one.waiting.key, one.count, one.due_on, one.days) == (
        "rosters-never-confirmed",
        1,
        date(2026, 11, 9),
        1,
    )
    assert one.link == f"/console/rosters/{world.battery.id}"

    with deployed.database.writing() as session:
        roster_id = frozen(session, world).id
    assert slow(deployed, world) == []
    at("2026-11-17 18:00")
    assert slow(deployed, world) == []
    at("2026-11-18 09:00")
    (one,) = slow(deployed, world)
    assert (one.waiting.key, one.count, one.due_on) == ("rosters-to-accept", 1, date(2026, 11, 17))
    assert one.link == f"/console/rosters/{world.battery.id}"

    with deployed.database.writing() as session:
        town = actor_of(session, world, "zhicheng")
        send_back(session, town, session.get_one(Roster, roster_id), "第 2 行的单位名称不全")
    assert slow(deployed, world) == []
    at("2026-11-25 18:00")
    assert slow(deployed, world) == []
    at("2026-11-26 09:00")
    (one,) = slow(deployed, world)
    assert (one.waiting.key, one.count, one.due_on) == ("rosters-returned", 1, date(2026, 11, 25))

    with deployed.database.writing() as session:
        frozen(session, world)
    assert slow(deployed, world) == []


def test_late_applications_are_one_line_per_union_with_the_oldest_day(
    deployed: Deployment, world: World, at: At
) -> None:
    settled(deployed, world)
    at("2026-11-02 10:00")
    with deployed.database.writing() as session:
        frozen(session, world)
        for serial in (501, 502):
            union = session.get_one(Union, world.battery.id)
            submitted(session, union, f"o-{serial}", "新样一", serial)
        accept(session, actor_of(session, world, "zhicheng"), session.scalars(select(Roster)).one())
    at("2026-11-12 09:00")
    with deployed.database.writing() as session:
        session.scalars(select(Application)).first().due_on = date(2026, 11, 4)
    (one,) = [one for one in slow(deployed, world) if one.waiting.menu]
    assert (one.waiting.key, one.count, one.due_on, one.days) == (
        "applications-to-check",
        2,
        date(2026, 11, 4),
        8,
    )
    assert battery(deployed, world).queue.overdue == one.count


def test_the_longest_overdue_stands_first(deployed: Deployment, world: World, at: At) -> None:
    at("2026-11-02 10:00")
    with deployed.database.writing() as session:
        for row in session.scalars(select(Membership)):
            row.created_at = clock.now()
        submitted(session, session.get_one(Union, world.textile.id), "o-1", "新样一", 501)
        session.scalars(select(Application)).one().due_on = date(2026, 11, 3)
    at("2026-11-20 09:00")
    lines = slow(deployed, world)
    assert [one.waiting.key for one in lines] == ["applications-to-check", *["rosters-never-confirmed"] * 2]
    assert [one.days for one in lines] == sorted((one.days for one in lines), reverse=True)


def test_a_township_is_told_of_its_own_side_only(deployed: Deployment, world: World, at: At) -> None:
    at("2026-12-20 09:00")
    assert {one.union for one in slow(deployed, world, "zhicheng")} == {world.battery.name}
    assert {one.union for one in slow(deployed, world)} == {world.battery.name, world.textile.name}
    for login in ("chair_battery", "handler_battery", "auditor", "admin"):
        assert slow(deployed, world, login) == []


def all_of(table: Any, **changes: Any) -> Callable[[Session], None]:
    """Give every row of a table another day."""

    def change(session: Session) -> None:
        for row in session.scalars(select(table)):
            for name, value in changes.items():
                setattr(row, name, value)

    return change


YESTERDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("applications-to-check", Application),
        ("corrections", Correction),
        ("findings-to-answer", Finding),
        ("transfers-to-release", Transfer),
    ],
)
def test_everything_with_a_due_day_counts_once_it_has_passed(
    deployed: Deployment, world: World, at: At, kind: str, table: Any
) -> None:
    at("2026-11-20 09:00")
    crowd, union = Crowd(deployed, world), world.battery.id
    crowd.members([union] * 6, 1)
    crowd.applications([union], 3)
    crowd.corrections(union, 3)
    findings(crowd, union, 3)
    crowd.transfers(union, world.textile.id, 3)
    with deployed.database.writing() as session:
        all_of(table, due_on=date(2026, 11, 20))(session)
    assert kind not in kinds(deployed, world)
    with deployed.database.writing() as session:
        all_of(table, due_on=YESTERDAY)(session)
        waiting = len(session.scalars(select(table)).all())
    for login in ("zhicheng", "county"):
        seen = kinds(deployed, world, login)
        assert 0 < seen[kind] <= waiting, login
    assert kinds(deployed, world)[kind] == {
        "transfers-to-release": 1,
        "findings-to-answer": 1,
        "applications-to-check": 2,
    }.get(kind, 3)


def test_an_erasure_on_paper_counts_when_the_county_keeps_silent(
    deployed: Deployment, world: World, at: At
) -> None:
    settled(deployed, world)
    at("2026-11-02 09:00")
    with deployed.database.writing() as session:
        frozen(session, world)
        person = session.scalars(select(Membership.person_id)).first()
        session.add(
            Erasure(
                person_id=person,
                union_id=world.battery.id,
                basis=ErasureBasis.PAPER,
                status=ErasureStatus.REGISTERED,
                asked_at=clock.now(),
            )
        )
        accept(session, actor_of(session, world, "zhicheng"), session.scalars(select(Roster)).one())
    at("2026-11-23 18:00")
    assert "erasures" not in kinds(deployed, world)
    at("2026-11-24 09:00")
    assert kinds(deployed, world)["erasures"] == 1


def test_the_number_on_the_home_page_is_that_of_the_page_of_what_is_late(office: Office, at: At) -> None:
    at("2026-11-20 09:00")
    crowd, union = Crowd(office.deployed, office.world), office.world.battery.id
    crowd.members([union] * 40, 1)
    crowd.corrections(union, 33)
    with office.deployed.database.writing() as session:
        all_of(Correction, due_on=YESTERDAY)(session)
        count = late_counted(session, actor_of(session, office.world, "county"), WAITING)
    assert count >= 33
    desk = office.desk("county")
    home, page = (Elements(desk.get(f"/console/{path}").text).words for path in ("", "progress/late"))
    assert f"超期的事{count}" in "".join(home.split())
    assert f"共 {count} 件" in page


def test_the_page_costs_one_statement_for_4_unions_and_for_34(
    deployed: Deployment, world: World, at: At
) -> None:
    def cost() -> tuple[int, int]:
        with deployed.database.reading() as session:
            actor = actor_of(session, world, "county")
            with counted(deployed.database) as statements:
                count = len(late_below(session, actor, WAITING))
        return len(statements), count

    at("2026-12-20 09:00")
    assert cost() == (1, 2)
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        for serial in range(30):
            union = found(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
            joined(session, union, 301 + serial, date(2026, 11, 1))
    at("2027-01-20 09:00")
    assert cost() == (1, 32)
