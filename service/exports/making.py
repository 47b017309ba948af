"""Make the file that was asked for, in the background, and seal it."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from service import clock
from service.access.models import SYSTEM
from service.audit.log import record
from service.config import Settings
from service.db import Database
from service.deployment import Deployment
from service.errors import Refusal
from service.exports.contents import LEAVES, heading_and_lines, sources, union_rows
from service.exports.models import Export, ExportKind, ExportStatus
from service.rosters.sheets import add_roster, roster_annex
from service.sealing import seal_bytes
from service.unions.sheets import union_annex
from service.workbook import Annex, Book, Column

LEASE = timedelta(minutes=30)  # a maker that died leaves the file to the next one after this
KEPT = timedelta(hours=24)
INDEX = Annex(
    "花名册目录",
    (Column("工会名称", 44), Column("版本", 24), Column("截止日", 13), Column("会员人数", 11)),
    "备注：每个工会一张表；有确认过的花名册的，导出最近一版，没有的，导出现有会员。",
)


def claim_next(database: Database) -> UUID | None:
    """Take the oldest request that nobody works on; of two workers at once only one gets it."""
    free = or_(Export.claimed_at.is_(None), Export.claimed_at < clock.now() - LEASE)
    waiting = select(Export).where(Export.status == ExportStatus.WAITING, free)
    with database.writing() as session:
        oldest = waiting.order_by(Export.requested_at, Export.id).limit(1)
        found = session.scalars(oldest.with_for_update(skip_locked=True)).one_or_none()
        if found is None:
            return None
        found.claimed_at = clock.now()
        return found.id


def make_claimed(deployment: Deployment, export_id: UUID) -> None:
    """Draw the file, then keep it sealed for a day; its SHA-256 goes into the audit log."""
    database = deployment.database
    try:
        data = _drawn(deployment, export_id)
    except Refusal as refusal:
        _fail(database, export_id, refusal.message)
    except Exception:
        _fail(database, export_id, "生成时出了故障。")
        raise
    else:
        _keep(database, export_id, data)


def _drawn(deployment: Deployment, export_id: UUID) -> bytes:
    database = deployment.database
    with database.reading() as session:
        export = session.get_one(Export, export_id, options=[joinedload(Export.union)])
    draw = {ExportKind.ROSTER: _draw_rosters, ExportKind.UNIONS: _draw_unions}[export.kind]
    # A print names its export, so that a stray copy can be traced to who asked for it and why.
    book = Book(f"导出编号 {export.id}", lambda done: _report(database, export.id, done=done))
    draw(database, deployment.settings, export, book)
    return book.finish()


def _draw_rosters(database: Database, settings: Settings, export: Export, book: Book) -> None:
    """One sheet per union; more than one union get a table of contents first."""
    with database.reading() as session:
        wanted = sources(session, export.union)
    _report(database, export.id, total=sum(source.members for source in wanted))
    if export.union.kind not in LEAVES:
        book.add("目录", INDEX, (source.index_row() for source in wanted))
    annex = roster_annex(settings.county_name, settings.county_phone)
    for source in wanted:
        # Read whole and closed before drawing: progress is committed while it is drawn.
        with database.reading() as session:
            heading, lines = heading_and_lines(session, source)
        name = "花名册" if export.union.kind in LEAVES else source.name
        add_roster(book, annex, name, heading, lines)


def _draw_unions(database: Database, settings: Settings, export: Export, book: Book) -> None:
    with database.reading() as session:
        rows = list(union_rows(session, export.union))
    _report(database, export.id, total=len(rows))
    book.add("汇总表", union_annex(settings.county_name, settings.county_phone), rows)


def _report(database: Database, export_id: UUID, **progress: int) -> None:
    with database.writing() as session:
        session.execute(update(Export).where(Export.id == export_id).values(**progress))


def _keep(database: Database, export_id: UUID, data: bytes) -> None:
    with database.writing() as session:
        export = session.get_one(Export, export_id, with_for_update=True)
        if export.status is not ExportStatus.WAITING:
            return  # another maker was faster after the lease
        seal_bytes(session, export, "file", data)
        export.file_hash = hashlib.sha256(data).digest()
        export.status, export.ready_at = ExportStatus.READY, clock.now()
        export.expires_at = clock.now() + KEPT
        details: dict[str, int | str] = {"file_hash": export.file_hash.hex(), "rows": export.total}
        record(session, SYSTEM, "export:make", "export", export.id, union_id=export.union_id, details=details)


def _fail(database: Database, export_id: UUID, reason: str) -> None:
    with database.writing() as session:
        export = session.get_one(Export, export_id, with_for_update=True)
        if export.status is ExportStatus.WAITING:
            export.status, export.failure = ExportStatus.FAILED, reason
