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
from service.rolls.imports.models import MOVES, Import, ImportStatus, Stage
from service.rolls.imports.preview import forget
from service.rolls.imports.procedures import PROCEDURES, Change, Procedures
from service.rolls.imports.progress import Progress
from service.rolls.imports.queries import import_in_reach, preview_rows
from service.rolls.imports.verdicts import taken_off


def apply_claimed(database: Database, import_id: UUID, procedures: Procedures = PROCEDURES) -> None:
    """Write what the preview promised, in the name of who confirmed it; else nothing, and the page says why."""
    try:
        _write(database, import_id, _prepared(database, import_id, procedures))
    except Refusal as refusal:
        _hand_back(database, import_id, refusal)
    except IntegrityError:  # somebody entered the same person or unit meanwhile
        _hand_back(database, import_id, Refusal("IMPORT_OUTDATED"))
    except Exception:
        _hand_back(database, import_id, Refusal("IMPORT_FAULT"))
        raise


def _prepared(database: Database, import_id: UUID, procedures: Procedures) -> Change:
    """The change, sealed and ready; raises IMPORT_OUTDATED when the register is not what the preview saw."""
    with database.reading() as session:
        import_ = session.get_one(Import, import_id, options=[joinedload(Import.union)])
        rows = preview_rows(import_)
        progress = Progress(database, import_id, len(rows))
        previewed = taken_off(rows)
        compare = procedures[import_.kind].compare
        compared = compare(session, import_, rows, progress.during(Stage.COMPARING, session))
        if [row.finding for row in rows] != previewed:
            raise Refusal("IMPORT_OUTDATED")
        change = compared.prepare(session, progress.during(Stage.SEALING, session))
        progress.during(Stage.WRITING, session)
    return change


def _write(database: Database, import_id: UUID, change: Change) -> None:
    with database.writing() as session:
        import_ = _still_ordered(session, import_id)
        if import_ is None:
            return  # another worker was faster after the lease
        actor = _confirmer(session, import_)
        change.apply(session, actor)
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


def _hand_back(database: Database, import_id: UUID, refusal: Refusal) -> None:
    """Nothing was written: an outdated file is read again, any other waits to be confirmed again."""
    with database.writing() as session:
        import_ = _still_ordered(session, import_id)
        if import_ is not None:
            move(import_, "reread" if refusal.code == "IMPORT_OUTDATED" else "hand_back", MOVES)
            import_.failure = (refusal.message + refusal.next)[:200]
            import_.claimed_at = import_.stage = None
