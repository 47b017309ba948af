"""Staff at the door: password and one-time code, once each, and gone at once when dismissed."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.actions import appoint, end_term, hand_over
from service.register.access.actors import staff_actor
from service.register.access.models import SYSTEM, Act, Role, Term
from service.register.accounts.models import Staff
from service.register.accounts.sessions import live_session, sign_out
from service.register.accounts.staff import dismiss, hire, sign_in, step_up, stepped_up
from tests.given import PASSWORD, World, totp_code

At = Callable[[str], None]


def enter(database: Database, world: World, login: str = "chair_battery", code: str | None = None) -> str:
    """Sign in with the right password and the given (or right) code; the cookie."""
    refused = None
    with database.writing() as session:
        staff = session.get_one(Staff, world.staff_id("chair_battery"))
        right = totp_code(session, staff, clock.now().timestamp())
        try:
            token, _ = sign_in(session, login, PASSWORD, code or right, "127.0.0.1", None)
        except Refusal as fault:
            assert fault.keep
            refused = fault
    if refused is not None:
        raise refused
    return token


def test_password_and_code_open_a_session(database: Database, world: World) -> None:
    token = enter(database, world)
    with database.reading() as session:
        found = live_session(session, token)
        assert found is not None
        assert found.staff_id == world.staff_id("chair_battery")


def test_the_same_code_opens_no_second_session(database: Database, world: World, at: At) -> None:
    at("2026-11-20 09:00")
    enter(database, world)
    with pytest.raises(Refusal) as refusal:
        enter(database, world)
    assert refusal.value.code == "SIGN_IN_FAILED"


@pytest.mark.both("locks")
@pytest.mark.parametrize("form", ["{0} ", " {0}", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "fullwidth"])
def test_a_used_code_is_refused_in_every_spelling(
    database: Database, world: World, at: At, form: str
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        staff = session.get_one(Staff, world.staff_id("chair_battery"))
        code = totp_code(session, staff, clock.now().timestamp())
    enter(database, world, code=code)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    with pytest.raises(Refusal):
        enter(database, world, code=wide if form == "fullwidth" else form.format(code))


def test_unknown_name_wrong_password_and_wrong_code_read_the_same(database: Database, world: World) -> None:
    seen = set()
    for login, code in (("nobody", None), ("chair_battery", "000000")):
        with pytest.raises(Refusal) as refusal:
            enter(database, world, login, code)
        seen.add((refusal.value.code, refusal.value.message, refusal.value.next))
    assert len(seen) == 1


def test_after_six_failures_the_same_address_waits_at_this_name(
    database: Database, world: World, at: At
) -> None:
    at("2026-11-20 09:00")
    for _ in range(6):
        with pytest.raises(Refusal):
            enter(database, world, code="000000")
    with pytest.raises(Refusal) as refusal:
        enter(database, world)
    assert refusal.value.code == "SIGN_IN_SLOWED"
    at("2026-11-20 09:01")
    assert enter(database, world)


def test_only_failures_count_against_the_limit(database: Database, world: World, at: At) -> None:
    for minute in range(10):
        at(f"2026-11-20 09:{minute:02d}")
        assert enter(database, world)


def test_signing_out_dismissing_and_idling_end_a_session(database: Database, world: World, at: At) -> None:
    at("2026-11-20 09:00")
    token = enter(database, world)
    at("2026-11-20 09:31")
    with database.reading() as session:
        assert live_session(session, token) is None
    token = enter(database, world)
    with database.writing() as session:
        found = live_session(session, token)
        assert found is not None
        sign_out(session, found.id)
    with database.reading() as session:
        assert live_session(session, token) is None
    at("2026-11-20 09:33")
    token = enter(database, world)
    with database.writing() as session:
        dismiss(session, SYSTEM, session.get_one(Staff, world.staff_id("chair_battery")))
    with database.reading() as session:
        assert live_session(session, token) is None


def test_step_up_lasts_five_minutes(database: Database, world: World, at: At) -> None:
    at("2026-11-20 09:00")
    token = enter(database, world)
    at("2026-11-20 09:06")
    with database.writing() as session:
        found = live_session(session, token)
        assert found is not None
        assert not stepped_up(found)
        staff = session.get_one(Staff, found.staff_id)
        step_up(session, found, totp_code(session, staff, clock.now().timestamp()))
        assert stepped_up(found)


def test_an_ended_term_is_gone_with_the_next_request(database: Database, world: World) -> None:
    with database.writing() as session:
        term = session.scalars(select(Term).where(Term.staff_id == world.staff_id("chair_battery"))).one()
        end_term(session, SYSTEM, term)
    with database.reading() as session:
        actor = staff_actor(session, session.get_one(Staff, world.staff_id("chair_battery")))
        assert actor.places == ()
        assert not actor.may(Act.APPLICATION_READ)


def test_a_term_that_runs_out_or_has_not_begun_gives_nothing(
    database: Database, world: World, at: At
) -> None:
    from datetime import date

    with database.writing() as session:
        staff, _ = hire(session, SYSTEM, "future", "辛主席", "主席", PASSWORD)
        appoint(session, SYSTEM, staff.id, Role.CHAIR, world.textile, date(2027, 1, 1), date(2029, 1, 1))
        for moment, roles in (("2026-12-31 23:59", 0), ("2027-01-01 00:00", 1), ("2029-01-01 00:00", 0)):
            at(moment)
            assert len(staff_actor(session, staff).places) == roles


def test_handing_over_moves_the_role_in_one_step(database: Database, world: World) -> None:
    with database.writing() as session:
        term = session.scalars(select(Term).where(Term.staff_id == world.staff_id("chair_battery"))).one()
        hand_over(session, SYSTEM, term, world.staff_id("handler_battery"), None)
    with database.reading() as session:
        old = staff_actor(session, session.get_one(Staff, world.staff_id("chair_battery")))
        new = staff_actor(session, session.get_one(Staff, world.staff_id("handler_battery")))
        assert old.places == ()
        assert {place.role for place in new.places} == {Role.HANDLER, Role.CHAIR}


def test_nobody_widens_his_own_rights(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        admin = session.get_one(Staff, world.staff_id("admin"))
        actor = staff_actor(session, admin)
        appoint(session, actor, admin.id, Role.COUNTY, world.county, clock.today(), None)
    assert refusal.value.code == "NOT_ALLOWED"
