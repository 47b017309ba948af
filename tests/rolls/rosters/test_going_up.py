"""上报、接收、退回、汇总: by whom, in which order, and what is noted."""

from collections.abc import Callable

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.moves import allowed
from service.register.access.models import Actor
from service.register.audit.models import AuditEntry
from service.register.unions.models import Union
from service.rolls.rosters.actions import accept, consolidate, send_back, submit
from service.rolls.rosters.models import MOVES, Roster, RosterStatus
from service.rolls.rosters.queries import history
from service.rolls.rosters.waiting import ROSTERS
from tests.given import World
from tests.rolls.rosters.chair import actor_of, confirm_battery, refusal_of
from tests.waiting import waiting_for

Step = tuple[Callable[[Session, Actor, Roster], None], str]


def return_it(session: Session, actor: Actor, roster: Roster) -> None:
    send_back(session, actor, roster, "第 2 行的单位名称请补全")


REPORTED: list[Step] = [(submit, "chair_battery")]
ACCEPTED: list[Step] = [*REPORTED, (accept, "zhicheng")]
RETURNED: list[Step] = [*REPORTED, (return_it, "zhicheng")]


def walk(session: Session, world: World, steps: list[Step]) -> Roster:
    """Confirm the battery union's roster, then let each actor take one step."""
    roster = confirm_battery(session, world)
    for step, login in steps:
        step(session, actor_of(session, world, login), roster)
    return roster


def refused_last_step(database: Database, world: World, before: list[Step], step: Step) -> str:
    """The code with which the last step is refused; nothing is kept."""
    with database.session() as session:
        roster = walk(session, world, before)
        return refusal_of(step[0], session, actor_of(session, world, step[1]), roster)


def test_a_roster_goes_from_the_chair_through_the_street_to_the_county(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        roster = walk(session, world, [*ACCEPTED, (consolidate, "county")])
        assert roster.status is RosterStatus.CONSOLIDATED
        assert None not in (roster.submitted_at, roster.accepted_at, roster.consolidated_at)
    with database.reading() as session:
        noted = select(AuditEntry.act).where(AuditEntry.object_id == roster.id).order_by(AuditEntry.seq)
        acts = session.scalars(noted).all()
    assert acts == ["roster:confirm", "roster:submit", "roster:accept", "roster:consolidate"]


def test_a_step_out_of_reach_does_not_exist(database: Database, world: World) -> None:
    cases: list[tuple[list[Step], Step]] = [
        ([], (submit, "handler_battery")),
        ([], (submit, "chair_textile")),
        ([], (submit, "zhicheng")),
        (REPORTED, (accept, "chair_battery")),
        (REPORTED, (accept, "huaxi")),
        (REPORTED, (return_it, "huaxi")),
        (ACCEPTED, (consolidate, "zhicheng")),
        (ACCEPTED, (consolidate, "auditor")),
    ]
    for before, step in cases:
        assert refused_last_step(database, world, before, step) == "NOT_FOUND"


def test_a_step_out_of_order_is_refused(database: Database, world: World) -> None:
    cases: list[tuple[list[Step], Step]] = [
        ([], (accept, "zhicheng")),
        (REPORTED, (submit, "chair_battery")),
        (REPORTED, (consolidate, "county")),
        (REPORTED, (return_it, "county")),
        (ACCEPTED, (return_it, "zhicheng")),
        (RETURNED, (accept, "zhicheng")),
        (RETURNED, (submit, "chair_battery")),
    ]
    for before, step in cases:
        assert refused_last_step(database, world, before, step) == "MOVE_NOT_ALLOWED"


def test_the_table_of_moves_is_the_agreed_diagram() -> None:
    assert {status: allowed(Roster(status=status), MOVES) for status in RosterStatus} == {
        RosterStatus.CONFIRMED: ["submit"],
        RosterStatus.SUBMITTED: ["return", "accept"],
        RosterStatus.RETURNED: [],
        RosterStatus.ACCEPTED: ["return", "consolidate"],
        RosterStatus.CONSOLIDATED: [],
    }


def test_a_returned_roster_is_answered_by_a_new_version(database: Database, world: World) -> None:
    with database.session() as session:
        returned = walk(session, world, [*ACCEPTED, (return_it, "county")])
        assert returned.return_reason == "第 2 行的单位名称请补全"
        confirm_battery(session, world, unchanged=True)
        versions = history(session, actor_of(session, world, "chair_battery"), world.battery.id)
        assert [(one.number, one.status) for one in versions] == [
            (2, RosterStatus.CONFIRMED),
            (1, RosterStatus.RETURNED),
        ]
        assert history(session, actor_of(session, world, "chair_textile"), world.battery.id) == []


def test_a_return_needs_a_reason(database: Database, world: World) -> None:
    with database.session() as session:
        roster = walk(session, world, REPORTED)
        street = actor_of(session, world, "zhicheng")
        assert refusal_of(send_back, session, street, roster, "  错 ") == "INPUT_INVALID"


def test_a_tampered_roster_goes_no_step_further(database: Database, world: World) -> None:
    for before, step in ((REPORTED, (accept, "zhicheng")), (ACCEPTED, (consolidate, "county"))):
        with database.session() as session:
            roster = walk(session, world, before)
            session.execute(text("UPDATE roster_rows SET unit_name = 'X' WHERE position = 1"))
            session.expire_all()
            actor = actor_of(session, world, step[1])
            assert refusal_of(step[0], session, actor, roster) == "ROSTER_TAMPERED"


def test_each_level_sees_what_waits_for_it(database: Database, world: World) -> None:
    for steps, expected in ((REPORTED, [0, 1, 0, 0]), (ACCEPTED, [0, 0, 0, 1]), (RETURNED, [0, 0, 0, 0])):
        with database.session() as session:
            walk(session, world, steps)
            actors = [
                actor_of(session, world, one) for one in ("chair_battery", "zhicheng", "huaxi", "county")
            ]
            assert [len(waiting_for(session, actor, ROSTERS[:2])) for actor in actors] == expected


def test_of_two_who_decide_at_once_the_second_is_told(database: Database, world: World) -> None:
    with database.writing() as session:
        walk(session, world, REPORTED)
    with database.reading() as session:
        street = actor_of(session, world, "zhicheng")
        seen_by_the_slow = session.scalars(select(Roster)).one()
    with database.writing() as session:
        accept(session, street, session.scalars(select(Roster)).one())
    with database.session() as session:
        session.add(seen_by_the_slow)
        assert refusal_of(accept, session, street, seen_by_the_slow) == "COLLEAGUE_WAS_FASTER"


def test_a_roster_is_accepted_by_the_union_right_above_and_by_nobody_else(
    database: Database, world: World
) -> None:
    """A union that hangs directly on the county has no street above it: there the county accepts."""
    with database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        battery.parent_id, battery.path = world.county.id, f"{world.county.path}9999."
        session.flush()
        roster = walk(session, world, REPORTED)
        assert refusal_of(accept, session, actor_of(session, world, "zhicheng"), roster) == "NOT_FOUND"
        accept(session, actor_of(session, world, "county"), roster)
        assert roster.status is RosterStatus.ACCEPTED


def test_the_county_does_not_accept_in_a_streets_place(database: Database, world: World) -> None:
    assert refused_last_step(database, world, REPORTED, (accept, "county")) == "NOT_FOUND"
