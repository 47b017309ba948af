"""Write a confirmed file into the register: compare and seal without a lock, then all or nothing in one transaction."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.moves import move
from service.register.access.actors import staff_actor
from service.register.access.models import Actor
from service.register.accounts.models import Staff
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind, JobStatus
from service.rolls.imports.models import MOVES, Import, ImportStatus, Stage
from service.rolls.imports.preview import forget
from service.rolls.imports.procedures import Procedures, RegisterChange
from service.rolls.imports.progress import Progress
from service.rolls.imports.queries import import_in_reach, preview_rows
from service.rolls.imports.verdicts import taken_off

ATTEMPTS = 3


def write(deployment: Deployment, lease: Lease, procedures: Procedures) -> None:
    """Write what the preview promised, in the name of who confirmed it; else nothing, and the page says why.

    What is away is waited for, and the order stands. Who was entered by somebody else in between is compared anew: to
    hand the file back would tell that there is somebody.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            change = _prepared(deployment.database, lease, procedures)
            if change is None:
                return  # written already, or handed back
            with lease.finish() as session:
                _write(session, lease.subject, change)
        except Refusal as refusal:
            _refused(lease, refusal)
        except IntegrityError:  # somebody entered the same person or unit meanwhile
            if attempt < ATTEMPTS:
                continue
            _refused(lease, Refusal("IMPORT_OUTDATED"))
        return


def _prepared(database: Database, lease: Lease, procedures: Procedures) -> RegisterChange | None:
    """The change, sealed and ready; raises IMPORT_OUTDATED when the register is not what the preview saw."""
    with database.reading() as session:
        import_ = session.get_one(Import, lease.subject, options=[joinedload(Import.union)])
        if import_.status is not ImportStatus.CONFIRMING:
            return None
        rows = preview_rows(import_)
        progress = Progress(database, lease, len(rows))
        previewed = taken_off(rows)
        compare = procedures[import_.kind].compare
        compared = compare(session, import_, rows, progress.during(Stage.COMPARING, session))
        if [row.finding for row in rows] != previewed:
            raise Refusal("IMPORT_OUTDATED")
        change = compared.prepare(session, progress.during(Stage.SEALING, session))
        progress.during(Stage.WRITING, session)
    return change


def _write(session: Session, import_id: UUID, change: RegisterChange) -> None:
    import_ = _still_ordered(session, import_id)
    if import_ is None:
        return
    actor = _confirmer(session, import_)
    import_.counts = {**import_.counts, **change.apply(session, actor)}
    move(import_, "apply", MOVES)
    import_.applied_at, import_.stage = clock.now(), None
    forget(session, import_)
    session.flush()
    union_id, counts = import_.union_id, import_.counts
    record(session, actor, "import:confirm", "import", import_id, union_id=union_id, details=counts)


def _confirmer(session: Session, import_: Import) -> Actor:
    """Who confirmed, with the rights of this moment; raises IMPORT_NOT_ALLOWED when they have ended since."""
    staff = session.get(Staff, import_.confirmed_by) if import_.confirmed_by else None
    actor = staff_actor(session, staff) if staff and staff.disabled_at is None else Actor()
    try:
        import_in_reach(session, actor, import_.id)
    except Refusal:
        raise Refusal("IMPORT_NOT_ALLOWED") from None
    return actor


def _still_ordered(session: Session, import_id: UUID) -> Import | None:
    """The import, locked; None when it has been written already."""
    ordered = select(Import).where(Import.id == import_id, Import.status == ImportStatus.CONFIRMING)
    return session.scalars(ordered.with_for_update()).one_or_none()


def _refused(lease: Lease, refusal: Refusal) -> None:
    with lease.finish(JobStatus.REFUSED, reason=refusal.message[:200]) as session:
        _hand_back(session, lease.subject, refusal)


def gave_up(session: Session, import_id: UUID) -> None:
    """Hand the file back when the program failed again and again: nothing was written, it waits to be confirmed again."""
    _hand_back(session, import_id, Refusal("IMPORT_FAULT"))


def _hand_back(session: Session, import_id: UUID, refusal: Refusal) -> None:
    """Nothing was written: an outdated file is read again, any other waits to be confirmed again."""
    import_ = _still_ordered(session, import_id)
    if import_ is None:
        return
    outdated = refusal.code == "IMPORT_OUTDATED"
    move(import_, "reread" if outdated else "hand_back", MOVES)
    import_.failure, import_.stage = (refusal.message + refusal.next)[:200], None
    if outdated:
        enqueue(session, JobKind.PREVIEW, import_id)
