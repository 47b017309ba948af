"""Write notices with the act they tell of: one transaction, and the same thing is told once."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import seal_fields
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.notices.kinds import KINDS
from service.register.notices.models import Channel, Notice
from service.register.notices.queries import own_notice
from service.register.notices.subscriptions import WORDINGS


def tell(
    session: Session, account_id: UUID, kind: str, dedupe: str, subject_id: UUID | None = None, **blanks: str
) -> None:
    """Leave a notice (站内消息) in an account's inbox; told before under the same ``dedupe``, it is not told
    again.

    ``blanks`` fill the sentence of the kind and hold nothing personal; ValueError when they are not those it
    needs.
    """
    notice = _notice(Channel.INBOX, kind, dedupe, blanks)
    notice.account_id, notice.subject_id = account_id, subject_id
    if _write(session, notice) and kind in WORDINGS:
        enqueue(session, JobKind.ANNOUNCE, notice.id)


def text(
    session: Session,
    person_id: UUID,
    phone: str,
    kind: str,
    dedupe: str,
    *,
    subject_id: UUID | None = None,
    secret: str | None = None,
    **blanks: str,
) -> None:
    """Queue a text message (短信) to a person's phone, sent after the commit.

    Phone and secret (a one-time code) are sealed under the person's own key, so that erasing the person
    erases them, and are cleared when the message is sent or given up.
    """
    notice = _notice(Channel.TEXT_MESSAGE, kind, dedupe, blanks)
    notice.person_id, notice.subject_id = person_id, subject_id
    seal_fields(session, notice, phone=phone, secret=secret)
    if _write(session, notice):
        enqueue(session, JobKind.TEXT, notice.id)


def _notice(channel: Channel, kind: str, dedupe: str, blanks: dict[str, Any]) -> Notice:
    if set(blanks) != KINDS[kind].blanks:
        raise ValueError(f"the notice {kind} needs the blanks {sorted(KINDS[kind].blanks)}")
    return Notice(id=new_id(), channel=channel, kind=kind, dedupe=dedupe, blanks=blanks)


def _write(session: Session, notice: Notice) -> bool:
    """Write the notice unless it was told before; whether it was written."""
    try:
        with session.begin_nested():
            session.add(notice)
            session.flush()
    except IntegrityError as conflict:
        if "dedupe" not in str(conflict.orig):
            raise
        return False
    return True


def read_notice(session: Session, account_id: UUID, notice_id: UUID) -> Notice:
    """Mark one of the account's own notices as read; the first reading counts. Raises NOT_FOUND."""
    notice = own_notice(session, account_id, notice_id)
    notice.read_at = notice.read_at or clock.now()
    return notice
