"""所辖工会: what the union above asks about, counted by hand."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.oversight.progress.chairs import Seat, seats
from service.oversight.progress.oversight import Overseen, overseen
from service.register.access.models import SYSTEM, Role, Term
from service.register.accounts.models import Staff, StaffSession
from service.register.deployment import Deployment
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind, UnionState
from service.rolls.imports.actions import upload
from service.rolls.imports.models import ImportKind
from service.rolls.rosters.actions import accept, confirm, submit
from service.rolls.rosters.models import Roster
from service.rolls.rosters.pending import confirmation
from tests.given import World, id_number, phone
from tests.oversight.progress.given import At, actor_of, joined, told
from tests.queries import counted as statements_of
from tests.requests.applications.given import submitted
from tests.rolls.imports.office import line, sheet


def lines(deployed: Deployment, world: World, login: str = "zhicheng") -> dict[str, Overseen]:
    """The page of a member of staff, by the unions' names."""
    with deployed.database.reading() as session:
        return {one.union.name: one for one in overseen(session, actor_of(session, world, login))}


def battery(deployed: Deployment, world: World) -> Overseen:
    """The battery union's line."""
    return lines(deployed, world)[world.battery.name]


def frozen(session: Session, world: World) -> Roster:
    """The battery union's chair confirms and reports."""
    chair, union = actor_of(session, world, "chair_battery"), session.get_one(Union, world.battery.id)
    unchanged = confirmation(session, union).unchanged
    roster = confirm(session, chair, union, confirmation(session, union).digest, unchanged=unchanged)
    submit(session, chair, roster)
    return roster


def test_a_township_sees_its_own_unions_and_itself(deployed: Deployment, world: World) -> None:
    assert set(lines(deployed, world)) == {world.zhicheng.name, world.battery.name}
    assert set(lines(deployed, world, "county")) == {
        one.name for one in (world.zhicheng, world.huaxi, world.battery, world.textile)
    }
    assert lines(deployed, world, "chair_battery") == {}


