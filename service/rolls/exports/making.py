"""Make the file that was asked for, in the background, and seal it."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.moves import move
from service.ground.sealing import seal_bytes, seal_fields
from service.ground.workbook import Annex, Book, Column
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.unions.sheets import union_annex
from service.rolls.exports.approvals import void
from service.rolls.exports.binding import may_be_made
from service.rolls.exports.canaries import Canary, canaries_of, keep_canaries
from service.rolls.exports.contents import frozen_rows, heading_and_lines, sources_of, union_rows
from service.rolls.exports.locking import locked, new_password
from service.rolls.exports.models import MOVES, Export, ExportKind, ExportStatus
from service.rolls.exports.trail import note
from service.rolls.rosters.sheets import add_roster, roster_annex

LEASE = timedelta(minutes=30)  # a maker that died leaves the file to the next one after this
KEPT = timedelta(hours=24)
INDEX = Annex(
    "花名册目录",
    (Column("工会名称", 44), Column("版本", 24), Column("截止日", 13), Column("会员人数", 11)),
    "备注：每个工会一张表；有确认过的花名册的，导出最近一版，没有的，导出现有会员。",
)


FROZEN = Annex(
    "各工会会员人数汇总",
    (
        *(Column("工会名称", 44), Column("工会层级", 14), Column("花名册版本", 12), Column("截止日", 13)),
        *(Column("到哪一步", 10), Column("花名册人数", 11), Column("登记人数", 10), Column("上报人数", 10)),
    ),
    "备注：封存时的数据。花名册人数是截至前最后一次确认的；登记人数是那一刻登记的会员，不含保留会籍。",
)


# What is to be kept beside a file, in the transaction that keeps it.
Keep = Callable[[Session, Export], None]
Drawing = Callable[[Database, Settings, Export, Book], Keep]
Drawings = Mapping[ExportKind, Drawing]


def claim_next(database: Database, kinds: Collection[ExportKind]) -> UUID | None:
    """Take the oldest request of these kinds that nobody works on; of two workers at once only one gets it."""
    free = or_(Export.claimed_at.is_(None), Export.claimed_at < clock.now() - LEASE)
    waiting = select(Export).where(Export.status == ExportStatus.WAITING, Export.kind.in_(list(kinds)), free)
    with database.writing() as session:
        oldest = waiting.order_by(Export.requested_at, Export.id).limit(1)
        found = session.scalars(oldest.with_for_update(skip_locked=True)).one_or_none()
        if found is None:
            return None
        found.claimed_at = clock.now()
        return found.id


def make_claimed(deployment: Deployment, export_id: UUID, drawings: Drawings) -> None:
    """Draw the file and lock it, then keep it sealed for a day; its SHA-256 goes into the audit log."""
    database = deployment.database
    if not _is_still_sound(database, export_id):
        return
    try:
        drawn = _drawn(deployment, export_id, drawings)
    except Refusal as refusal:
        _fail(database, export_id, refusal.message)
    except Exception:
        _fail(database, export_id, "生成时出了故障。")
        raise
    else:
        _keep(database, export_id, drawn)


@dataclass(frozen=True)
class Drawn:
    """A file as it will leave, the password that opens it, and what is kept beside it."""

    file: bytes = field(repr=False)
    password: str = field(repr=False)
    keep: Keep = field(repr=False)


def _is_still_sound(database: Database, export_id: UUID) -> bool:
    """Whether what is about to be made is what was asked and approved; if not, it ends here (作废)."""
    with database.writing() as session:
        export = session.get_one(Export, export_id, with_for_update=True)
        if may_be_made(session, export):
            return True
        export.failure = "申请的内容与提交时不一样。"
        void(session, SYSTEM, export)
        return False


def _drawn(deployment: Deployment, export_id: UUID, drawings: Drawings) -> Drawn:
    database = deployment.database
    with database.reading() as session:
        whole = [joinedload(Export.union), joinedload(Export.requester), joinedload(Export.snapshot)]
        export = session.get_one(Export, export_id, options=whole)
    # A print names its export, so that a stray copy can be traced to who asked for it and why.
    mark = f"导出编号 {export.id}　申请人 {export.requester.title}"
    book = Book(mark, lambda done: _report(database, export.id, done=done))
    keep = drawings[export.kind](database, deployment.settings, export, book)
    password = new_password()
    return Drawn(locked(book.finish(), password), password, keep)


def _draw_rosters(database: Database, settings: Settings, export: Export, book: Book) -> Keep:
    """One sheet per union; more than one union get a table of contents first. Who was planted is kept."""
    with database.reading() as session:
        wanted = sources_of(session, export)
        planned = canaries_of(session, export.id, wanted, settings) if export.bulk else {}
    report_total(database, export.id, sum(source.members for source in wanted))
    if export.bulk:
        # Counted with those planted: a sheet longer than the table of contents says would give them away.
        book.add("目录", INDEX, (one.index_row(len(planned.get(one.union_id, []))) for one in wanted))
    annex = roster_annex(settings.county_name, settings.county_phone)
    planted: list[Canary] = []
    for source in wanted:
        # Read whole and closed before drawing: progress is committed while it is drawn.
        with database.reading() as session:
            heading, lines = heading_and_lines(session, source)
        for canary in planned.get(source.union_id, []) if lines else []:
            lines = canary.planted(lines)
            planted.append(canary)
        add_roster(book, annex, source.name if export.bulk else "花名册", heading, lines)
    return partial(_keep_planted, planted)


def _keep_planted(planted: list[Canary], session: Session, export: Export) -> None:
    keep_canaries(session, export.id, planted)


def _draw_unions(database: Database, settings: Settings, export: Export, book: Book) -> Keep:
    with database.reading() as session:
        frozen = export.snapshot is not None
        rows = frozen_rows(session, export) if frozen else list(union_rows(session, export.union))
    report_total(database, export.id, len(rows))
    annex = FROZEN if frozen else union_annex(settings.county_name, settings.county_phone)
    book.add("汇总表", annex, rows)
    return partial(_keep_planted, [])


# The rooms above bring their own beside these.
DRAWINGS: Drawings = {ExportKind.ROSTER: _draw_rosters, ExportKind.UNIONS: _draw_unions}


def report_total(database: Database, export_id: UUID, total: int) -> None:
    """How many rows there will be, for the progress bar."""
    _report(database, export_id, total=total)


def _report(database: Database, export_id: UUID, **progress: int) -> None:
    with database.writing() as session:
        session.execute(update(Export).where(Export.id == export_id).values(**progress))


def _keep(database: Database, export_id: UUID, drawn: Drawn) -> None:
    with database.writing() as session:
        export = session.get_one(Export, export_id, with_for_update=True)
        if export.status is not ExportStatus.WAITING:
            return  # another maker was faster after the lease
        move(export, "make", MOVES)
        seal_bytes(session, export, "file", drawn.file)
        seal_fields(session, export, password=drawn.password)
        export.file_hash = hashlib.sha256(drawn.file).digest()
        export.ready_at, export.expires_at = clock.now(), clock.now() + KEPT
        drawn.keep(session, export)
        export.done = export.total
        note(session, SYSTEM, "make", export, rows=export.total)


def _fail(database: Database, export_id: UUID, reason: str) -> None:
    with database.writing() as session:
        export = session.get_one(Export, export_id, with_for_update=True)
        if export.status is ExportStatus.WAITING:
            move(export, "fail", MOVES)
            export.failure = reason
