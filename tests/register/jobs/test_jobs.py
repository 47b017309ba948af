"""任务: claimed once, kept by a lease that is renewed, finished by whoever holds it, tried again, given up, let try again."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.jobs import leases
from service.register.jobs.actions import DONE_KEPT, FAILED_KEPT, again, enqueue, forget_jobs
from service.register.jobs.faults import Away, Cause
from service.register.jobs.leases import DIED, LEASE, Lease, LeaseLost, claim
from service.register.jobs.models import Job, JobKind, JobStatus
from service.register.jobs.working import MOST_FAULTS, Duty, _enrol, enrol_recurring, recurring, work_next
from tests.given import World
from tests.races import race
from tests.register.jobs.given import job_of

pytestmark = pytest.mark.both("locks", "upserts", "only one")
KIND = JobKind.SETTLE_WISH
PAST_LEASE = (LEASE + timedelta(seconds=1)).total_seconds()


@pytest.fixture(autouse=True)
def morning(at: Callable[[str], None]) -> None:
    """A morning that stands still."""
    at("2026-11-20 09:00")


def written(deployed: Deployment, kind: JobKind = KIND) -> None:
    with deployed.database.writing() as session:
        enqueue(session, kind, new_id())


def do_nothing(_deployment: Deployment, lease: Lease) -> None:
    with lease.finish():
        pass


def absent(_deployment: Deployment, _lease: Lease) -> None:
    raise Away


def broken(_deployment: Deployment, _lease: Lease) -> None:
    raise ZeroDivisionError


def state(deployed: Deployment) -> tuple[JobStatus, str | None]:
    job = job_of(deployed, KIND)
    return job.status, job.reason


def test_a_job_is_kept_with_its_change_or_not_at_all(deployed: Deployment) -> None:
    with deployed.database.session() as session:
        enqueue(session, KIND, new_id())
        session.flush()
    assert work_next(deployed, [Duty(KIND, do_nothing)]) is False


def test_of_many_workers_one_gets_a_job(deployed: Deployment) -> None:
    written(deployed)
    claims = race(lambda _: claim(deployed.database, [KIND]) is not None, 16)
    assert Counter(claims) == {False: 15, True: 1}


def test_a_job_whose_worker_died_comes_again_after_its_lease(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    written(deployed)
    assert claim(deployed.database, [KIND])
    later(seconds=LEASE.total_seconds() - 1)
    assert claim(deployed.database, [KIND]) is None
    later(seconds=2)
    assert claim(deployed.database, [KIND])


def test_who_lost_the_lease_writes_nothing(deployed: Deployment, later: Callable[..., None]) -> None:
    written(deployed)
    slow = claim(deployed.database, [KIND])
    later(seconds=PAST_LEASE)
    fast = claim(deployed.database, [KIND])
    assert slow is not None
    assert fast is not None
    with pytest.raises(LeaseLost), slow.finish() as session:
        enqueue(session, JobKind.LOOK, new_id())
    with fast.finish():
        pass
    assert state(deployed) == (JobStatus.DONE, None)
    with pytest.raises(LeaseLost), fast.finish():
        pass
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_lease_is_renewed_while_the_work_waits_for_another_process(
    deployed: Deployment, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    free = []

    def wait_long(_deployment: Deployment, lease: Lease) -> None:
        for _ in range(3):
            later(seconds=LEASE.total_seconds() - 2)
            until = clock.now() + LEASE
            subprocess.run([sys.executable, "-c", "import time; time.sleep(0.3)"], check=True)
            waited = time.monotonic() + 20
            while job_of(deployed, KIND).leased_until != until and time.monotonic() < waited:
                time.sleep(0.05)
            free.append(claim(deployed.database, [KIND]))

    written(deployed)
    assert work_next(deployed, [Duty(KIND, wait_long)])
    assert free == [None] * 3
    assert state(deployed) == (JobStatus.DONE, None)


def test_the_first_kinds_go_first_and_of_one_kind_the_oldest(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    for kind in (JobKind.EXPORT, JobKind.TEXT, JobKind.TEXT, JobKind.SETTLE_CLAIM):
        written(deployed, kind)
        later(seconds=1)
    order = (JobKind.SETTLE_CLAIM, JobKind.TEXT, JobKind.EXPORT)
    taken = [claim(deployed.database, order) for _ in range(4)]
    assert [one.kind for one in taken if one] == [
        JobKind.SETTLE_CLAIM,
        JobKind.TEXT,
        JobKind.TEXT,
        JobKind.EXPORT,
    ]
    with deployed.database.reading() as session:
        first, second = (session.get_one(Job, one.job_id).enqueued_at for one in taken[1:3] if one)
        assert first < second


def test_what_is_away_is_waited_for_with_growing_pauses(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    written(deployed)
    duty, pauses = Duty(KIND, absent), []
    for _ in range(10):
        assert work_next(deployed, [duty])
        assert state(deployed) == (JobStatus.WAITING, Cause.MACHINE.label)
        pause = (job_of(deployed, KIND).due_at - clock.now()).total_seconds()
        pauses.append(int(pause))
        later(seconds=pause)
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert work_next(deployed, [Duty(KIND, do_nothing)])
    assert state(deployed) == (JobStatus.DONE, None)


def test_a_fault_of_the_program_is_tried_five_times_and_told_by_its_class(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    written(deployed)
    for _ in range(MOST_FAULTS):
        assert work_next(deployed, [Duty(KIND, broken)])
        later(minutes=10)
    assert state(deployed) == (JobStatus.FAILED, "程序出了故障（ZeroDivisionError）")
    assert work_next(deployed, [Duty(KIND, broken)]) is False


def test_a_job_that_kills_its_worker_is_given_up(deployed: Deployment, later: Callable[..., None]) -> None:
    written(deployed)
    for _ in range(MOST_FAULTS):
        assert claim(deployed.database, [KIND])
        later(seconds=PAST_LEASE)
    done = []
    assert work_next(deployed, [Duty(KIND, lambda _deployment, lease: done.append(lease))])
    assert (state(deployed), done) == ((JobStatus.FAILED, DIED), [])


def test_the_administrator_lets_a_job_try_again_and_that_stands_in_the_log(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    written(deployed)
    for _ in range(MOST_FAULTS):
        work_next(deployed, [Duty(KIND, broken)])
        later(minutes=10)
    job_id = job_of(deployed, KIND).id
    with deployed.database.writing() as session:
        again(session, staff_actor(session, world.staff["admin"]), job_id)
    with deployed.database.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.act == "job:repeat")).one()
        assert (noted.object_id, noted.actor_id) == (job_id, world.staff_id("admin"))
    assert work_next(deployed, [Duty(KIND, do_nothing)])
    assert state(deployed) == (JobStatus.DONE, None)
    with pytest.raises(Refusal) as refused, deployed.database.writing() as session:
        again(session, staff_actor(session, world.staff["admin"]), job_id)
    assert refused.value.code == "MOVE_NOT_ALLOWED"


def test_what_comes_again_has_one_row_and_comes_at_once_while_there_is_something(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    found = [True, False]
    duty = recurring(JobKind.COUNT, lambda _: found.pop(0))
    for _ in range(2):
        enrol_recurring(deployed, [duty])
    assert [work_next(deployed, [duty]) for _ in range(3)] == [True, True, False]
    found.append(False)
    later(minutes=1)
    assert work_next(deployed, [duty])
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_of_workers_that_begin_at_once_each_finds_the_same_row(deployed: Deployment) -> None:
    duty = recurring(JobKind.COUNT, lambda _: False)
    race(lambda _: _enrol(deployed, [duty]), 8)
    assert job_of(deployed, JobKind.COUNT).status is JobStatus.WAITING


def test_what_comes_again_is_never_given_up(deployed: Deployment, later: Callable[..., None]) -> None:
    def fail(_deployment: Deployment) -> bool:
        raise ZeroDivisionError

    duty = recurring(JobKind.COUNT, fail)
    enrol_recurring(deployed, [duty])
    for _ in range(2 * MOST_FAULTS):
        assert work_next(deployed, [duty])
        later(minutes=10)
    assert job_of(deployed, JobKind.COUNT).status is JobStatus.WAITING


def test_what_is_done_is_forgotten_after_a_week_and_what_failed_after_a_month(
    deployed: Deployment, later: Callable[..., None]
) -> None:
    written(deployed)
    work_next(deployed, [Duty(KIND, do_nothing)])
    written(deployed, JobKind.LOOK)
    for _ in range(MOST_FAULTS):
        work_next(deployed, [Duty(JobKind.LOOK, broken)])
        later(minutes=10)
    assert not forget_jobs(deployed)
    later(days=DONE_KEPT.days)
    assert forget_jobs(deployed)
    assert job_of(deployed, JobKind.LOOK).status is JobStatus.FAILED
    later(days=FAILED_KEPT.days - DONE_KEPT.days)
    assert forget_jobs(deployed)
    with deployed.database.reading() as session:
        assert session.scalars(select(Job)).all() == []
