"""Read an uploaded file in the background and leave a preview of what it would change."""

from datetime import timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.db import AT_ONCE, Database
from service.ground.errors import Refusal
from service.ground.moves import move
from service.ground.sealing import destroy_key, opened_bytes, seal_bytes
from service.rolls.imports.archive import FileRefused
from service.rolls.imports.models import MOVES, Import, ImportStatus, Stage
from service.rolls.imports.procedures import PROCEDURES, Procedures
from service.rolls.imports.progress import Progress
from service.rolls.imports.reader import read_cells
from service.rolls.imports.table import find_table
from service.rolls.imports.verdicts import JudgedRow, counted, packed

LEASE = timedelta(
    minutes=2
)  # a worker that died leaves the file to the next one after this; reports renew it


def claim_next(database: Database, status: ImportStatus, procedures: Procedures = PROCEDURES) -> UUID | None:
    """Take the oldest file of this state and a known kind that nobody works on; of two workers only one gets it."""
    free = or_(Import.claimed_at.is_(None), Import.claimed_at < clock.now() - LEASE)
    with database.writing() as session:
        oldest = (
            select(Import)
            .where(Import.status == status, Import.kind.in_(list(procedures)), free)
            .order_by(Import.uploaded_at, Import.id)
            .limit(1)
        )
        found = session.scalars(oldest.with_for_update(skip_locked=True)).one_or_none()
        if found is None:
            return None
        found.claimed_at = clock.now()
        return found.id


def read_claimed(database: Database, import_id: UUID, procedures: Procedures = PROCEDURES) -> None:
    """Read, judge, compare, and keep the preview; a file that cannot be read is failed with the reason."""
    try:
        rows, absent = _compared(database, import_id, procedures)
    except Refusal as refusal:
        _fail(database, import_id, refusal)
    except Exception:
        _fail(database, import_id, Refusal("FILE_UNREADABLE", reason="读取时出了故障。"))
        raise
    else:
        _keep(database, import_id, rows, absent)


def _compared(database: Database, import_id: UUID, procedures: Procedures) -> tuple[list[JudgedRow], int]:
    """Every row of the file with its finding; no transaction stays open while progress is committed."""
    with database.reading() as session:
        import_ = session.get_one(Import, import_id, options=[joinedload(Import.union)])
        data = opened_bytes(import_, "file") or b""
    procedure = procedures[import_.kind]
    try:
        table = find_table(read_cells(data), procedure.form).rows
    except FileRefused as fault:
        raise Refusal("FILE_UNREADABLE", reason=str(fault)) from None
    progress = Progress(database, import_id, len(table))
    rows: list[JudgedRow] = []
    with database.reading() as session:
        judging = procedure.judge(session, import_, table)
        report = progress.during(Stage.READING, session)
        while part := list(islice(judging, AT_ONCE)):
            rows += part
            report(len(rows))
        report = progress.during(Stage.COMPARING, session)
        absent = procedure.compare(session, import_, rows, report).absent
    return rows, absent


def _keep(database: Database, import_id: UUID, rows: list[JudgedRow], absent: int) -> None:
    with database.writing() as session:
        import_ = _unless_discarded(session, import_id)
        if import_ is not None:
            move(import_, "preview", MOVES)
            import_.counts = counted(rows, absent)
            import_.done = import_.total = len(rows)
            import_.stage = None
            seal_bytes(session, import_, "preview", packed(rows))


def _fail(database: Database, import_id: UUID, refusal: Refusal) -> None:
    with database.writing() as session:
        import_ = _unless_discarded(session, import_id)
        if import_ is not None:
            move(import_, "fail", MOVES)
            import_.failure, import_.stage = (refusal.message + refusal.next)[:200], None
            forget(session, import_)


def _unless_discarded(session: Session, import_id: UUID) -> Import | None:
    """The import, locked; None when it was given up while it was read."""
    locked = select(Import).where(Import.id == import_id, Import.status == ImportStatus.UPLOADED)
    return session.scalars(locked.with_for_update()).one_or_none()


def forget(session: Session, import_: Import) -> None:
    """Clear the file and its preview, and destroy the key that sealed them, in backups too."""
    import_.file_sealed = import_.preview_sealed = None
    destroy_key(session, import_.id)
