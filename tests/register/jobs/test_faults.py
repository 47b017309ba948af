"""What fails on the way destroys nothing: a file and its key stay until the file itself cannot be read."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from service.doors.worker import TIDYING
from service.ground.sealing import OwnedKey
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment
from service.register.jobs.actions import again
from service.register.jobs.models import Job, JobKind, JobStatus
from service.register.jobs.working import MOST_FAULTS
from service.rolls.exports.actions import expire_old, make_next
from service.rolls.exports.models import Export, ExportStatus
from service.rolls.imports.actions import preview_next
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.preview import FAULT
from tests.given import World, id_number, phone
from tests.register.jobs.given import at_statement, break_down, drop, job_of, lose_keys, once
from tests.rolls.exports.office import asked
from tests.rolls.imports.office import line, sheet, uploaded
from tests.working import turn, work_off

pytestmark = pytest.mark.both("locks")
ROOT = Path(__file__).parents[3]
NEW = [line("吴样七", id_number(101), phone(101))]
# A worker that is killed while it draws a file.
DYING = """
import os, sys
from sqlalchemy import event
from service.ground.config import Settings
from service.register.deployment import deploy
from service.rolls.exports.actions import make_next
deployed = deploy(Settings(database_url=sys.argv[1], keys=sys.argv[2]))
@event.listens_for(deployed.database.engine, "before_cursor_execute")
def die(connection, cursor, statement, *rest):
    if statement.startswith("UPDATE exports"):
        os._exit(9)
make_next(deployed)
"""
AWAY = [
    pytest.param(drop, "数据库没有回应", id="database"),
    pytest.param(lose_keys, "密钥服务没有回应", id="keys"),
]


def import_of(deployed: Deployment, import_id: UUID) -> tuple[ImportStatus, bool]:
    """Its status, and whether file and key are still there."""
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        return import_.status, bool(import_.file_sealed and session.get(OwnedKey, import_id))


def export_of(deployed: Deployment, export_id: UUID) -> ExportStatus:
    with deployed.database.reading() as session:
        return session.get_one(Export, export_id).status


@pytest.mark.parametrize(("fault", "told"), AWAY)
def test_what_is_away_while_a_roster_is_read_leaves_file_and_key(
    deployed: Deployment, world: World, later: Callable[..., None], fault: Callable[[Any], None], told: str
) -> None:
    import_id = uploaded(deployed, world, sheet(NEW))
    with at_statement(deployed, "UPDATE imports", once(fault)):
        assert preview_next(deployed)
    assert import_of(deployed, import_id) == (ImportStatus.UPLOADED, True)
    assert job_of(deployed, JobKind.PREVIEW).reason == told
    later(seconds=6)
    assert preview_next(deployed)
    assert import_of(deployed, import_id) == (ImportStatus.PREVIEWED, True)


def test_a_file_that_cannot_be_read_ends_with_its_reason_and_its_key(
    deployed: Deployment, world: World
) -> None:
    import_id = uploaded(deployed, world, "花名册".encode())
    assert preview_next(deployed)
    assert import_of(deployed, import_id) == (ImportStatus.FAILED, False)
    job = job_of(deployed, JobKind.PREVIEW)
    assert (job.status, job.attempts) == (JobStatus.REFUSED, 1)


def test_a_fault_of_the_program_is_told_to_who_uploaded_and_mended_by_the_administrator(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    import_id = uploaded(deployed, world, sheet(NEW))
    with at_statement(deployed, "UPDATE imports SET stage", break_down):
        for _ in range(MOST_FAULTS):
            assert preview_next(deployed)
            later(minutes=2)
    assert import_of(deployed, import_id) == (ImportStatus.UPLOADED, True)
    with deployed.database.writing() as session:
        assert session.get_one(Import, import_id).failure == FAULT
        again(session, staff_actor(session, world.staff["admin"]), job_of(deployed, JobKind.PREVIEW).id)
    assert preview_next(deployed)
    assert import_of(deployed, import_id) == (ImportStatus.PREVIEWED, True)
    with deployed.database.reading() as session:
        assert session.get_one(Import, import_id).failure is None


@pytest.mark.parametrize(("fault", "told"), AWAY)
def test_what_is_away_while_a_file_is_drawn_leaves_the_request(
    deployed: Deployment, world: World, later: Callable[..., None], fault: Callable[[Any], None], told: str
) -> None:
    export_id = asked(deployed, world)
    with at_statement(deployed, "UPDATE exports", once(fault)):
        assert make_next(deployed)
    assert export_of(deployed, export_id) is ExportStatus.WAITING
    assert job_of(deployed, JobKind.EXPORT).reason == told
    later(seconds=6)
    assert make_next(deployed)
    assert export_of(deployed, export_id) is ExportStatus.READY


def test_a_file_whose_maker_was_killed_is_made_after_seconds(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    export_id = asked(deployed, world)
    command = [sys.executable, "-c", DYING, deployed.settings.database_url, deployed.settings.keys]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert died.returncode == 9, died.stderr.decode()
    assert export_of(deployed, export_id) is ExportStatus.WAITING
    later(seconds=31)
    assert make_next(deployed)
    assert export_of(deployed, export_id) is ExportStatus.READY


def test_a_file_that_the_program_cannot_make_waits_a_day_for_the_administrator(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    export_id = asked(deployed, world)
    with at_statement(deployed, "UPDATE exports SET total", break_down):
        for _ in range(MOST_FAULTS):
            assert make_next(deployed)
            later(minutes=2)
    assert export_of(deployed, export_id) is ExportStatus.WAITING
    assert not expire_old(deployed)
    later(hours=24)
    assert expire_old(deployed)
    assert export_of(deployed, export_id) is ExportStatus.FAILED


def test_what_waits_without_a_job_gets_one(deployed: Deployment, world: World) -> None:
    """What the version before wrote while the database was already the new one's."""

    export_id, import_id = asked(deployed, world), uploaded(deployed, world, sheet(NEW))
    with deployed.database.writing() as session:
        session.execute(delete(Job))
    work_off(deployed)
    assert export_of(deployed, export_id) is ExportStatus.WAITING
    turn(deployed, TIDYING)
    work_off(deployed)
    assert export_of(deployed, export_id) is ExportStatus.READY
    assert import_of(deployed, import_id)[0] is ImportStatus.PREVIEWED
