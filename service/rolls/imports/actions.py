"""导入: upload a file, have it read, then confirm it whole or give it up."""

import hashlib
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.moves import move
from service.ground.sealing import seal_bytes
from service.register.access.models import SYSTEM, Actor
from service.register.access.queries import reached_union
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.inquiries.budget import spend
from service.register.inquiries.models import AskedHow
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty, work_next
from service.register.unions.models import Union
from service.requests.transfers.listing import line_of_import, withdraw_line
from service.rolls.imports import annotating, applying, preview
from service.rolls.imports.applying import write
from service.rolls.imports.archive import FileRefused, judge_file, judge_name
from service.rolls.imports.models import MOVES, Import, ImportKind, ImportStatus
from service.rolls.imports.preview import forget, read
from service.rolls.imports.procedures import PROCEDURES, Procedures
from service.rolls.imports.queries import NEEDED, import_in_reach

KEPT = timedelta(hours=24)


def upload(
    session: Session, actor: Actor, kind: ImportKind, union: Union, filename: str, data: bytes
) -> Import:
    """Keep a file, sealed under a key of its own, until the worker reads it; the name is not kept.

    Raises NOT_FOUND out of reach, TOO_OFTEN, FILE_UNREADABLE.
    """
    reached_union(session, actor, NEEDED[kind], union.id)
    if actor.id is None or not take(session, "import.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    try:
        judge_name(filename)
        judge_file(data)
    except FileRefused as fault:
        raise Refusal("FILE_UNREADABLE", reason=str(fault)) from None
    import_ = Import(
        id=new_id(),
        kind=kind,
        union_id=union.id,
        uploaded_by=actor.id,
        file_hash=hashlib.sha256(data).digest(),
    )
    seal_bytes(session, import_, "file", data)
    session.add(import_)
    enqueue(session, JobKind.PREVIEW, import_.id)
    session.flush()
    _record(session, actor, "upload", import_, {"kind": kind.value, "file_hash": import_.file_hash.hex()})
    return import_


def duties(procedures: Procedures) -> tuple[Duty, ...]:
    """Reading, writing and annotating of files that ``procedures`` know."""
    return (
        Duty(JobKind.PREVIEW, partial(read, procedures=procedures), preview.gave_up),
        Duty(JobKind.WRITE, partial(write, procedures=procedures), applying.gave_up),
        Duty(JobKind.ANNOTATE, partial(annotating.draw, procedures=procedures), annotating.gave_up),
    )


def preview_next(deployment: Deployment, procedures: Procedures = PROCEDURES) -> bool:
    """Read the oldest uploaded file, in transactions of its own; False when there is none."""
    return work_next(deployment, duties(procedures)[:1])


def apply_next(deployment: Deployment, procedures: Procedures = PROCEDURES) -> bool:
    """Write the oldest confirmed file into the register; False when there is none."""
    return work_next(deployment, duties(procedures)[1:2])


def in_status(status: ImportStatus) -> Select[Import]:
    """Files that wait for the worker."""
    return select(Import).where(Import.status == status)


def confirm(session: Session, actor: Actor, import_: Import, settings: Settings) -> None:
    """Order that every accepted row be written (确认导入); the worker does it, all or nothing.

    Who is not the union's own counts against its budget. Raises NOT_FOUND, IMPORT_NOT_READY, MOVE_NOT_ALLOWED,
    IMPORT_NOTHING, ASKED_TOO_MANY.
    """
    locked = import_in_reach(session, actor, import_.id, lock=True)
    if locked.status is ImportStatus.UPLOADED:
        raise Refusal("IMPORT_NOT_READY")
    move(locked, "confirm", MOVES)
    if locked.counts["refused"] == locked.total:
        raise Refusal("IMPORT_NOTHING")
    if locked.counts.get("pending"):
        spend(session, settings, actor, locked.union, AskedHow.IMPORT, locked.counts["pending"])
    locked.confirmed_by, locked.confirmed_at = actor.id, clock.now()
    locked.failure = None
    enqueue(session, JobKind.WRITE, locked.id)
    _record(session, actor, "order", locked, locked.counts)


def discard(session: Session, actor: Actor, import_: Import) -> None:
    """Give a file up (放弃); file and preview are unreadable from then on. Raises NOT_FOUND, MOVE_NOT_ALLOWED."""
    locked = import_in_reach(session, actor, import_.id, lock=True)
    move(locked, "discard", MOVES)
    forget(session, locked)
    _record(session, actor, "discard", locked, {})


def withdraw(session: Session, actor: Actor, import_: Import, line_id: UUID) -> None:
    """撤下 one line that waits to be compared (待核对). Raises NOT_FOUND, MOVE_NOT_ALLOWED."""
    line = line_of_import(session, import_.id, line_id)
    if line is None:
        raise Refusal("NOT_FOUND")
    withdraw_line(session, line)
    _record(session, actor, "withdraw", import_, {})


def discard_old(deployment: Deployment) -> bool:
    """Give up what nobody confirmed within a day (worker): names and numbers do not lie about. False when none."""
    with deployment.database.writing() as session:
        waiting = (ImportStatus.UPLOADED, ImportStatus.PREVIEWED)
        old = select(Import).where(Import.status.in_(waiting), Import.uploaded_at < clock.now() - KEPT)
        imports = session.scalars(old.limit(100).with_for_update(skip_locked=True)).all()
        for import_ in imports:
            move(import_, "discard", MOVES)
            forget(session, import_)
            _record(session, SYSTEM, "discard", import_, {})
        return bool(imports)


def _record(
    session: Session, actor: Actor, action: str, import_: Import, details: dict[str, int | str]
) -> None:
    session.flush()
    record(
        session, actor, f"import:{action}", "import", import_.id, union_id=import_.union_id, details=details
    )
