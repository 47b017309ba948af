"""Send text messages: at least once, after the commit, with growing pauses, given up in the end."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty
from service.register.notices.kinds import KINDS
from service.register.notices.models import Channel, Notice
from service.register.notices.senders import sender_from

LAST_ATTEMPT = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_KEPT = timedelta(days=7)  # so long the administrator may have a message sent that was given up


@dataclass(frozen=True)
class Message:
    """One text message ready to go; ``number`` is the same at every attempt, so that a gateway can know it again."""

    number: UUID
    phone: str
    text: str

    def __repr__(self) -> str:
        """A representation without phone and text."""
        return f"Message({self.number})"


def _deliver(deployment: Deployment, lease: Lease) -> None:
    """Send one message, and clear it in the transaction that ends the job.

    The attempt is counted and committed before the gateway is asked, so a crash in between sends again later (at least
    once) and no database lock is held while the network is slow. Raises SendFailed.
    """
    with deployment.database.reading() as session:
        message = _ready(session.get_one(Notice, lease.subject))
    if message is not None:
        sender_from(deployment.settings).send(message)
    with lease.finish() as session:
        notice = session.get_one(Notice, lease.subject, with_for_update=True)
        notice.attempts = lease.attempts
        if message is not None:
            notice.sent_at, notice.dead_at = clock.now(), None
        elif notice.sent_at is None:
            notice.dead_at = clock.now()
        forget(notice)


def _ready(notice: Notice) -> Message | None:
    """The message, opened; None when it was sent, or nobody is to have it: too late, or the person erased."""
    kind = KINDS[notice.kind]
    too_late = kind.lasts is not None and clock.now() > notice.created_at + kind.lasts
    try:
        phone, secret = opened(notice, "phone"), opened(notice, "secret")
    except Unreadable:
        return None
    if notice.sent_at is not None or too_late or not phone:
        return None
    return Message(notice.id, phone, kind.sentence.format(secret=secret, **notice.blanks))


def _gave_up(session: Session, notice_id: UUID) -> None:
    """Note that the message was given up; phone and text stay sealed for some days, for another try by the administrator."""
    notice = session.get_one(Notice, notice_id, with_for_update=True)
    notice.dead_at, notice.attempts = clock.now(), LAST_ATTEMPT


def forget(notice: Notice) -> None:
    """Clear what was to be sent."""
    notice.phone_sealed = notice.secret_sealed = None


DELIVERY = Duty(
    JobKind.TEXT, _deliver, _gave_up, most=LAST_ATTEMPT, pause=FIRST_PAUSE, longest_pause=LONGEST_PAUSE
)


def undelivered_texts() -> Select[Notice]:
    """Text messages that are still to be sent."""
    texts = select(Notice).where(Notice.channel == Channel.TEXT_MESSAGE)
    return texts.where(Notice.sent_at.is_(None), Notice.dead_at.is_(None))


def forget_texts(deployment: Deployment) -> bool:
    """Clear messages that were given up a week ago, and codes as soon as they are too old to use; whether there were any."""
    brief = [name for name, kind in KINDS.items() if kind.lasts is not None]
    old = (Notice.dead_at < clock.now() - GIVEN_UP_KEPT) | Notice.kind.in_(brief)
    given_up = select(Notice).where(Notice.dead_at.is_not(None), Notice.phone_sealed.is_not(None), old)
    with deployment.database.writing() as session:
        found = session.scalars(given_up.limit(100).with_for_update(skip_locked=True)).all()
        for notice in found:
            forget(notice)
    return bool(found)
