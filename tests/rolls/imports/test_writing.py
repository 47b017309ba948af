"""The worker writes a confirmed file: with the rights of that moment, in sight of all, whole or not at all."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, update

from service.ground import clock
from service.ground.db import insert_many
from service.ground.errors import Refusal
from service.ground.limits import Bucket
from service.ground.sealing import opened
from service.register.access.models import Term
from service.register.accounts.models import Staff
from service.register.deployment import Deployment
from service.register.jobs.leases import LEASE, claim
from service.register.jobs.models import JobKind
from service.register.jobs.working import MOST_FAULTS
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.people.register import change, find_person
from service.rolls.imports.actions import apply_next, discard, discard_old
from service.rolls.imports.models import Import, ImportStatus, Stage
from service.rolls.imports.roster_register import RosterComparison
from service.rolls.imports.verdicts import taken_off
from tests.given import World, id_number, phone
from tests.rolls.imports.office import actor_of, confirmed, line, ordered, outcome, previewed, rows_of, sheet

pytestmark = pytest.mark.both("locks")

ROOT = Path(__file__).parents[3]
NEW = [line("吴样七", id_number(101), phone(101)), line("郑样十", id_number(105), phone(105))]
NOT_ALLOWED = "确认的人现在没有导入的权限，没有写入任何内容。请有权限的人核对预览后再确认。"
FAULT = "写入时出了故障，没有写入任何内容。请再确认一次；仍然不行，请联系县总工会管理员。"
# A worker that dies when it is about to write the memberships: people and keys have been sent already.
DYING = """
import os, sys
from sqlalchemy import event
from service.ground.config import Settings
from service.register.deployment import deploy
from service.rolls.imports.actions import apply_next
deployed = deploy(Settings(database_url=sys.argv[1], keys=sys.argv[2]))
@event.listens_for(deployed.database.engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO memberships"):
        os._exit(9)
apply_next(deployed)
"""


@contextmanager
def at_statement(deployed: Deployment, words: str, work: Callable[[], None]) -> Iterator[None]:
    """Do something just before each statement that begins so."""

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(words):
            work()

    engine = deployed.database.engine
    event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", look)


def of_battery(deployed: Deployment, world: World) -> int:
    """How many memberships the battery union has, of how many people: nobody is registered without one."""
    with deployed.database.reading() as session:
        members = session.scalar(select(func.count()).where(Membership.union_id == world.battery.id)) or 0
        people = session.scalar(select(func.count()).select_from(Person)) or 0
        assert people == members + 3  # three of the other union
        return members


def test_confirming_only_orders_and_the_worker_writes(deployed: Deployment, world: World) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMING, None)
    assert of_battery(deployed, world) == 3
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMED, None)
    assert of_battery(deployed, world) == 5
    assert not apply_next(deployed)


def test_what_is_ordered_is_neither_given_up_nor_swept_away(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    with deployed.database.writing() as session, pytest.raises(Refusal) as refusal:
        discard(session, actor_of(session, world, "chair_battery"), session.get_one(Import, import_id))
    assert refusal.value.code == "MOVE_NOT_ALLOWED"
    later(hours=30)
    assert not discard_old(deployed)


def end_term(deployed: Deployment, staff_id: UUID) -> None:
    with deployed.database.writing() as session:
        for term in session.scalars(select(Term).where(Term.staff_id == staff_id)):
            term.ended_at = clock.now()


def disable(deployed: Deployment, staff_id: UUID) -> None:
    with deployed.database.writing() as session:
        session.get_one(Staff, staff_id).disabled_at = clock.now()


@pytest.mark.parametrize("end", [end_term, disable])
def test_rights_that_ended_meanwhile_write_nothing_and_somebody_else_may_confirm(
    deployed: Deployment, world: World, end: Callable[[Deployment, UUID], None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    end(deployed, world.staff_id("chair_battery"))
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, NOT_ALLOWED)
    assert of_battery(deployed, world) == 3
    assert confirmed(deployed, world, import_id, "zhicheng")["new"] == 2


def test_a_worker_that_died_leaves_the_file_to_the_next_one_after_its_lease(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    assert claim(deployed.database, [JobKind.WRITE])
    assert not apply_next(deployed)
    later(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMED, None)


def test_a_worker_killed_while_it_writes_leaves_nothing_half_written(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    settings = deployed.settings
    command = [sys.executable, "-c", DYING, settings.database_url, settings.keys]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert died.returncode == 9, died.stderr.decode()
    assert of_battery(deployed, world) == 3
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMING, None)
    later(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    assert apply_next(deployed)
    assert of_battery(deployed, world) == 5


def test_a_fault_while_writing_writes_nothing_and_the_order_is_tried_again(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    with at_statement(deployed, "INSERT INTO memberships", break_down):
        assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMING, None)
    assert of_battery(deployed, world) == 3
    later(minutes=1)
    assert apply_next(deployed)
    assert outcome(deployed, import_id) == (ImportStatus.CONFIRMED, None)
    assert of_battery(deployed, world) == 5


def break_down() -> None:
    """A fault of the program."""
    raise RuntimeError("a fault of the program")


def test_a_fault_that_stays_hands_the_file_back_to_be_confirmed_again(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    with at_statement(deployed, "INSERT INTO memberships", break_down):
        for _ in range(MOST_FAULTS):
            assert apply_next(deployed)
            later(minutes=10)
    assert outcome(deployed, import_id) == (ImportStatus.PREVIEWED, FAULT)
    assert of_battery(deployed, world) == 3
    assert confirmed(deployed, world, import_id)["new"] == 2


def test_progress_is_told_before_the_writing_and_seen_by_everybody_while_it_lasts(
    deployed: Deployment, world: World
) -> None:
    seen: list[tuple[Stage | None, int, int]] = []

    def look() -> None:
        with deployed.database.reading() as session:
            import_ = session.get_one(Import, import_id)
            seen.append((import_.stage, import_.done, import_.total))

    import_id = previewed(deployed, world, sheet(NEW))
    ordered(deployed, world, import_id)
    with (
        at_statement(deployed, "SELECT people.id", look),
        at_statement(deployed, "INSERT INTO data_keys", look),
    ):
        assert apply_next(deployed)
    assert seen == [(Stage.COMPARING, 0, 2), (Stage.SEALING, 0, 2), (Stage.WRITING, 0, 2)]
    with deployed.database.reading() as session:
        assert session.get_one(Import, import_id).stage is None


def changed_meanwhile(deployed: Deployment, world: World, meddle: Callable[[Any, Person], None]) -> str:
    """Prepare a correction of 林样二, let a colleague be faster, and write: the code of the refusal."""
    import_id = previewed(deployed, world, sheet([line("林样二", id_number(5), phone(66), 学历="本科")]))
    rows = rows_of(deployed, import_id)
    taken_off(rows)
    with deployed.database.reading() as session:
        comparison = RosterComparison(session, session.get_one(Import, import_id), rows, lambda _: None)
        change = comparison.prepare(session, lambda _: None)
    with deployed.database.writing() as session:
        person = find_person(session, id_number(5))
        assert person is not None
        meddle(session, person)
    with pytest.raises(Refusal) as refusal, deployed.database.writing() as session:
        change.apply(session, actor_of(session, world, "chair_battery"))
    return refusal.value.code


def test_what_a_colleague_corrected_meanwhile_is_not_overwritten(deployed: Deployment, world: World) -> None:
    def correct(session: Any, person: Person) -> None:
        change(session, person, "phone", phone(77))

    assert changed_meanwhile(deployed, world, correct) == "IMPORT_OUTDATED"
    with deployed.database.reading() as session:
        assert opened(session.get_one(Person, world.members["林样二"].id), "phone") == phone(77)


def test_a_membership_that_changed_meanwhile_is_not_overwritten_either(
    deployed: Deployment, world: World
) -> None:
    def move_on(session: Any, person: Person) -> None:
        session.execute(
            update(Membership).where(Membership.person_id == person.id).values(unit_name="样例新单位")
        )

    assert changed_meanwhile(deployed, world, move_on) == "IMPORT_OUTDATED"


def test_nobody_who_reads_waits_for_a_long_writer(deployed: Deployment, world: World) -> None:
    """More than SQLite keeps in memory by itself: it must not write pages, and shut readers out, before the commit."""
    now = clock.now()
    rows = [
        {"name": "sample", "key": f"{number:080d}", "level": 0.0, "updated_at": now}
        for number in range(30_000)
    ]
    with deployed.database.writing() as session:
        insert_many(session, Bucket, rows)
        with deployed.database.reading() as reader:
            assert reader.scalar(select(func.count()).select_from(Bucket)) == 0
