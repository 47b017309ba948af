"""扫码登录: one code, one browser, one phone, one use."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import LIMITS
from service.register.access.models import SYSTEM, Actor
from service.register.accounts.bindings import binding_of, unbind
from service.register.accounts.models import Account, SignInWay, Staff, StaffSession
from service.register.accounts.scan_answers import confirm_scan, open_scan, refuse_scan
from service.register.accounts.scan_models import Scan, ScanKind, ScanState
from service.register.accounts.scans import (
    ask_for_scan,
    bind_by_scan,
    forget_scans,
    live_scene,
    scan_of_browser,
    sign_in_by_scan,
    step_up_by_scan,
)
from service.register.accounts.sessions import live_session
from service.register.accounts.staff import stepped_up
from service.register.audit.models import AuditEntry
from tests.given import World, worker
from tests.register.accounts.given import ADDRESS, BROWSER, Shown, confirmed, desk_session, phone_of, shown

At = Callable[[str], None]
Later = Callable[..., None]


def refused(database: Database, work: Callable[..., object], *given: object) -> Refusal:
    """The refusal of ``work(session, …)``, with what it wants kept committed, as a request would."""
    with database.session() as session:
        with pytest.raises(Refusal) as refusal:
            work(session, *given)
        if refusal.value.keep:
            database.commit(session)
    return refusal.value


def enter(session: Any, code: Shown) -> tuple[str, StaffSession]:
    """The browser of a code goes in."""
    return sign_in_by_scan(session, code.secret, ADDRESS, BROWSER, None)


@pytest.fixture
def chair_phone(database: Database, world: World) -> Account:
    """The WeChat account of the battery chair."""
    with database.writing() as session:
        return phone_of(session, world, "chair_battery")


def code_of(
    database: Database, kind: ScanKind = ScanKind.SIGN_IN, current: StaffSession | None = None
) -> Shown:
    """A committed code on a browser."""
    with database.writing() as session:
        return shown(session, kind, current)


def test_a_confirmed_code_opens_a_session_that_did_not_exist(
    database: Database, world: World, chair_phone: Account
) -> None:
    code = code_of(database)
    with database.writing() as session:
        seen = open_scan(session, chair_phone, code.scene, None)
        assert (seen.state, seen.browser, len(seen.match_number)) == (ScanState.OPENED, BROWSER, 2)
        assert confirm_scan(session, chair_phone, seen.id, None).state is ScanState.CONFIRMED
    with database.writing() as session:
        token, opened = enter(session, code)
    with database.reading() as session:
        found = live_session(session, token)
        assert found is not None
        assert (found.id, found.staff_id) == (opened.id, world.staff_id("chair_battery"))
        assert (found.way, found.browser) == (SignInWay.SCAN, BROWSER)
        assert not stepped_up(found)
        assert scan_of_browser(session, ScanKind.SIGN_IN, code.secret).state is ScanState.OVER  # type: ignore[union-attr]
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "session:open")).one()
        assert (entry.actor_id, entry.outcome, entry.details) == (found.staff_id, "done", {"by": "scan"})


def test_a_code_is_used_once(database: Database, world: World, chair_phone: Account) -> None:
    code = code_of(database)
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    with database.writing() as session:
        enter(session, code)
    assert refused(database, enter, code).code == "SCAN_FAILED"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 1
        opened = select(AuditEntry.outcome).where(AuditEntry.act == "session:open").order_by(AuditEntry.seq)
        assert session.scalars(opened).all() == ["done", "refused"]


@pytest.mark.parametrize("reached", ["shown", "opened", "refused"])
def test_nobody_goes_in_before_the_phone_has_confirmed(
    database: Database, world: World, chair_phone: Account, reached: str
) -> None:
    code = code_of(database)
    with database.writing() as session:
        if reached != "shown":
            seen = open_scan(session, chair_phone, code.scene, None)
        if reached == "refused":
            refuse_scan(session, chair_phone, seen.id, None)
    assert refused(database, enter, code).code == "SCAN_FAILED"


def test_a_refusal_takes_the_confirmation_back(
    database: Database, world: World, chair_phone: Account
) -> None:
    code = code_of(database)
    with database.writing() as session:
        scan = confirmed(session, chair_phone, code)
        assert refuse_scan(session, chair_phone, scan.id, None).state is ScanState.REFUSED
    assert refused(database, enter, code).code == "SCAN_FAILED"
    again = refused(database, confirm_scan, chair_phone, code.scan_id, None)
    assert again.code == "NOT_FOUND"


def test_after_two_minutes_a_code_is_over_for_both_sides(
    database: Database, world: World, chair_phone: Account, later: Later
) -> None:
    code, other = code_of(database), code_of(database)
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    later(minutes=2)
    assert refused(database, enter, code).code == "SCAN_FAILED"
    late = [
        refused(database, open_scan, chair_phone, other.scene, None),
        refused(database, confirm_scan, chair_phone, code.scan_id, None),
        refused(database, refuse_scan, chair_phone, code.scan_id, None),
    ]
    assert {one.code for one in late} == {"NOT_FOUND"}
    with database.reading() as session:
        assert live_scene(session, other.secret) is None
        found = scan_of_browser(session, ScanKind.SIGN_IN, other.secret)
        assert found is not None
        assert (found.state, found.seconds_left) == (ScanState.OVER, 0)


def test_a_second_phone_finds_nothing_and_cannot_answer(
    database: Database, world: World, chair_phone: Account
) -> None:
    code = code_of(database)
    with database.writing() as session:
        scan = open_scan(session, chair_phone, code.scene, None)
        assert open_scan(session, chair_phone, code.scene, None).id == scan.id
    with database.writing() as session:
        other = phone_of(session, world, "chair_textile")
    answers = [
        refused(database, open_scan, other, code.scene, None),
        refused(database, open_scan, other, "no-such-scene", None),
        refused(database, confirm_scan, other, scan.id, None),
        refused(database, refuse_scan, other, scan.id, None),
        refused(database, confirm_scan, chair_phone, uuid4(), None),
    ]
    assert {one.code for one in answers} == {"NOT_FOUND"}


def test_another_browser_gets_nothing_of_a_confirmed_code(
    database: Database, world: World, chair_phone: Account
) -> None:
    mine, other = code_of(database), code_of(database)
    with database.writing() as session:
        confirmed(session, chair_phone, mine)
    for secret in (other.secret, mine.scene, "", str(mine.scan_id)):
        thief = Shown(secret, mine.scene, mine.scan_id)
        assert refused(database, enter, thief).code == "SCAN_FAILED"
    with database.writing() as session:
        assert enter(session, mine)[1].staff_id == world.staff_id("chair_battery")


def test_a_phone_that_is_not_bound_learns_only_what_to_do_and_does_not_spoil_the_code(
    database: Database, world: World, chair_phone: Account
) -> None:
    code = code_of(database)
    with database.writing() as session:
        stranger = worker(session, "o-stranger")
    said = refused(database, open_scan, stranger, code.scene, None)
    assert said.code == "SCAN_NOT_YOURS"
    with database.writing() as session:
        confirmed(session, chair_phone, code)
        assert enter(session, code)


def shut(session: Any, world: World, account: Account, how: str) -> None:
    """Take away one of the three things that a phone's word rests on."""
    staff = session.get_one(Staff, world.staff_id("chair_battery"))
    if how == "binding ended":
        unbind(session, SYSTEM, staff.id)
    elif how == "staff disabled":
        staff.disabled_at = clock.now()
    else:
        session.get_one(Account, account.id).blocked_at = clock.now()


