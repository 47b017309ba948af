"""Giving up: a job that is given up stays so, whatever its room says to it; and what is only away is told from a mistake."""

from collections.abc import Callable
from typing import NoReturn
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crypto.errors import KeyUnavailable
from service.ground.db import new_id
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment
from service.register.jobs.actions import again, enqueue
from service.register.jobs.faults import Away, Cause, cause_of
from service.register.jobs.leases import Lease, claim
from service.register.jobs.models import Job, JobKind, JobStatus
from service.register.jobs.working import MOST_FAULTS, Duty, work_next
from tests.given import World
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


def absent(_deployment: Deployment, _lease: Lease) -> NoReturn:
    raise Away


def attempted(deployed: Deployment, later: Callable[..., None], duty: Duty, most: int) -> list[JobStatus]:
    """The states of a job after so many attempts, each once and in their order."""
    states: list[JobStatus] = []
    for _ in range(most):
        assert work_next(deployed, [duty])
        states.append(job_of(deployed, KIND).status)
        later(minutes=10)
    return list(dict.fromkeys(states))


def test_what_is_away_for_three_days_is_waited_for_no_longer_until_the_administrator_says_again(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    with deployed.database.writing() as session:
        enqueue(session, KIND, new_id())
    said: list[UUID] = []
    duty = Duty(KIND, absent, lambda _session, subject: said.append(subject))
    with deployed.database.writing() as session:
        session.execute(update(Job).values(attempts=Cause.MACHINE.most - 2))
    assert attempted(deployed, later, duty, 2) == [JobStatus.WAITING, JobStatus.FAILED]
    job = job_of(deployed, KIND)
    assert (job.reason, said) == (Cause.MACHINE.label, [job.subject_id])
    assert work_next(deployed, [duty]) is False
    with deployed.database.writing() as session:
        again(session, staff_actor(session, world.staff["admin"]), job.id)
    assert attempted(deployed, later, duty, 3) == [JobStatus.WAITING]
    three_days = sum(duty.pause_after(one).total_seconds() for one in range(1, Cause.MACHINE.most))
    assert 72 <= three_days / 3600 <= 76


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_statement_that_always_takes_too_long_is_given_up_after_an_hour_with_its_reason(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    def sleep(deployment: Deployment, _lease: Lease) -> None:
        with deployment.database.reading() as session:
            session.execute(text("SET LOCAL statement_timeout = 20"))
            session.execute(text("SELECT pg_sleep(5)"))

    with deployed.database.writing() as session:
        enqueue(session, KIND, new_id())
    duty = Duty(KIND, sleep)
    states = attempted(deployed, later, duty, Cause.SLOW.most)
    assert states == [JobStatus.WAITING, JobStatus.FAILED]
    assert job_of(deployed, KIND).reason == "数据库没有在限定的时间里做完"
    assert 0.5 <= sum(duty.pause_after(one).total_seconds() for one in range(1, Cause.SLOW.most)) / 3600 <= 1


def test_giving_up_ends_though_its_room_can_never_be_told(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    def fail(_session: Session, _subject: UUID) -> NoReturn:
        raise KeyUnavailable

    duty = Duty(KIND, broken, fail)
    tried(deployed, later, duty)
    assert job_of(deployed, KIND).status is JobStatus.WAITING
    with deployed.database.writing() as session:
        session.execute(update(Job).values(attempts=2 * Cause.KEYS.most - 1))
    assert attempted(deployed, later, duty, 1) == [JobStatus.FAILED]
