"""登录管理: one's own sessions, ended at once; a new password ends all the others."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import Actor
from service.register.accounts.models import SignInWay, StaffSession
from service.register.accounts.sessions import end_other_sessions, end_session, live_sessions
from service.register.accounts.staff import _password_fits, change_password
from service.register.audit.models import AuditEntry
from tests.given import PASSWORD, World
from tests.register.accounts.given import desk_session

NEW = "a-new-sample-sentence-2026"


@pytest.fixture
def owner(world: World) -> Actor:
    """The battery chair."""
    return Actor("staff", world.staff_id("chair_battery"))


def test_a_list_of_sessions_holds_what_still_opens_the_console(
    database: Database, world: World, owner: Actor, at: Callable[[str], None]
) -> None:
    with database.writing() as session:
        at("2026-11-20 08:00")
        desk_session(session, world, "chair_battery")
        at("2026-11-20 09:00")
        first = desk_session(session, world, "chair_battery", browser="安卓上的微信")
        ended = desk_session(session, world, "chair_battery")
        end_session(session, owner, ended.id)
        desk_session(session, world, "chair_textile")
        at("2026-11-20 09:10")
        second = desk_session(session, world, "chair_battery", SignInWay.SCAN)
        found = live_sessions(session, world.staff_id("chair_battery"))
    assert [(one.id, one.browser, one.way) for one in found] == [
        (second.id, second.browser, SignInWay.SCAN),
        (first.id, "安卓上的微信", SignInWay.PASSWORD),
    ]


def test_nobody_ends_the_session_of_another_and_nobody_ends_one_twice(
    database: Database, world: World, owner: Actor
) -> None:
    with database.writing() as session:
        mine = desk_session(session, world, "chair_battery")
        other = desk_session(session, world, "chair_textile")
        end_session(session, owner, mine.id)
        for session_id in (other.id, mine.id):
            with pytest.raises(Refusal) as refusal:
                end_session(session, owner, session_id)
            assert refusal.value.code == "NOT_FOUND"
        assert session.get_one(StaffSession, other.id).revoked_at is None


def test_ending_the_others_keeps_this_one_and_everybody_elses(
    database: Database, world: World, owner: Actor
) -> None:
    with database.writing() as session:
        here, there = (desk_session(session, world, "chair_battery") for _ in range(2))
        neighbour = desk_session(session, world, "chair_textile")
        assert end_other_sessions(session, owner, here.id) == 1
        assert end_other_sessions(session, owner, here.id) == 0
        open_ones = set(session.scalars(select(StaffSession.id).where(StaffSession.revoked_at.is_(None))))
        assert open_ones == {here.id, neighbour.id}
        assert there.id not in open_ones


def test_a_new_password_takes_the_place_of_the_old_one_and_ends_the_other_sessions(
    database: Database, world: World, owner: Actor
) -> None:
    with database.writing() as session:
        here, there = (desk_session(session, world, "chair_battery") for _ in range(2))
        change_password(session, owner, here, PASSWORD, NEW)
        assert (_password_fits(here.staff, PASSWORD), _password_fits(here.staff, NEW)) == (False, True)
        session.refresh(there)
        assert (here.revoked_at, there.revoked_at is None) == (None, False)
    with database.reading() as session:
        told = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq)))
    assert told[-2:] == ["session:end", "password:change"]


@pytest.mark.parametrize(
    ("old", "password", "field"),
    [("wrong-password-2026", NEW, "old"), (PASSWORD, "short", "password"), (PASSWORD, PASSWORD, "password")],
)
def test_a_password_is_changed_against_the_old_one_to_a_long_and_different_one(
    database: Database, world: World, owner: Actor, old: str, password: str, field: str
) -> None:
    with database.writing() as session:
        here, there = (desk_session(session, world, "chair_battery") for _ in range(2))
        with pytest.raises(Refusal) as refusal:
            change_password(session, owner, here, old, password)
        assert list(refusal.value.fields) == [field]
        assert _password_fits(here.staff, PASSWORD)
        assert there.revoked_at is None


def test_guessing_the_old_password_is_limited(database: Database, world: World, owner: Actor) -> None:
    with database.writing() as session:
        here = desk_session(session, world, "chair_battery")
        codes = []
        for _ in range(7):
            with pytest.raises(Refusal) as refusal:
                change_password(session, owner, here, "wrong-password-2026", NEW)
            assert refusal.value.keep
            codes.append(refusal.value.code)
    assert codes == ["INPUT_INVALID"] * 6 + ["TOO_OFTEN"]
