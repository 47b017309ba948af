"""Do one job: claim it, keep its lease, and end it; what fails waits longer each time, and is given up in the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import insert_unless_there, new_id
from service.ground.logs import log, log_fault
from service.register.deployment import Deployment
from service.register.jobs.faults import Cause, cause_of, told
from service.register.jobs.leases import DIED, Lease, LeaseLost, claim
from service.register.jobs.models import Job, JobKind, JobStatus

MOST_FAULTS = 5


def _nothing(_session: Session, _subject: UUID) -> None:
    """Change no row of a room when a job is given up: what a duty does unless it says otherwise."""


@dataclass(frozen=True)
class Duty:
    """How one kind of job is done.

    ``work`` ends the lease, with what it writes, in one transaction. ``gave_up`` runs in the transaction that gives the
    job up. ``most`` limits all attempts; without it faults are limited, and what is away is waited for as long as its cause
    allows (``Cause.most``).
    """

    kind: JobKind
    work: Callable[[Deployment, Lease], None]
    gave_up: Callable[[Session, UUID], None] = _nothing
    most: int | None = None
    pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(minutes=10)
    recurring: bool = False

    def pause_after(self, attempts: int) -> timedelta:
        """How long to wait before the next attempt: twice as long each time, up to the longest."""
        return min(self.pause * (1 << min(attempts - 1, 20)), self.longest_pause)


def recurring(
    kind: JobKind, sweep: Callable[[Deployment], bool], every: timedelta = timedelta(minutes=1)
) -> Duty:
    """A duty that comes again: at once while ``sweep`` says that there was something, else after ``every``.

    A sweep has transactions of its own and finds only what is still to be done, so doing it again does nothing.
    """

    def work(deployment: Deployment, lease: Lease) -> None:
        more = sweep(deployment)
        due_at = clock.now() + (timedelta(0) if more else every)
        with lease.finish(JobStatus.WAITING, due_at=due_at, attempts=0, faults=0):
            pass

    return Duty(kind, work, recurring=True)


def work_next(deployment: Deployment, duties: Sequence[Duty]) -> bool:
    """Do one job of these kinds that is due, the first kinds first; False when there is none.

    Raises only when the database cannot be told what came of it: the lease runs out then, and the job comes again.
    """
    lease = claim(deployment.database, [duty.kind for duty in duties])
    if lease is None:
        return False
    duty = next(one for one in duties if one.kind is lease.kind)
    try:
        _do(deployment, duty, lease)
    except LeaseLost:
        log.warning("lease lost", kind=duty.kind.value)
    return True


def _do(deployment: Deployment, duty: Duty, lease: Lease) -> None:
    if lease.faults >= MOST_FAULTS and not duty.recurring:
        _give_up(duty, lease, lease.reason or DIED)
        return
    try:
        with lease.beating():
            duty.work(deployment, lease)
            if not lease.ended:  # there was nothing left to do
                with lease.finish():
                    pass
    except LeaseLost:
        raise
    except Exception as error:
        OUTAGES.met(duty.kind.value, error)
        _put_back(duty, lease, error)
    else:
        OUTAGES.over(duty.kind.value)


def _put_back(duty: Duty, lease: Lease, error: Exception) -> None:
    cause = cause_of(error)
    faults = lease.faults + (not cause.passes)
    spent = faults >= MOST_FAULTS or lease.attempts >= min(duty.most or cause.most, cause.most)
    if spent and not duty.recurring:
        _give_up(duty, lease, told(error), faults)
        return
    with lease.finish(JobStatus.WAITING, reason=told(error), due_at=_next_look(duty, lease), faults=faults):
        pass


def _give_up(duty: Duty, lease: Lease, reason: str, faults: int = MOST_FAULTS) -> None:
    """Give the job up, and let its room say so where it is read; a room that cannot does not bring the job back.

    What is only away while that is written is waited for, as long again as its cause allows.
    """
    try:
        with lease.finish(JobStatus.FAILED, reason=reason, faults=faults) as session:
            duty.gave_up(session, lease.subject)
    except LeaseLost:
        raise
    except Exception as error:
        OUTAGES.met(duty.kind.value, error)
        cause = cause_of(error)
        away = cause.passes and lease.attempts < 2 * cause.most
        status, due_at = (JobStatus.WAITING, _next_look(duty, lease)) if away else (JobStatus.FAILED, None)
        with lease.finish(status, reason=reason, due_at=due_at, faults=max(faults, MOST_FAULTS)):
            pass


def _next_look(duty: Duty, lease: Lease) -> datetime:
    return clock.now() + duty.pause_after(lease.attempts)


def enrol_recurring(deployment: Deployment, duties: Sequence[Duty]) -> None:
    """See to it that every recurring duty has its one row."""
    with deployment.database.reading() as session:
        known = set(session.scalars(select(Job.kind).where(Job.subject_id.is_(None))))
    missing = [duty for duty in duties if duty.recurring and duty.kind.value not in known]
    if missing:
        _enrol(deployment, missing)


def _enrol(deployment: Deployment, duties: Sequence[Duty]) -> None:
    with deployment.database.writing() as session:
        for duty in duties:
            now = clock.now()
            facts = {"id": new_id(), "kind": duty.kind.value, "status": JobStatus.WAITING}
            counts = {"attempts": 0, "faults": 0, "done": 0, "total": 0}
            row = facts | counts | {"enqueued_at": now, "due_at": now}
            session.execute(insert_unless_there(session, Job, **row))


class Outages:
    """Says once that something is away, by its class, and once that it is back, with how often it was met meanwhile."""

    def __init__(self) -> None:
        """Begin with no outage met."""
        self._met: dict[str, tuple[Cause, int]] = {}
        self._lock = Lock()

    def met(self, kind: str, error: Exception) -> None:
        """Note an error of one kind of work: said the first time, then counted; a fault of the program is always said."""
        cause = cause_of(error)
        if not cause.passes:
            log_fault(error)
            return
        with self._lock:
            known, count = self._met.get(kind, (None, 0))
            self._met[kind] = (cause, count + 1)
        if known is not cause:
            log.warning("away", code=cause.value, kind=kind, fault=type(error).__name__)

    def over(self, kind: str) -> None:
        """Note that this kind of work goes again."""
        with self._lock:
            found = self._met.pop(kind, None)
        if found is not None:
            log.warning("back", code=found[0].value, kind=kind, count=found[1])


OUTAGES = Outages()
