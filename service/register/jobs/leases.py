"""租期: a job belongs to who claimed it while he renews it; whoever lost it can finish nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, or_, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database, new_id
from service.register.jobs.models import Job, JobKind, JobStatus

LEASE = timedelta(seconds=30)  # a worker that died leaves its job to the next one after this
BEAT_SECONDS = 5.0
DIED = "后台进程做到一半停了"


class LeaseLost(Exception):
    """Somebody else holds the job now, or has done it: what was about to be written is not written."""


@dataclass
class Lease:
    """One job in hand, by a token of this attempt."""

    database: Database
    job_id: UUID
    kind: JobKind
    subject_id: UUID | None
    attempts: int
    faults: int
    reason: str | None
    holder: UUID = field(default_factory=new_id)
    ended: bool = False
    _still: Event = field(default_factory=Event, repr=False)

    @property
    def subject(self) -> UUID:
        """The row that the job is about."""
        assert self.subject_id is not None
        return self.subject_id

    @contextmanager
    def finish(
        self,
        status: JobStatus = JobStatus.DONE,
        *,
        reason: str | None = None,
        due_at: datetime | None = None,
        **counts: int,
    ) -> Iterator[Session]:
        """The one transaction that ends this attempt, together with what it writes; raises LeaseLost.

        The row is changed first, on condition that it is still held: from then on nobody else can take it.
        """
        self._still.set()
        with self.database.writing() as session:
            over = status not in (JobStatus.WAITING, JobStatus.RUNNING)
            self._change(
                session,
                status=status,
                holder=None,
                leased_until=None,
                reason=reason,
                due_at=due_at or Job.due_at,
                finished_at=clock.now() if over else None,
                **counts,
            )
            yield session
        self.ended = True

    def report(self, session: Session, done: int, total: int) -> None:
        """Note how far the work is, in a transaction of the caller's; raises LeaseLost."""
        self._change(session, done=done, total=total, leased_until=clock.now() + LEASE)

    def _change(self, session: Session, **values: object) -> None:
        mine = (Job.id == self.job_id) & (Job.holder == self.holder)
        if session.scalar(update(Job).where(mine).values(**values).returning(Job.id)) is None:
            raise LeaseLost

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Renew the lease every few seconds beside the work, whatever the work waits for."""
        Thread(target=self._beat, name="lease", daemon=True).start()
        try:
            yield
        finally:
            self._still.set()

    def _beat(self) -> None:
        while not self._still.wait(BEAT_SECONDS):
            try:
                with self.database.writing() as session:
                    self._change(session, leased_until=clock.now() + LEASE)
            except LeaseLost:
                return
            except Exception:  # noqa: S112 - the database is away: the work will meet it too, and say so
                continue


def claim(database: Database, kinds: Sequence[JobKind]) -> Lease | None:
    """Take the job that is due, of the first of these kinds that has one, the oldest first; None when none is due.

    Of two workers at once one gets it. A lease that ran out counts as a fault: its worker died.
    """
    with database.reading() as session:
        if session.scalars(_due(kinds).with_only_columns(Job.id)).first() is None:
            return None
    with database.writing() as session:
        found = session.scalars(_due(kinds).with_for_update(skip_locked=True)).first()
        if found is None:
            return None
        if found.status is JobStatus.RUNNING:
            found.faults, found.reason = found.faults + 1, DIED
        found.attempts += 1
        kind = JobKind(found.kind)
        lease = Lease(database, found.id, kind, found.subject_id, found.attempts, found.faults, found.reason)
        found.status, found.holder = JobStatus.RUNNING, lease.holder
        found.leased_until = clock.now() + LEASE
    return lease


def _due(kinds: Sequence[JobKind]) -> Select[Job]:
    rank = case({kind.value: place for place, kind in enumerate(kinds)}, value=Job.kind)
    of_these = select(Job).where(Job.kind.in_([kind.value for kind in kinds]), free())
    return of_these.order_by(rank, Job.due_at, Job.id).limit(1)


def free() -> ColumnElement[bool]:
    """The condition that a job may be claimed: it waits and is due, or its lease ran out."""
    now = clock.now()
    waiting = (Job.status == JobStatus.WAITING) & (Job.due_at <= now)
    return or_(waiting, (Job.status == JobStatus.RUNNING) & (Job.leased_until <= now))
