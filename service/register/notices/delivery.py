"""Send text messages: at least once, after the commit, with growing pauses, given up in the end."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.notices.kinds import KINDS
from service.register.notices.models import Channel, Notice
from service.register.notices.senders import SendFailed, SmsSender, sender_from

LAST_ATTEMPT = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Message:
    """One text message ready to go."""

    notice_id: UUID
    phone: str
    text: str

    def __repr__(self) -> str:
        """Never the phone or the text."""
        return f"Message({self.notice_id})"


def deliver_next(deployment: Deployment) -> bool:
    """Send the text message that has been due longest; False when nothing is due.

    The attempt is counted and committed before the gateway is asked, so a crash in between sends again later
    (at least once) and no database lock is held while the network is slow.
    """
    sender = sender_from(deployment.settings)
    with deployment.database.writing() as session:
        notice = _due(session)
        if notice is None:
            return False
        message = _claimed(notice)
    if message is not None:
        _send(deployment, sender, message)
    return True


def _due(session: Session) -> Notice | None:
    waiting = select(Notice).where(
        Notice.channel == Channel.TEXT_MESSAGE,
        Notice.sent_at.is_(None),
        Notice.dead_at.is_(None),
        Notice.due_at <= clock.now(),
    )
    first = waiting.order_by(Notice.due_at, Notice.id).limit(1)
    return session.scalars(first.with_for_update(skip_locked=True)).one_or_none()


def _claimed(notice: Notice) -> Message | None:
    """Count an attempt and open the message; None when it is given up: too often, too late, or the person
    erased.
    """
    kind, now = KINDS[notice.kind], clock.now()
    too_late = kind.lasts is not None and now > notice.created_at + kind.lasts
    try:
        phone, secret = opened(notice, "phone"), opened(notice, "secret")
    except Unreadable:
        phone = secret = ""
    if notice.attempts >= LAST_ATTEMPT or too_late or not phone:
        notice.dead_at = now
        _forget(notice)
        return None
    notice.attempts += 1
    notice.due_at = now + pause_after(notice.attempts)
    return Message(notice.id, phone, kind.sentence.format(secret=secret, **notice.blanks))


def pause_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: twice as long each time, an hour at most."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def _forget(notice: Notice) -> None:
    notice.phone_sealed = notice.secret_sealed = None


def _send(deployment: Deployment, sender: SmsSender, message: Message) -> None:
    try:
        sender.send(message.phone, message.text)
    except SendFailed:
        return  # its next attempt is already in the row
    with deployment.database.writing() as session:
        notice = session.get_one(Notice, message.notice_id)
        notice.sent_at = clock.now()
        _forget(notice)
