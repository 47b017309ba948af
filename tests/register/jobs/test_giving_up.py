"""Giving up: a job that is given up stays so, whatever its room says to it; and what is only away is told from a mistake."""

from collections.abc import Callable
from typing import NoReturn
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crypto.errors import KeyUnavailable
from service.ground.db import new_id
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.faults import Cause, cause_of
from service.register.jobs.leases import Lease, claim
from service.register.jobs.models import JobKind, JobStatus
from service.register.jobs.working import MOST_FAULTS, Duty, work_next
from tests.register.jobs.given import job_of

pytestmark = pytest.mark.both("locks")
KIND = JobKind.SETTLE_WISH
TOLD = "程序出了故障（ZeroDivisionError）"


def broken(_deployment: Deployment, _lease: Lease) -> NoReturn:
    raise ZeroDivisionError


def tried(deployed: Deployment, later: Callable[..., None], duty: Duty) -> None:
    """A job that the program fails at as often as is borne."""
    with deployed.database.writing() as session:
        enqueue(session, KIND, new_id())
    for _ in range(MOST_FAULTS):
        assert work_next(deployed, [duty])
        later(minutes=10)


def test_a_job_is_given_up_though_its_room_fails_to_say_so(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    def fail(_session: Session, _subject: UUID) -> NoReturn:
        raise LookupError

    tried(deployed, later, Duty(KIND, broken, fail))
    job = job_of(deployed, KIND)
    assert (job.status, job.reason, job.attempts) == (JobStatus.FAILED, TOLD, MOST_FAULTS)
    assert claim(deployed.database, [KIND]) is None


def test_what_is_away_while_a_job_is_given_up_is_waited_for_with_growing_pauses(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    met: list[UUID] = []

    def say(_session: Session, subject: UUID) -> None:
        met.append(subject)
        if len(met) < 3:
            raise KeyUnavailable

    duty = Duty(KIND, broken, say)
    tried(deployed, later, duty)
    waits = job_of(deployed, KIND)
    assert (waits.status, waits.reason) == (JobStatus.WAITING, TOLD)
    for status in (JobStatus.WAITING, JobStatus.FAILED):
        assert work_next(deployed, [duty])
        assert work_next(deployed, [duty]) is False  # not at once again
        job = job_of(deployed, KIND)
        assert (job.status, job.reason) == (status, TOLD)
        later(minutes=10)
    assert len(met) == 3
    assert claim(deployed.database, [KIND]) is None


@pytest.mark.parametrize("statement", ["SELECT 1 FROM nowhere", "SELECT nothing FROM jobs", "SELEKT 1"])
def test_a_wrong_statement_is_a_fault_of_the_program(deployed: Deployment, statement: str) -> None:
    with pytest.raises(DBAPIError) as fault, deployed.database.reading() as session:
        session.execute(text(statement))
    assert cause_of(fault.value) is Cause.PROGRAM


def test_a_row_that_another_holds_is_waited_for(deployed: Deployment) -> None:
    lite = deployed.settings.database_url.startswith("sqlite")
    impatient = "PRAGMA busy_timeout = 0" if lite else "SET lock_timeout = '50ms'"
    take = "BEGIN IMMEDIATE" if lite else "LOCK TABLE jobs"
    with deployed.database.writing() as session, create_engine(deployed.database.url).connect() as other:
        session.execute(text("SELECT 1" if lite else take))
        other.exec_driver_sql(impatient)
        with pytest.raises(DBAPIError) as fault:
            other.exec_driver_sql(take)
    assert cause_of(fault.value) is Cause.DATABASE
