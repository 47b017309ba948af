"""Many at once on one code: one phone has it, one browser uses it, one binding comes of it."""

from collections.abc import Callable
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.ground.db import Database
from service.ground.limits import LIMITS, Limit
from service.register.access.models import SYSTEM, Actor
from service.register.accounts.bindings import bind, unbind
from service.register.accounts.models import Account, StaffSession
from service.register.accounts.scan_answers import confirm_scan, open_scan, refuse_scan
from service.register.accounts.scan_models import Scan, ScanKind, StaffBinding
from service.register.accounts.scans import bind_by_scan, sign_in_by_scan
from tests.given import World, worker
from tests.races import race, tally
from tests.register.accounts.given import ADDRESS, BROWSER, Shown, confirmed, desk_session, phone_of, shown

pytestmark = pytest.mark.both("locks", "only one")

RUNNERS = 16


def at_once(database: Database, work: Callable[..., object], runners: int = RUNNERS) -> dict[str, int]:
    """Run ``work(session, number)`` in transactions that start together; how they ended."""

    def run(number: int) -> None:
        with database.writing() as session:
            work(session, number)

    return dict(tally(race(run, runners)))


@pytest.fixture
def code(database: Database, world: World, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """A code to sign in with, on a day without limits."""
    for name in ("scan.address", "scan.account"):
        monkeypatch.setitem(LIMITS, name, Limit(1000, 1.0))
    with database.writing() as session:
        return shown(session)


def sessions_open(database: Database) -> int:
    """How many sessions there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(StaffSession)) or 0


def test_of_all_phones_that_open_one_code_one_has_it(database: Database, world: World, code: Shown) -> None:
    logins = sorted(world.staff)
    with database.writing() as session:
        phones = [phone_of(session, world, login) for login in logins]
    ends = at_once(database, lambda session, n: open_scan(session, phones[n], code.scene, None), len(logins))
    assert ends == {"done": 1, "NOT_FOUND": len(logins) - 1}
    with database.reading() as session:
        assert session.get_one(Scan, code.scan_id).account_id in {phone.id for phone in phones}


def test_a_confirmed_code_opens_one_session(database: Database, world: World, code: Shown) -> None:
    with database.writing() as session:
        confirmed(session, phone_of(session, world, "chair_battery"), code)
    # Each from an address of its own: the limit of one address would serve them one after the other.
    ends = at_once(
        database, lambda session, n: sign_in_by_scan(session, code.secret, f"192.0.2.{n}", BROWSER, None)
    )
    assert ends == {"done": 1, "SCAN_FAILED": RUNNERS - 1}
    assert sessions_open(database) == 1


def test_a_code_that_is_refused_while_it_is_used_ends_one_way(
    database: Database, world: World, code: Shown
) -> None:
    with database.writing() as session:
        phone = phone_of(session, world, "chair_battery")
        confirmed(session, phone, code)

    def use_or_refuse(session: object, number: int) -> None:
        if number % 2:
            sign_in_by_scan(session, code.secret, f"192.0.2.{number}", BROWSER, None)  # type: ignore[arg-type]
        else:
            refuse_scan(session, phone, code.scan_id, None)  # type: ignore[arg-type]

    ends = at_once(database, use_or_refuse)
    with database.reading() as session:
        scan = session.get_one(Scan, code.scan_id)
        assert (scan.used_at is None) is (scan.refused_at is not None)
    assert ends["done"] == 1
    assert sessions_open(database) == (1 if scan.used_at else 0)


def test_a_binding_that_ends_while_its_code_is_used_leaves_no_session(
    database: Database, world: World, code: Shown
) -> None:
    with database.writing() as session:
        confirmed(session, phone_of(session, world, "chair_battery"), code)

    def end() -> None:
        with database.writing() as session:
            unbind(session, SYSTEM, world.staff_id("chair_battery"))

    ending = Thread(target=end)
    with database.writing() as session:
        sign_in_by_scan(session, code.secret, ADDRESS, BROWSER, None)
        ending.start()
        ending.join(0.2)  # it waits for the lock on the binding, so that it ends the session which opens here
    ending.join()
    with database.reading() as session:
        alive = select(StaffSession.id).where(StaffSession.revoked_at.is_(None))
        assert session.scalars(alive).all() == []
        assert sessions_open(database) == 1


def test_of_many_phones_one_is_bound_to_one_person(database: Database, world: World, code: Shown) -> None:
    chair = world.staff_id("chair_battery")
    with database.writing() as session:
        phones = [worker(session, f"o-{number}").id for number in range(RUNNERS)]
    ends = at_once(database, lambda session, n: bind(session, SYSTEM, chair, phones[n]))
    assert ends == {"done": 1, "WECHAT_ALREADY_BOUND": RUNNERS - 1}
    assert bindings(database) == 1


def bindings(database: Database) -> int:
    """How many live bindings there are."""
    with database.reading() as session:
        live = select(func.count()).select_from(StaffBinding).where(StaffBinding.ended_at.is_(None))
        return session.scalar(live) or 0


def test_one_phone_that_confirms_for_two_people_is_bound_to_one(
    database: Database, world: World, code: Shown
) -> None:
    logins = ("chair_battery", "chair_textile")
    ready: list[tuple[Actor, StaffSession, str]] = []
    with database.writing() as session:
        phone = worker(session, "o-one-phone")
        for login in logins:
            desk = desk_session(session, world, login)
            bind_code = shown(session, ScanKind.BIND, desk)
            confirmed(session, phone, bind_code)
            ready.append((Actor("staff", world.staff_id(login)), desk, bind_code.secret))
    ends = at_once(database, lambda session, n: bind_by_scan(session, *ready[n]), len(logins))
    assert ends == {"done": 1, "WECHAT_ALREADY_BOUND": 1}
    assert bindings(database) == 1


def test_confirming_many_times_is_confirming_once(database: Database, world: World, code: Shown) -> None:
    with database.writing() as session:
        phone: Account = phone_of(session, world, "chair_battery")
        scan_id: UUID = open_scan(session, phone, code.scene, None).id
    ends = at_once(database, lambda session, _: confirm_scan(session, phone, scan_id, None))
    assert ends == {"done": RUNNERS}
    assert sessions_open(database) == 0
