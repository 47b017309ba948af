"""Read an uploaded file in the background and leave a preview of what it would change."""

from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.db import AT_ONCE, Database
from service.ground.errors import Refusal
from service.ground.moves import move
from service.ground.sealing import destroy_key, opened_bytes, seal_bytes
from service.register.deployment import Deployment
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobStatus
from service.rolls.imports.archive import FileRefused
from service.rolls.imports.models import MOVES, Import, ImportStatus, Stage
from service.rolls.imports.procedures import Procedures
from service.rolls.imports.progress import Progress
from service.rolls.imports.reader import read_cells
from service.rolls.imports.table import find_table
from service.rolls.imports.verdicts import JudgedRow, counted, packed

FAULT = "读取时出了故障，文件还在，不用重新上传。系统管理员能看到，处理后会继续读取。"


def read(deployment: Deployment, lease: Lease, procedures: Procedures) -> None:
    """Read, judge, compare, and keep the preview.

    Only a file that cannot be read ends here, with its reason; whatever else fails, the file and its key stay.
    """
    try:
        rows, absent = _compared(deployment.database, lease, procedures)
    except Refusal as refusal:
        with lease.finish(JobStatus.REFUSED, reason=refusal.message[:200]) as session:
            _fail(session, lease.subject, refusal)
    else:
        with lease.finish() as session:
            _keep(session, lease.subject, rows, absent)


def _compared(database: Database, lease: Lease, procedures: Procedures) -> tuple[list[JudgedRow], int]:
    """Every row of the file with its finding; no transaction stays open while progress is committed."""
    with database.reading() as session:
        import_ = session.get_one(Import, lease.subject, options=[joinedload(Import.union)])
        if import_.status is not ImportStatus.UPLOADED:
            return [], 0  # given up meanwhile
        data = opened_bytes(import_, "file") or b""
    procedure = procedures[import_.kind]
    try:
        table = find_table(read_cells(data), procedure.form).rows
    except FileRefused as fault:
        raise Refusal("FILE_UNREADABLE", reason=str(fault)) from None
    progress = Progress(database, lease, len(table))
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


def _keep(session: Session, import_id: UUID, rows: list[JudgedRow], absent: int) -> None:
    import_ = _unless_discarded(session, import_id)
    if import_ is not None:
        move(import_, "preview", MOVES)
        import_.counts = counted(rows, absent)
        import_.done = import_.total = len(rows)
        import_.stage = None
        if import_.failure == FAULT:
            import_.failure = None
        _forget_annotated(import_)  # it was drawn from the preview before
        seal_bytes(session, import_, "preview", packed(rows))


def _fail(session: Session, import_id: UUID, refusal: Refusal) -> None:
    import_ = _unless_discarded(session, import_id)
    if import_ is not None:
        move(import_, "fail", MOVES)
        import_.failure, import_.stage = (refusal.message + refusal.next)[:200], None
        forget(session, import_)


def gave_up(session: Session, import_id: UUID) -> None:
    """Tell who uploaded the file that the program failed again and again; it waits for the administrator."""
    import_ = _unless_discarded(session, import_id)
    if import_ is not None:
        import_.failure, import_.stage = FAULT, None


def _unless_discarded(session: Session, import_id: UUID) -> Import | None:
    """The import, locked; None when it was given up while it was read."""
    locked = select(Import).where(Import.id == import_id, Import.status == ImportStatus.UPLOADED)
    return session.scalars(locked.with_for_update()).one_or_none()


def forget(session: Session, import_: Import) -> None:
    """Clear the file, its preview and its annotated table, and destroy their key, in backups too."""
    _forget_annotated(import_)
    import_.file_sealed = import_.preview_sealed = None
    destroy_key(session, import_.id)


def _forget_annotated(import_: Import) -> None:
    import_.annotated_sealed = import_.annotated_asked_at = None
