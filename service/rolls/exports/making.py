"""Make the file that was asked for, in the background, and seal it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select, update
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
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobStatus
from service.register.unions.sheets import union_annex
from service.rolls.exports.approvals import void
from service.rolls.exports.binding import may_be_made
from service.rolls.exports.canaries import Canary, canaries_of, keep_canaries
from service.rolls.exports.contents import frozen_rows, heading_and_lines, sources_of, union_rows
from service.rolls.exports.locking import locked, new_password
from service.rolls.exports.models import MOVES, Export, ExportKind, ExportStatus
from service.rolls.exports.trail import note
from service.rolls.rosters.sheets import add_roster, roster_annex

KEPT = timedelta(hours=24)
FAULT = "生成时出了故障。不用重新申请，系统管理员能看到，处理后会继续生成。"
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


def make(deployment: Deployment, lease: Lease, drawings: Drawings) -> None:
    """Draw the file and lock it, then keep it sealed for a day; its SHA-256 goes into the audit log.

    Only what a rule refuses ends here, with its reason; whatever else fails, the request stays.
    """
    if not _is_still_sound(deployment.database, lease.subject):
        return
    try:
        drawn = _drawn(deployment, lease, drawings)
    except Refusal as refusal:
        with lease.finish(JobStatus.REFUSED, reason=refusal.message[:200]) as session:
            _fail(session, lease.subject, refusal.message)
    else:
        with lease.finish() as session:
            _keep(session, lease.subject, drawn)


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
        if export.status is not ExportStatus.WAITING:
            return False
        if may_be_made(session, export):
            return True
        export.failure = "申请的内容与提交时不一样。"
        void(session, SYSTEM, export)
        return False


def _drawn(deployment: Deployment, lease: Lease, drawings: Drawings) -> Drawn:
    database = deployment.database
    with database.reading() as session:
        whole = [joinedload(Export.union), joinedload(Export.requester), joinedload(Export.snapshot)]
        export = session.get_one(Export, lease.subject, options=whole)
    # A print names its export, so that a stray copy can be traced to who asked for it and why.
    mark = f"导出编号 {export.id}　申请人 {export.requester.title}"
    book = Book(mark, lambda done: _report(database, lease, done))
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
    with database.writing() as session:
        session.execute(update(Export).where(Export.id == export_id).values(total=total))


def _report(database: Database, lease: Lease, done: int) -> None:
    with database.writing() as session:
        changed = update(Export).where(Export.id == lease.subject).values(done=done)
        lease.report(session, done, session.scalar(changed.returning(Export.total)) or 0)


def _keep(session: Session, export_id: UUID, drawn: Drawn) -> None:
    export = session.get_one(Export, export_id, with_for_update=True)
    if export.status is not ExportStatus.WAITING:
        return
    move(export, "make", MOVES)
    seal_bytes(session, export, "file", drawn.file)
    seal_fields(session, export, password=drawn.password)
    export.file_hash = hashlib.sha256(drawn.file).digest()
    export.ready_at, export.expires_at = clock.now(), clock.now() + KEPT
    export.failure = None
    drawn.keep(session, export)
    export.done = export.total
    note(session, SYSTEM, "make", export, rows=export.total)


def _fail(session: Session, export_id: UUID, reason: str) -> None:
    export = session.get_one(Export, export_id, with_for_update=True)
    if export.status is ExportStatus.WAITING:
        move(export, "fail", MOVES)
        export.failure = reason


def gave_up(session: Session, export_id: UUID) -> None:
    """Tell who asked that the program failed again and again; the request waits for the administrator, for a day."""
    export = session.get_one(Export, export_id, with_for_update=True)
    if export.status is ExportStatus.WAITING:
        export.failure = FAULT


def fail_forgotten(session: Session) -> bool:
    """End requests of which the program failed a day ago, and nobody had them tried again; whether there were any."""
    asked_at = func.coalesce(Export.decided_at, Export.requested_at)
    forgotten = select(Export).where(
        Export.status == ExportStatus.WAITING, Export.failure.is_not(None), asked_at < clock.now() - KEPT
    )
    found = session.scalars(forgotten.limit(100).with_for_update(skip_locked=True)).all()
    for export in found:
        _fail(session, export.id, "生成时出了故障。")
    return bool(found)
