"""Reads about jobs, for whoever looks after the service: which kind and why, never about whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.jobs.leases import free
from service.register.jobs.models import Job, JobKind, JobStatus

FAILED_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Queue:
    """How many jobs of some kinds wait, run, failed or could not be done; since when the oldest is due."""

    waiting: int
    running: int
    failed: int
    refused: int
    oldest: datetime | None


def queues(session: Session) -> Mapping[str, Queue]:
    """The counts of every kind that has jobs, in one query."""
    due = free()
    under_way = and_(Job.status.in_([JobStatus.RUNNING, JobStatus.WAITING]), ~due)
    recent = Job.finished_at > clock.now() - FAILED_WITHIN
    counted = select(
        Job.kind,
        func.count().filter(due),
        func.count().filter(under_way),
        func.count().filter(Job.status == JobStatus.FAILED),
        func.count().filter(Job.status == JobStatus.REFUSED, recent),
        func.min(Job.due_at).filter(due),
    ).where(Job.status != JobStatus.DONE)
    rows = session.execute(counted.group_by(Job.kind))
    return {
        kind: Queue(waiting, running, failed, refused, oldest)
        for kind, waiting, running, failed, refused, oldest in rows
    }


def together(queues: Mapping[str, Queue], kinds: Iterable[JobKind]) -> Queue:
    """The counts of several kinds, added up."""
    found = [queues[kind.value] for kind in kinds if kind.value in queues]
    return Queue(
        sum(one.waiting for one in found),
        sum(one.running for one in found),
        sum(one.failed for one in found),
        sum(one.refused for one in found),
        min((one.oldest for one in found if one.oldest), default=None),
    )


def jobs_listed(session: Session, start: int, size: int) -> Sequence[Job]:
    """What failed first, then what waits for its next attempt, what runs, what waits; not what comes again in order."""
    place = case(
        (Job.status == JobStatus.FAILED, 0),
        (and_(Job.status == JobStatus.WAITING, Job.reason.is_not(None)), 1),
        (Job.status == JobStatus.RUNNING, 2),
        (Job.status == JobStatus.WAITING, 3),
        else_=4,
    )
    recent = and_(Job.status == JobStatus.REFUSED, Job.finished_at > clock.now() - FAILED_WITHIN)
    of_rows = and_(Job.subject_id.is_not(None), Job.status != JobStatus.DONE)
    shown = or_(
        and_(of_rows, Job.status != JobStatus.REFUSED),
        recent,
        and_(Job.subject_id.is_(None), Job.reason.is_not(None)),
    )
    rows = select(Job).where(shown).order_by(place, Job.due_at, Job.id)
    return session.scalars(rows.offset(start).limit(size)).all()


def failed_jobs(session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """The jobs about these rows that were given up and may be tried again."""
    failed = select(Job.subject_id, Job.id).where(
        Job.subject_id.in_(subjects), Job.status == JobStatus.FAILED
    )
    return {subject: job for subject, job in session.execute(failed) if subject is not None}
