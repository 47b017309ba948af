"""核对表 of an import: asked for at the desk, drawn once by the worker, kept sealed beside the file, and given back."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.sealing import opened_bytes, seal_bytes
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.rolls.imports.annotated import annotated
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.procedures import PROCEDURES, Procedures
from service.rolls.imports.queries import import_in_reach, preview_rows
from service.rolls.imports.reader import read_cells
from service.rolls.imports.table import find_table

FAULT = "核对表生成时出了故障，不用重新申请。系统管理员能看到，处理后会继续生成。预览不受影响，可以先确认或者放弃。"


def ask(session: Session, actor: Actor, import_id: UUID) -> None:
    """Have the annotated table drawn (生成核对表), for who uploaded the file; asked for twice it is drawn once.

    Raises NOT_FOUND, IMPORT_NOT_READY, IMPORT_GONE.
    """
    import_ = _own(session, actor, import_id)
    if import_.annotated_asked_at is None:
        import_.annotated_asked_at = clock.now()
        enqueue(session, JobKind.ANNOTATE, import_.id)
        _record(session, actor, "draw", import_)


def annotate(session: Session, actor: Actor, import_id: UUID) -> tuple[str, bytes]:
    """Name and content of the annotated table (下载核对表), for who uploaded the file; noted in the log.

    It holds full numbers, so nobody gets one that he did not hand in himself. Raises as ``ask``, and
    ANNOTATED_NOT_READY.
    """
    import_ = _own(session, actor, import_id)
    drawn = opened_bytes(import_, "annotated")
    if drawn is None:
        raise Refusal("ANNOTATED_NOT_READY")
    _record(session, actor, "annotate", import_)
    union_name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", import_.union.name)
    return f"核对表-{union_name}-{clock.today().isoformat()}.xlsx", drawn


def _own(session: Session, actor: Actor, import_id: UUID) -> Import:
    """The actor's own upload, locked, while its preview waits; a result of the province is not corrected here."""
    import_ = import_in_reach(session, actor, import_id, lock=True)
    if import_.uploaded_by != actor.id or import_.kind not in PROCEDURES:
        raise Refusal("NOT_FOUND")
    if import_.status is ImportStatus.UPLOADED:
        raise Refusal("IMPORT_NOT_READY")
    if import_.status is not ImportStatus.PREVIEWED:
        raise Refusal("IMPORT_GONE")
    return import_


def draw(deployment: Deployment, lease: Lease, procedures: Procedures) -> None:
    """Draw the table and keep it sealed; whatever fails meanwhile, file and preview stay.

    A file that was read again, written or given up meanwhile keeps nothing of it.
    """
    with deployment.database.reading() as session:
        import_ = session.get_one(Import, lease.subject)
        asked_at, data = import_.annotated_asked_at, opened_bytes(import_, "file")
        if asked_at is None or data is None:
            return
        rows = preview_rows(import_)
    form = procedures[import_.kind].form
    drawn = annotated(find_table(read_cells(data), form), rows, f"导入编号 {lease.subject}")
    with lease.finish() as session:
        same = select(Import).where(Import.id == lease.subject, Import.annotated_asked_at == asked_at)
        found = session.scalars(same.with_for_update()).one_or_none()
        if found is not None:
            seal_bytes(session, found, "annotated", drawn)
            if found.failure == FAULT:
                found.failure = None


def gave_up(session: Session, import_id: UUID) -> None:
    """Tell who asked that the program failed again and again; the table waits for the administrator."""
    import_ = session.get_one(Import, import_id, with_for_update=True)
    if import_.status is ImportStatus.PREVIEWED and import_.annotated_sealed is None:
        import_.failure = FAULT


def _record(session: Session, actor: Actor, act: str, import_: Import) -> None:
    session.flush()
    details: dict[str, int | str] = {"file_hash": import_.file_hash.hex()}
    record(session, actor, f"import:{act}", "import", import_.id, union_id=import_.union_id, details=details)
