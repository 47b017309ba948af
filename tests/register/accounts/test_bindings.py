"""微信绑定: one WeChat account for one member of staff, ended at once with all that it opened."""

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import SYSTEM, Actor
from service.register.accounts.bindings import bind, binding_of, binding_of_account, speaker, unbind
from service.register.accounts.models import SignInWay, Staff, StaffSession
from service.register.accounts.scan_models import StaffBinding
from service.register.accounts.staff import dismiss
from service.register.audit.models import AuditEntry
from tests.given import World, worker
from tests.register.accounts.given import desk_session, phone_of


def test_a_binding_is_found_from_both_ends(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        bound = binding_of(session, staff_id)
        assert bound is not None
        assert binding_of_account(session, account.id) is bound
        assert speaker(session, staff_id, account.id) is bound.staff
        assert binding_of(session, world.staff_id("handler_battery")) is None


@pytest.mark.both("only one")
@pytest.mark.parametrize(("login", "openid"), [("chair_battery", "o-other"), ("chair_textile", None)])
def test_neither_side_is_bound_twice(
    database: Database, world: World, login: str, openid: str | None
) -> None:
    with database.writing() as session:
        account = phone_of(session, world, "chair_battery")
        second = worker(session, openid) if openid else account
        with pytest.raises(Refusal) as refusal:
            bind(session, SYSTEM, world.staff_id(login), second.id)
        assert refusal.value.code == "WECHAT_ALREADY_BOUND"
        assert len(session.scalars(select(StaffBinding)).all()) == 1


def test_a_blocked_account_is_not_bound_and_does_not_speak(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        account.blocked_at = clock.now()
        session.flush()
        assert speaker(session, staff_id, account.id) is None
        unbind(session, SYSTEM, staff_id)
        with pytest.raises(Refusal) as refusal:
            bind(session, SYSTEM, staff_id, account.id)
    assert refusal.value.code == "ACCOUNT_BLOCKED"


def test_ending_a_binding_ends_what_it_opened_and_nothing_else(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        typed = desk_session(session, world, "chair_battery")
        here = desk_session(session, world, "chair_battery", SignInWay.SCAN)
        there = desk_session(session, world, "chair_battery", SignInWay.SCAN)
        neighbour = desk_session(session, world, "chair_textile", SignInWay.SCAN)
        unbind(session, Actor("staff", staff_id), staff_id, kept=here.id)
        open_ones = set(session.scalars(select(StaffSession.id).where(StaffSession.revoked_at.is_(None))))
        assert open_ones == {typed.id, here.id, neighbour.id}
        assert there.id not in open_ones
        assert speaker(session, staff_id, account.id) is None
        ended = session.scalars(select(StaffBinding)).one()
        assert (ended.ended_at is not None, ended.ended_by) == (True, staff_id)


def test_a_binding_ends_once_and_a_new_one_may_begin(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        unbind(session, SYSTEM, staff_id)
        with pytest.raises(Refusal) as refusal:
            unbind(session, SYSTEM, staff_id)
        assert refusal.value.code == "WECHAT_NOT_BOUND"
        bind(session, SYSTEM, world.staff_id("handler_battery"), account.id)
    with database.reading() as session:
        acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq)))
    assert [act for act in acts if act.startswith("binding:")] == [
        "binding:begin",
        "binding:end",
        "binding:begin",
    ]


def test_whoever_is_dismissed_leaves_the_wechat_account_free(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        dismiss(session, SYSTEM, session.get_one(Staff, staff_id))
        assert speaker(session, staff_id, account.id) is None
        assert bind(session, SYSTEM, world.staff_id("handler_battery"), account.id)


def test_a_disabled_account_is_spoken_for_by_nobody(database: Database, world: World) -> None:
    with database.writing() as session:
        account, staff_id = phone_of(session, world, "chair_battery"), world.staff_id("chair_battery")
        session.get_one(Staff, staff_id).disabled_at = clock.now()
        session.flush()
        assert speaker(session, staff_id, account.id) is None
