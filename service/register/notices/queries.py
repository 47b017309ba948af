"""Reads of the inbox: always one account's own."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.register.notices.kinds import KINDS
from service.register.notices.models import Channel, Notice

SHOWN = 100


def inbox(session: Session, account_id: UUID) -> list[Notice]:
    """The account's notices, newest first, at most a hundred."""
    own = select(Notice).where(Notice.account_id == account_id, Notice.channel == Channel.INBOX)
    return list(session.scalars(own.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(SHOWN)))


def unread(session: Session, account_id: UUID) -> int:
    """How many notices of the account's inbox nobody has read."""
    own = (Notice.account_id == account_id) & (Notice.channel == Channel.INBOX) & Notice.read_at.is_(None)
    return session.scalar(select(func.count()).select_from(Notice).where(own)) or 0


def own_notice(session: Session, account_id: UUID, notice_id: UUID) -> Notice:
    """One notice of the account's inbox, locked for marking; anyone else's does not exist (NOT_FOUND)."""
    own = select(Notice).where(
        Notice.id == notice_id, Notice.account_id == account_id, Notice.channel == Channel.INBOX
    )
    found = session.scalars(own.with_for_update()).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def sentence(notice: Notice) -> str:
    """What the notice says to its reader."""
    return KINDS[notice.kind].sentence.format(**notice.blanks)