@pytest.mark.parametrize("how", ["binding ended", "staff disabled"])
def test_a_phone_whose_word_counts_no_more_confirms_nothing(
    database: Database, world: World, chair_phone: Account, how: str
) -> None:
    code = code_of(database)
    with database.writing() as session:
        open_scan(session, chair_phone, code.scene, None)
    with database.writing() as session:
        shut(session, world, chair_phone, how)
    said = [
        refused(database, confirm_scan, chair_phone, code.scan_id, None).code,
        refused(database, open_scan, chair_phone, code.scene, None).code,
    ]
    assert said == ["SCAN_NOT_YOURS"] * 2


@pytest.mark.parametrize("how", ["binding ended", "staff disabled", "account blocked"])
def test_what_was_confirmed_is_worth_nothing_once_the_phones_word_counts_no_more(
    database: Database, world: World, chair_phone: Account, how: str
) -> None:
    code = code_of(database)
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    with database.writing() as session:
        shut(session, world, chair_phone, how)
    assert refused(database, enter, code).code == "SCAN_FAILED"
    with database.reading() as session:
        assert session.scalars(select(StaffSession)).all() == []


def test_a_step_up_is_confirmed_by_the_phone_of_this_very_person(
    database: Database, world: World, chair_phone: Account, at: At
) -> None:
    at("2026-11-20 09:00")
    with database.writing() as session:
        current = desk_session(session, world, "chair_battery", SignInWay.SCAN)
        other = phone_of(session, world, "chair_textile")
    code = code_of(database, ScanKind.STEP_UP, current)
    wrong = refused(database, open_scan, other, code.scene, None)
    assert wrong.code == "SCAN_NOT_YOURS"
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    with database.writing() as session:
        mine = session.get_one(StaffSession, current.id)
        step_up_by_scan(session, mine, code.secret, None)
        assert stepped_up(mine)
    at("2026-11-20 09:05")
    assert not stepped_up(mine)


def test_a_step_up_serves_the_session_that_asked_and_no_other(
    database: Database, world: World, chair_phone: Account
) -> None:
    with database.writing() as session:
        asking = desk_session(session, world, "chair_battery", SignInWay.SCAN)
        others = [
            desk_session(session, world, login, SignInWay.SCAN)
            for login in ("chair_battery", "chair_textile")
        ]
    code = code_of(database, ScanKind.STEP_UP, asking)
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    for other in others:
        assert refused(database, step_up_by_scan, other, code.secret, None).code == "SCAN_FAILED"
    assert refused(database, enter, code).code == "SCAN_FAILED"


