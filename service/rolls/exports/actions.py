"""导出: ask for a file with a purpose, take the request back, have the file made; gone after a day."""

from functools import partial
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.limits import LIMITS, take
from service.ground.moves import move
from service.ground.sealing import destroy_key
from service.register.access.models import SYSTEM, Actor
from service.register.access.purpose import stated_purpose
from service.register.access.queries import reached_union
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty, work_next
from service.register.unions.models import Union
from service.rolls.exports.binding import bind
from service.rolls.exports.contents import sources_of
from service.rolls.exports.making import DRAWINGS, Drawings, fail_forgotten, gave_up, make
from service.rolls.exports.models import MOVES, Export, ExportKind, ExportStatus
from service.rolls.exports.queries import NEEDED, own_export
from service.rolls.exports.trail import note
from service.rolls.snapshots.models import Snapshot


def request(
    session: Session,
    actor: Actor,
    kind: ExportKind,
    union: Union,
    purpose: str,
    snapshot: Snapshot | None = None,
) -> Export:
    """Ask for a file; who, what for and of which union stands in the audit log before there is a file.

    With a ``snapshot`` it is the file as it was then (封存), for ever the same.

    The rosters of more than one union then wait for a second person. Raises NOT_FOUND out of reach,
    PURPOSE_MISSING, TOO_OFTEN, EXPORT_QUOTA.
    """
    reached = reached_union(session, actor, NEEDED[kind], union.id)
    reason = stated_purpose(purpose)
    if actor.id is None or not take(session, "export.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    export = Export(
        id=new_id(),
        kind=kind,
        union_id=reached.id,
        union=reached,
        snapshot_id=snapshot.id if snapshot else None,
        snapshot=snapshot,
        requested_by=actor.id,
        purpose=reason,
    )
    if export.bulk:
        export.status = ExportStatus.REQUESTED
    elif kind is ExportKind.ROSTER:
        _take_rows(session, actor.id, export)
    session.add(export)
    if export.status is not ExportStatus.REQUESTED:
        enqueue(session, JobKind.EXPORT, export.id)
    session.flush()
    bind(session, export)
    note(session, actor, "request", export)
    return export


def _take_rows(session: Session, staff_id: UUID, export: Export) -> None:
    """What one person takes out alone is limited by the day, or the county would leave union by union."""
    rows = sum(source.members for source in sources_of(session, export))
    if not take(session, "export.rows", staff_id.hex, rows):
        raise Refusal("EXPORT_QUOTA", limit=LIMITS["export.rows"].size)


def withdraw(session: Session, actor: Actor, export_id: UUID) -> Export:
    """Take a request back that nobody has decided yet; raises NOT_FOUND, MOVE_NOT_ALLOWED."""
    export = own_export(session, actor, export_id, lock=True)
    move(export, "withdraw", MOVES)
    destroy_key(session, export.id)
    note(session, actor, "withdraw", export)
    return export


def making(drawings: Drawings) -> Duty:
    """Making files that ``drawings`` can draw."""
    return Duty(JobKind.EXPORT, partial(make, drawings=drawings), gave_up)


def make_next(deployment: Deployment, drawings: Drawings = DRAWINGS) -> bool:
    """Make the oldest file asked for, in transactions of its own; False when none waits."""
    return work_next(deployment, (making(drawings),))


def unmade() -> Select[Export]:
    """Requests that wait for the worker."""
    return select(Export).where(Export.status == ExportStatus.WAITING)


def expire_old(deployment: Deployment) -> bool:
    """Destroy the keys of files older than a day, and end what failed for a day; False when there was none."""
    with deployment.database.writing() as session:
        due = select(Export).where(Export.status == ExportStatus.READY, Export.expires_at <= clock.now())
        old = session.scalars(due.limit(100).with_for_update(skip_locked=True)).all()
        for export in old:
            move(export, "expire", MOVES)
            export.file_sealed = export.password_sealed = None
            destroy_key(session, export.id)
            note(session, SYSTEM, "expire", export)
        return fail_forgotten(session) or bool(old)
