"""Write a job with the change that it follows from; let a failed one try again; forget what is long done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.models import Job, JobKind, JobStatus

DONE_KEPT, FAILED_KEPT = timedelta(days=7), timedelta(days=30)
AT_ONCE = 1000
OPEN = (JobStatus.WAITING, JobStatus.RUNNING, JobStatus.FAILED)


def enqueue(session: Session, kind: JobKind, subject_id: UUID, due_at: datetime | None = None) -> None:
    """Have something done later about a row, in the transaction of the change: both are kept, or neither.

    Said twice it is looked at twice, and the second look finds nothing to do.
    """
    session.add(Job(id=new_id(), kind=kind.value, subject_id=subject_id, due_at=due_at or clock.now()))


def enqueue_forgotten(deployment: Deployment, waiting: Mapping[JobKind, Select[UUID]]) -> bool:
    """Enqueue rows that wait although no job is about them: an older version wrote them. Whether there were any."""
    with deployment.database.writing() as session:
        found = [
            (kind, subject_id)
            for kind, rows in waiting.items()
            for subject_id in session.scalars(_without_job(kind, rows))
        ]
        for kind, subject_id in found:
            enqueue(session, kind, subject_id)
    return bool(found)


def _without_job(kind: JobKind, rows: Select[UUID]) -> Select[UUID]:
    (column,) = rows.selected_columns
    known = select(Job.id).where(Job.kind == kind.value, Job.subject_id == column, Job.status.in_(OPEN))
    return rows.where(~known.exists()).limit(AT_ONCE)


def again(session: Session, actor: Actor, job_id: UUID) -> Job:
    """Let a job that failed, or waits for its next attempt, try at once (再试一次). Raises NOT_FOUND, MOVE_NOT_ALLOWED."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise Refusal("NOT_FOUND")
    if job.status not in (JobStatus.FAILED, JobStatus.WAITING):
        raise Refusal("MOVE_NOT_ALLOWED", action="再试一次", state=job.status.label)
    job.status, job.due_at, job.finished_at = JobStatus.WAITING, clock.now(), None
    job.attempts = job.faults = 0
    record(session, actor, "job:repeat", "job", job.id, details={"kind": job.kind})
    return job


def forget_jobs(deployment: Deployment) -> bool:
    """Delete jobs that were done a week ago, or given up a month ago, a thousand at once; whether there were any."""
    with deployment.database.writing() as session:
        over = Job.status.in_([JobStatus.DONE, JobStatus.REFUSED])
        old = (over & (Job.finished_at < clock.now() - DONE_KEPT)) | (
            (Job.status == JobStatus.FAILED) & (Job.finished_at < clock.now() - FAILED_KEPT)
        )
        found = list(session.scalars(select(Job.id).where(old).limit(AT_ONCE)))
        session.execute(delete(Job).where(Job.id.in_(found)))
    return bool(found)