def test_a_code_is_for_what_it_was_asked_for(database: Database, world: World, chair_phone: Account) -> None:
    with database.writing() as session:
        current = desk_session(session, world, "chair_battery", SignInWay.SCAN)
    code = code_of(database)
    with database.writing() as session:
        confirmed(session, chair_phone, code)
    owner = Actor("staff", world.staff_id("chair_battery"))
    said = [
        refused(database, step_up_by_scan, current, code.secret, None).code,
        refused(database, bind_by_scan, owner, current, code.secret).code,
    ]
    assert said == ["SCAN_FAILED"] * 2


def test_a_code_to_bind_a_phone_proves_nobodys_presence_and_stays_what_it_is(
    database: Database, world: World
) -> None:
    owner = Actor("staff", world.staff_id("chair_battery"))
    with database.writing() as session:
        current, phone = desk_session(session, world, "chair_battery"), worker(session, "o-new-phone")
    code = code_of(database, ScanKind.BIND, current)
    with database.writing() as session:
        confirmed(session, phone, code)
    assert refused(database, step_up_by_scan, current, code.secret, None).code == "SCAN_FAILED"
    with database.writing() as session:
        bind_by_scan(session, owner, session.get_one(StaffSession, current.id), code.secret)


def test_a_phone_is_bound_when_both_sides_have_confirmed(database: Database, world: World) -> None:
    owner = Actor("staff", world.staff_id("chair_battery"))
    with database.writing() as session:
        current, phone = desk_session(session, world, "chair_battery"), worker(session, "o-new-phone")
    code = code_of(database, ScanKind.BIND, current)
    early = refused(database, bind_by_scan, owner, current, code.secret)
    assert early.code == "SCAN_FAILED"
    with database.writing() as session:
        confirmed(session, phone, code)
        assert binding_of(session, owner.id) is None  # type: ignore[arg-type]
    with database.writing() as session:
        bind_by_scan(session, owner, session.get_one(StaffSession, current.id), code.secret)
    with database.reading() as session:
        bound = binding_of(session, owner.id)  # type: ignore[arg-type]
        assert bound is not None
        assert bound.account_id == phone.id


def test_a_phone_that_speaks_for_somebody_is_not_bound_to_another(
    database: Database, world: World, chair_phone: Account
) -> None:
    with database.writing() as session:
        current = desk_session(session, world, "chair_textile")
    code = code_of(database, ScanKind.BIND, current)
    said = refused(database, open_scan, chair_phone, code.scene, None)
    assert said.code == "WECHAT_ALREADY_BOUND"


def test_a_second_binding_is_not_begun_and_a_step_up_needs_one(
    database: Database, world: World, chair_phone: Account
) -> None:
    with database.writing() as session:
        bound, free = (desk_session(session, world, login) for login in ("chair_battery", "chair_textile"))
    said = [
        refused(database, ask_for_scan, kind, BROWSER, ADDRESS, current).code
        for kind, current in ((ScanKind.BIND, bound), (ScanKind.STEP_UP, free))
    ]
    assert said == ["WECHAT_ALREADY_BOUND", "WECHAT_NOT_BOUND"]


def test_asking_and_opening_are_limited(
    database: Database, world: World, chair_phone: Account, at: At
) -> None:
    at("2026-11-20 09:00")
    for _ in range(LIMITS["scan.address"].size):
        code_of(database)
    assert refused(database, shown).code == "TOO_OFTEN"
    for _ in range(LIMITS["scan.account"].size):
        refused(database, open_scan, chair_phone, "guess", None)
    assert refused(database, open_scan, chair_phone, "guess", None).code == "TOO_OFTEN"


def test_every_answer_of_a_phone_stands_in_the_log(
    database: Database, world: World, chair_phone: Account
) -> None:
    code, other = code_of(database), code_of(database)
    with database.writing() as session:
        stranger = worker(session, "o-stranger")
        confirmed(session, chair_phone, code)
        seen = open_scan(session, chair_phone, other.scene, None)
        refuse_scan(session, chair_phone, seen.id, None)
    third = code_of(database)
    refused(database, open_scan, stranger, third.scene, None)
    refused(database, open_scan, stranger, "guess", None)
    with database.reading() as session:
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.act.startswith("scan:")).order_by(AuditEntry.seq)
        )
        assert [(one.act, one.outcome, one.reason) for one in told] == [
            ("scan:open", "done", None),
            ("scan:confirm", "done", None),
            ("scan:open", "done", None),
            ("scan:refuse", "done", None),
            ("scan:open", "refused", "SCAN_NOT_YOURS"),
            ("scan:open", "refused", "NOT_FOUND"),
        ]


def test_the_database_holds_no_secret_of_a_browser_and_forgets_codes_after_a_day(
    database: Database, world: World, later: Later
) -> None:
    code = code_of(database)
    with database.reading() as session:
        stored = session.scalars(select(Scan)).one()
        assert code.secret.encode() not in stored.browser_hash
        assert (len(stored.scene) <= 32, stored.scene != code.secret) == (True, True)
    later(hours=23)
    with database.writing() as session:
        assert forget_scans(session) == 0
    later(hours=2)
    with database.writing() as session:
        assert forget_scans(session) == 1
