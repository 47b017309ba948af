"""下载: a file that is ready leaves by a link that serves once; the password that opens it is shown apart from it."""

import re
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.sealing import opened, opened_bytes
from service.register.access.models import Actor
from service.register.accounts.actions import token_hash
from service.rolls.exports.models import Export, ExportKind, ExportLink, ExportStatus
from service.rolls.exports.queries import own_export, own_link
from service.rolls.exports.trail import note

LINK_LASTS = timedelta(minutes=15)
LINKS, PASSWORDS = 3, 3  # per file
_SHORT = {
    ExportKind.ROSTER: "花名册",
    ExportKind.UNIONS: "汇总表",
    ExportKind.PROVINCE: "省平台报送包",
    ExportKind.PROVINCE_CHANGES: "省平台差异包",
}


def make_link(session: Session, actor: Actor, export_id: UUID) -> str:
    """The token of a new link to one's own file, told this once; only its SHA-256 is kept.

    Raises NOT_FOUND, EXPORT_SPENT, and whatever the state of the file says against it.
    """
    export = own_export(session, actor, export_id, lock=True)
    _must_be_ready(export)
    counted = select(func.count()).select_from(ExportLink).where(ExportLink.export_id == export.id)
    if (session.scalar(counted) or 0) >= LINKS:
        raise Refusal("EXPORT_SPENT", what="下载链接", most=LINKS)
    token = secrets.token_urlsafe(32)
    expires_at = clock.now() + LINK_LASTS
    session.add(ExportLink(export_id=export.id, token_hash=token_hash(session, token), expires_at=expires_at))
    session.flush()
    note(session, actor, "link", export)
    return token


def show_password(session: Session, actor: Actor, export_id: UUID) -> str:
    """The password that opens the file, counted and noted; raises as ``make_link``."""
    export = own_export(session, actor, export_id, lock=True)
    _must_be_ready(export)
    if export.passwords_shown >= PASSWORDS:
        raise Refusal("EXPORT_SPENT", what="文件密码", most=PASSWORDS)
    export.passwords_shown += 1
    session.flush()
    note(session, actor, "password", export)
    return opened(export, "password")


def is_open(link: ExportLink) -> bool:
    """Whether a link would still serve."""
    return link.used_at is None and clock.now() < link.expires_at


def download(session: Session, actor: Actor, token: str) -> tuple[str, bytes]:
    """File name and content for the one time that a link serves; of two at once, one gets the file.

    Raises NOT_FOUND, EXPORT_LINK_GONE, and whatever the state of the file says against it.
    """
    export = own_link(session, actor, token).export
    _must_be_ready(export)
    now = clock.now()
    unused = (ExportLink.token_hash == token_hash(session, token), ExportLink.used_at.is_(None))
    used = update(ExportLink).where(*unused, ExportLink.expires_at > now).values(used_at=now)
    if session.scalar(used.returning(ExportLink.id)) is None:
        raise Refusal("EXPORT_LINK_GONE")
    data = opened_bytes(export, "file")
    if data is None:
        raise Refusal("EXPORT_GONE")
    note(session, actor, "download", export)
    return _file_name(export), data


def _must_be_ready(export: Export) -> None:
    if export.status is ExportStatus.WAITING:
        raise Refusal("EXPORT_NOT_READY")
    if export.status is ExportStatus.FAILED:
        raise Refusal("EXPORT_FAILED", reason=export.failure or "")
    gone = export.expires_at is not None and export.expires_at <= clock.now()
    if gone or export.status is ExportStatus.EXPIRED:
        raise Refusal("EXPORT_GONE")
    if export.status is not ExportStatus.READY:
        raise Refusal("MOVE_NOT_ALLOWED", action="下载", state=export.status.label)


def _file_name(export: Export) -> str:
    day = clock.county_time(export.ready_at or clock.now())[:10]
    union_name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", export.union.name)
    return f"{_SHORT[export.kind]}-{union_name}-{day}.xlsx"
