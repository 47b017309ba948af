"""经办人账号 and 换届移交: what a chair may do for his own union, and where it ends."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.access.handlers import end_handler, hand_over_chair, open_handler
from service.register.access.models import Act, Actor, Role, Term
from service.register.access.queries import (
    chairs_of,
    handler_term,
    handlers_at,
    own_chair_term,
    reached_union,
    successors_at,
)
from service.register.accounts.models import Staff
from service.register.audit.models import AuditEntry
from service.register.unions.models import Union
from tests.given import PASSWORD, World, appoint_sample
from tests.races import race, tally
from tests.register.accounts.given import desk_session
from tests.requests.applications.given import staff_of

SAMPLE = ("new.handler", "壬样例", "工会经办人", PASSWORD)
ELECTED, APPROVAL = date(2026, 11, 18), "雉街总工〔2026〕3号"


def opened_handler(session: Session, world: World, until_on: date | None = None) -> Staff:
    """The battery chair opens an account for a handler."""
    chair, union = staff_of(session, world, "chair_battery"), session.get_one(Union, world.battery.id)
    return open_handler(session, chair, union, *SAMPLE, until_on)[0]


def term_of(session: Session, staff_id: UUID, role: Role = Role.HANDLER) -> Term:
    """The one term of a role that somebody was ever given."""
    return session.scalars(select(Term).where(Term.staff_id == staff_id, Term.role == role)).one()


@pytest.mark.both("search")
def test_a_chair_opens_an_account_that_is_a_handlers_at_his_own_union_and_nothing_else(
    database: Database, world: World
) -> None:
    until_on = clock.today() + timedelta(days=30)
    with database.writing() as session:
        staff = opened_handler(session, world, until_on)
        actor = staff_actor(session, staff)
        assert [(place.role, place.union_id) for place in actor.places] == [(Role.HANDLER, world.battery.id)]
        term = term_of(session, staff.id)
        assert (term.from_on, term.until_on) == (clock.today(), until_on)
        assert term.granted_by == world.staff_id("chair_battery")
        assert {one.staff_id for one in handlers_at(session, [world.battery.id])} == {
            staff.id,
            world.staff_id("handler_battery"),
        }
    with database.reading() as session:
        told = session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq.desc()).limit(2)).all()
    assert sorted(told) == ["staff:hire", "term:begin"]


def test_a_handlers_term_ends_on_the_day_that_was_asked(
    database: Database, world: World, later: Callable[..., None]
) -> None:
    with database.writing() as session:
        staff = opened_handler(session, world, clock.today() + timedelta(days=30))
    later(days=30)
    with database.reading() as session:
        assert staff_actor(session, session.get_one(Staff, staff.id)).places == ()


def test_a_term_that_would_be_over_at_once_is_not_begun(database: Database, world: World) -> None:
    with database.writing() as session, pytest.raises(Refusal) as refusal:
        opened_handler(session, world, clock.today())
    assert list(refusal.value.fields) == ["until_on"]


@pytest.mark.parametrize("login", ["handler_battery", "zhicheng", "county", "auditor", "admin"])
def test_only_the_own_union_is_reached_and_only_by_whom_the_grants_name(
    database: Database, world: World, login: str
) -> None:
    with database.reading() as session:
        actor = staff_of(session, world, login)
        for union in (world.battery, world.textile):
            with pytest.raises(Refusal) as refusal:
                reached_union(session, actor, Act.HANDLER_APPOINT, union.id)
            assert refusal.value.code == "NOT_FOUND"


def test_an_only_term_ends_with_its_account(database: Database, world: World) -> None:
    with database.writing() as session:
        staff = opened_handler(session, world)
        chair = staff_of(session, world, "chair_battery")
        assert end_handler(session, chair, handler_term(session, chair, term_of(session, staff.id).id))
        assert staff.disabled_at is not None
        assert staff_actor(session, staff).places == ()


@pytest.mark.parametrize("begins", [0, 10], ids=["today", "later"])
def test_whoever_holds_another_office_keeps_the_account(
    database: Database, world: World, begins: int
) -> None:
    with database.writing() as session:
        staff = session.get_one(Staff, world.staff_id("handler_battery"))
        elsewhere = Term(
            staff_id=staff.id,
            role=Role.CHAIR,
            union_id=world.textile.id,
            from_on=clock.today() + timedelta(days=begins),
        )
        session.add(elsewhere)
        session.flush()
        chair = staff_of(session, world, "chair_battery")
        assert not end_handler(session, chair, handler_term(session, chair, term_of(session, staff.id).id))
        assert staff.disabled_at is None
        assert elsewhere.ended_at is None


def test_a_term_of_another_union_or_of_another_role_does_not_exist_for_a_chair(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        second = appoint_sample(session, world, "chair_two", "辛主席", "工会副主席", Role.CHAIR, battery)
        chair = staff_of(session, world, "chair_battery")
        others = [
            term_of(session, world.staff_id("handler_textile")).id,
            term_of(session, second.id, Role.CHAIR).id,
            term_of(session, world.staff_id("chair_battery"), Role.CHAIR).id,
        ]
        for term_id in others:
            with pytest.raises(Refusal) as refusal:
                handler_term(session, chair, term_id)
            assert refusal.value.code == "NOT_FOUND"


def test_nobody_ends_his_own_term_as_handler(database: Database, world: World) -> None:
    with database.writing() as session:
        own = Term(
            staff_id=world.staff_id("chair_battery"),
            role=Role.HANDLER,
            union_id=world.battery.id,
            from_on=clock.today(),
        )
        session.add(own)
        session.flush()
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as refusal:
            end_handler(session, chair, handler_term(session, chair, own.id))
    assert refusal.value.code == "NOT_ALLOWED"


def test_a_chair_opens_ten_accounts_in_an_hour_at_most(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), session.get_one(Union, world.battery.id)
        for number in range(10):
            open_handler(session, chair, union, f"many-{number}", *SAMPLE[1:], None)
        with pytest.raises(Refusal) as refusal:
            open_handler(session, chair, union, "many-10", *SAMPLE[1:], None)
    assert refusal.value.code == "TOO_OFTEN"


def hand_over(session: Session, chair: Actor, world: World, successor: str, **changed: object) -> Term:
    """The battery chair hands over, with something changed."""
    term = own_chair_term(session, chair, world.battery.id, lock=True)
    facts = {"elected_on": ELECTED, "approval_no": APPROVAL, "until_on": None} | changed
    return hand_over_chair(session, chair, term, world.staff_id(successor), **facts)  # type: ignore[arg-type]


def test_a_chair_hands_his_office_over_under_the_approval_that_made_it_legal(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        desk = desk_session(session, world, "chair_battery")
        chair = staff_of(session, world, "chair_battery")
        begun = hand_over(session, chair, world, "handler_battery", until_on=date(2029, 11, 18))
        assert (begun.elected_on, begun.approval_no, begun.from_on) == (ELECTED, APPROVAL, clock.today())
        assert staff_of(session, world, "chair_battery").places == ()
        new = staff_of(session, world, "handler_battery")
        assert (Role.CHAIR, world.battery.id) in {(place.role, place.union_id) for place in new.places}
        session.refresh(desk)
        assert desk.revoked_at is not None
        assert [term.id for term in chairs_of(session, world.battery.id)] == [begun.id]


@pytest.mark.both("only one")
def test_what_was_handed_over_is_not_there_to_hand_over_again(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        hand_over(session, chair, world, "handler_battery")
        with pytest.raises(Refusal) as refusal:
            hand_over(session, chair, world, "handler_battery")
    assert refusal.value.code == "NOT_FOUND"


@pytest.mark.parametrize("successor", ["handler_textile", "chair_battery", "chair_two", "admin", "gone"])
def test_the_office_goes_to_a_handler_of_this_union_and_to_nobody_else(
    database: Database, world: World, at: Callable[[str], None], successor: str
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        appoint_sample(session, world, "chair_two", "辛主席", "工会副主席", Role.CHAIR, battery)
        gone = appoint_sample(session, world, "gone", "癸样例", "工会经办人", Role.HANDLER, battery)
        gone.disabled_at = clock.now()
        session.flush()
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as refusal:
            hand_over(session, chair, world, successor)
        assert list(refusal.value.fields) == ["successor_id"]
        assert [term.staff_id for term in successors_at(session, world.battery.id)] == [
            world.staff_id("handler_battery")
        ]
        assert len(staff_of(session, world, "chair_battery").places) == 1


@pytest.mark.parametrize(
    "changed",
    [{"elected_on": date(2026, 11, 21)}, {"until_on": date(2026, 11, 20)}],
    ids=lambda one: next(iter(one)),
)
def test_an_election_has_been_held_and_a_term_reaches_beyond_today(
    database: Database, world: World, at: Callable[[str], None], changed: dict[str, date]
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as refusal:
            hand_over(session, chair, world, "handler_battery", **changed)
    assert list(refusal.value.fields) == list(changed)


@pytest.mark.parametrize("login", ["handler_battery", "chair_textile", "zhicheng", "admin"])
def test_nobody_hands_over_what_is_not_his(database: Database, world: World, login: str) -> None:
    with database.writing() as session, pytest.raises(Refusal) as refusal:
        own_chair_term(session, staff_of(session, world, login), world.battery.id, lock=True)
    assert refusal.value.code == "NOT_FOUND"


def test_a_union_names_its_chairs_of_today(database: Database, world: World) -> None:
    with database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        coming = appoint_sample(session, world, "coming", "辛主席", "工会主席", Role.CHAIR, battery)
        term_of(session, coming.id, Role.CHAIR).from_on = clock.today() + timedelta(days=1)
        session.flush()
        assert [term.staff_id for term in chairs_of(session, battery.id)] == [world.staff_id("chair_battery")]


@pytest.mark.both("locks")
def test_an_office_is_handed_over_once_however_often_it_is_tried_at_once(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        for number in range(8):
            appoint_sample(session, world, f"next-{number}", "癸样例", "工会经办人", Role.HANDLER, battery)
        chair = staff_of(session, world, "chair_battery")

    def try_it(number: int) -> None:
        with database.writing() as session:
            elected_on = clock.today() - timedelta(days=2)
            hand_over(session, chair, world, f"next-{number}", elected_on=elected_on)

    assert tally(race(try_it, 8)) == {"done": 1, "NOT_FOUND": 7}
    with database.reading() as session:
        assert len(chairs_of(session, world.battery.id)) == 1
