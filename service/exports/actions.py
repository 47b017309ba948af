"""导出: ask for a file with a purpose, have it made, fetch it within a day."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import clock
from service.access.models import SYSTEM, Act, Actor
from service.access.purpose import stated_purpose
from service.access.queries import reached_union
from service.audit.log import record
from service.db import new_id
from service.deployment import Deployment
from service.errors import Refusal
from service.exports.making import claim_next, make_claimed
from service.exports.models import Export, ExportKind, ExportStatus
from service.exports.queries import own_export
from service.limits import take
from service.sealing import destroy_key, opened_bytes
from service.unions.models import Union

_SHORT = {ExportKind.ROSTER: "花名册", ExportKind.UNIONS: "汇总表"}


def request(session: Session, actor: Actor, kind: ExportKind, union: Union, purpose: str) -> Export:
    """Ask for a file; who, what for and of which union stands in the audit log before there is a file.

    Raises NOT_FOUND out of reach, PURPOSE_MISSING, TOO_OFTEN.
    """
    reached_union(session, actor, Act.EXPORT_MAKE, union.id)
    reason = stated_purpose(purpose)
    if actor.id is None or not take(session, "export.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    export = Export(id=new_id(), kind=kind, union_id=union.id, requested_by=actor.id, purpose=reason)
    session.add(export)
    session.flush()
    _record(session, actor, "request", export)
    return export


def make_next(deployment: Deployment) -> bool:
    """Make the oldest file asked for, in transactions of its own; False when none waits."""
    export_id = claim_next(deployment.database)
    if export_id is None:
        return False
    make_claimed(deployment, export_id)
    return True


def fetch(session: Session, actor: Actor, export_id: UUID) -> tuple[str, bytes]:
    """File name and content for who asked for it; every download is noted.

    Raises NOT_FOUND, EXPORT_NOT_READY, EXPORT_FAILED, EXPORT_GONE.
    """
    export = own_export(session, actor, export_id)
    if export.status is ExportStatus.WAITING:
        raise Refusal("EXPORT_NOT_READY")
    if export.status is ExportStatus.FAILED:
        raise Refusal("EXPORT_FAILED", reason=export.failure or "")
    if export.expires_at is None or export.expires_at <= clock.now():
        raise Refusal("EXPORT_GONE")
    data = opened_bytes(export, "file")
    if data is None:
        raise Refusal("EXPORT_GONE")
    _record(session, actor, "download", export)
    day = clock.county_time(export.ready_at or clock.now())[:10]
    union_name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", export.union.name)
    return f"{_SHORT[export.kind]}-{union_name}-{day}.xlsx", data


def expire_old(deployment: Deployment) -> bool:
    """Destroy the keys of files older than a day; False when there was none."""
    with deployment.database.writing() as session:
        due = select(Export).where(Export.status == ExportStatus.READY, Export.expires_at <= clock.now())
        old = session.scalars(due.limit(100).with_for_update(skip_locked=True)).all()
        for export in old:
            export.status, export.file_sealed = ExportStatus.EXPIRED, None
            destroy_key(session, export.id)
            _record(session, SYSTEM, "expire", export)
        return bool(old)


def _record(session: Session, actor: Actor, action: str, export: Export) -> None:
    """The purpose is written into the log by whoever asks, so that it stands there when the file is long gone."""
    details: dict[str, int | str] = {"kind": export.kind.value, "purpose": export.purpose}
    if export.file_hash is not None:
        details["file_hash"] = export.file_hash.hex()
    union_id = export.union_id
    record(session, actor, f"export:{action}", "export", export.id, union_id=union_id, details=details)