def test_a_closed_union_is_not_overseen(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        session.get_one(Union, world.battery.id).state = UnionState.CLOSED
    assert set(lines(deployed, world)) == {world.zhicheng.name}


def test_the_queue_tells_how_many_since_when_and_how_many_late(
    deployed: Deployment, world: World, at: At
) -> None:
    union = world.battery
    at("2026-11-02 10:00")
    with deployed.database.writing() as session:
        submitted(session, session.get_one(Union, union.id), "o-1", "新样一", 501)
    at("2026-11-09 10:00")
    with deployed.database.writing() as session:
        submitted(session, session.get_one(Union, union.id), "o-2", "新样二", 502)
    at("2026-11-09 23:00")
    assert battery(deployed, world).queue.overdue == 0
    at("2026-11-10 09:00")
    one = battery(deployed, world)
    assert (one.members, one.queue.count, one.queue.overdue) == (3, 2, 1)
    assert one.queue.oldest == datetime(2026, 11, 2, 10, tzinfo=clock.COUNTY_ZONE)
    assert one.marks == ["超期 1 件", "从未确认花名册"]


def test_a_roster_is_asked_about_half_a_year_after_it_was_confirmed(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-05-20 15:00")
    with deployed.database.writing() as session:
        frozen(session, world)
    at("2026-11-20 09:00")
    assert battery(deployed, world).marks == []
    at("2026-11-21 09:00")
    assert battery(deployed, world).marks == ["半年未确认花名册"]


def test_a_union_without_members_is_not_asked_for_a_roster(deployed: Deployment, world: World) -> None:
    assert lines(deployed, world)[world.zhicheng.name].marks == []


def test_a_chair_who_is_gone_or_whose_term_ran_out_is_asked_about(
    deployed: Deployment, world: World, at: At
) -> None:
    def seat(**changed: object) -> Seat:
        with deployed.database.writing() as session:
            held = select(Term).where(Term.staff_id == world.staff_id("chair_battery"))
            term = session.scalars(held).one()
            for name, value in changed.items():
                setattr(term, name, value)
            session.flush()
            return seats(session, [world.battery.id])[world.battery.id]

    at("2026-11-20 09:00")
    assert seat() is Seat.TAKEN
    assert seat(until_on=date(2026, 11, 21)) is Seat.TAKEN
    assert seat(until_on=date(2026, 11, 20)) is Seat.EXPIRED
    assert "任期已满" in battery(deployed, world).marks
    with deployed.database.writing() as session:
        staff = session.get_one(Staff, world.staff_id("handler_battery"))
        session.add(
            Term(staff_id=staff.id, role=Role.CHAIR, union_id=world.battery.id, from_on=clock.today())
        )
    assert seat() is Seat.TAKEN
    with deployed.database.writing() as session:
        session.get_one(Staff, world.staff_id("handler_battery")).disabled_at = clock.now()
    assert seat() is Seat.EXPIRED
    assert seat(ended_at=clock.now()) is Seat.VACANT
    assert "没有主席账号" in battery(deployed, world).marks


def test_last_activity_is_what_the_union_did_itself(deployed: Deployment, world: World, at: At) -> None:
    at("2026-11-01 09:00")
    with deployed.database.writing() as session:
        submitted(session, session.get_one(Union, world.battery.id), "o-1", "新样一", 501)
    assert battery(deployed, world).active_at is None
    at("2026-11-02 09:00")
    with deployed.database.writing() as session:
        roster_id = frozen(session, world).id
    assert battery(deployed, world).active_at == clock.now()
    at("2026-11-03 09:00")
    with deployed.database.writing() as session:
        accept(session, actor_of(session, world, "zhicheng"), session.get_one(Roster, roster_id))
    assert battery(deployed, world).active_at == clock.now() - timedelta(days=1)
    at("2026-11-04 09:00")
    told(deployed, world, "handler_battery", world.battery)
    assert battery(deployed, world).active_at == clock.now()
    at("2026-11-05 09:00")
    with deployed.database.writing() as session:
        file = sheet([line("文样例", id_number(901), phone(901))])
        chair = actor_of(session, world, "chair_battery")
        upload(session, chair, ImportKind.ROSTER, session.get_one(Union, world.battery.id), "a.xlsx", file)
    assert battery(deployed, world).active_at == clock.now()
    at("2026-11-06 09:00")
    with deployed.database.writing() as session:
        for login in ("handler_battery", "zhicheng"):
            session.add(
                StaffSession(
                    staff_id=world.staff_id(login),
                    token_hash=login.encode().ljust(32),
                    form_token="t",
                    expires_at=clock.now(),
                )
            )
    assert battery(deployed, world).active_at == clock.now()
    assert lines(deployed, world)[world.zhicheng.name].active_at is None


def test_the_page_costs_the_same_for_4_unions_and_for_34(deployed: Deployment, world: World, at: At) -> None:
    def cost() -> int:
        with deployed.database.reading() as session:
            actor = actor_of(session, world, "county")
            with statements_of(deployed.database) as page:
                overseen(session, actor, size=100)
        return len(page)

    at("2026-12-20 09:00")
    assert cost() == 6
    with deployed.database.writing() as session:
        top = session.get_one(Union, world.huaxi.id)
        for serial in range(30):
            union = found(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
            joined(session, union, 301 + serial, date(2026, 11, 1))
    at("2027-01-20 09:00")
    assert cost() == 6


@pytest.mark.parametrize(
    ("confirmed", "today", "asked"),
    [
        ("2026-02-28", "2026-08-31", False),
        ("2026-02-27", "2026-08-31", True),
        ("2025-11-30", "2026-05-31", False),
    ],
)
def test_half_a_year_ends_on_the_same_day_or_the_last_of_its_month(
    deployed: Deployment, world: World, at: At, confirmed: str, today: str, asked: bool
) -> None:
    at(f"{confirmed} 15:00")
    with deployed.database.writing() as session:
        frozen(session, world)
    at(f"{today} 09:00")
    assert ("半年未确认花名册" in battery(deployed, world).marks) is asked
