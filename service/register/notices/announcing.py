"""Say once more through WeChat what stands in the inbox (订阅消息): one grant, one message, after the commit.

The inbox is the truth. What cannot go out within a day, has been read meanwhile, or is not allowed stays there alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Template
from service.ground.logs import log
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.notices.delivery import LAST_ATTEMPT, pause_after
from service.register.notices.grants import forget, give, take
from service.register.notices.models import Channel, Notice
from service.register.notices.subscriptions import templates_of, values
from wechat.errors import NotSubscribed, WeChatError
from wechat.notices import send

TOO_OLD = timedelta(days=1)
PAGE = "pages/messages/messages"
# Of this person, template or text: asking again would bring the same answer. All else may be well in a while.
FINAL = frozenset({40003, 40037, 41030, 43107, 45168, 47003})


@dataclass(frozen=True)
class Announcement:
    """One subscribe message ready to go."""

    notice_id: UUID
    account_id: UUID
    openid: str = field(repr=False)
    template_id: str
    data: Mapping[str, str] = field(repr=False)


def announce_next(deployment: Deployment) -> bool:
    """Send the subscribe message of the inbox notice that has been due longest; False when none is due.

    The grant is taken and the attempt counted, committed, before WeChat is asked: two workers send once, and a crash in
    between sends again later (at least once).
    """
    templates = templates_of(deployment.settings)
    if not templates:
        return False
    with deployment.database.writing() as session:
        notice = _due(session, templates)
        if notice is None:
            return False
        announcement = _claimed(session, notice, templates[notice.kind], deployment.gateway.appid)
    if announcement is not None:
        _send(deployment, announcement)
    return True


def _due(session: Session, templates: Mapping[str, Template]) -> Notice | None:
    """Of the last day only, by the index on ``due_at``: an inbox grows for years."""
    waiting = select(Notice).where(
        Notice.channel == Channel.INBOX,
        Notice.kind.in_(templates),
        Notice.sent_at.is_(None),
        Notice.dead_at.is_(None),
        Notice.due_at <= clock.now(),
        Notice.due_at > clock.now() - TOO_OLD,
    )
    first = waiting.order_by(Notice.due_at, Notice.id).limit(1)
    return session.scalars(first.with_for_update(skip_locked=True)).one_or_none()


def _claimed(session: Session, notice: Notice, template: Template, appid: str) -> Announcement | None:
    """Take a grant at the first attempt and count the attempt; None when the notice stays in the inbox alone.

    A notice is looked at once: a grant that is given later is for what happens later.
    """
    now = clock.now()
    account = session.get_one(Account, notice.account_id)
    reachable = account.appid == appid and account.blocked_at is None
    too_late = now > notice.created_at + TOO_OLD or notice.read_at is not None
    if notice.attempts >= LAST_ATTEMPT or too_late or not reachable:
        notice.dead_at = now
        if notice.template_id is not None:
            give(session, account.id, notice.template_id)  # WeChat never took it
        return None
    if notice.template_id is None:
        if not take(session, account.id, template.id):
            notice.dead_at = now
            return None
        notice.template_id = template.id
    notice.attempts += 1
    notice.due_at = now + pause_after(notice.attempts)
    data = values(notice.kind, notice.blanks, notice.created_at, template)
    return Announcement(notice.id, account.id, account.openid, notice.template_id, data)


def _send(deployment: Deployment, announcement: Announcement) -> None:
    state, template_id = deployment.settings.miniprogram_state, announcement.template_id
    try:
        message_id = send(
            deployment.gateway, announcement.openid, template_id, PAGE, announcement.data, state
        )
    except WeChatError as refused:
        _refused(deployment, announcement, refused)
        return
    with deployment.database.writing() as session:
        notice = session.get_one(Notice, announcement.notice_id)
        notice.sent_at, notice.message_id = clock.now(), message_id


def _refused(deployment: Deployment, announcement: Announcement, refused: WeChatError) -> None:
    """No grant at WeChat: none here either. A fault that stays is noted; for any other the next attempt is in the row."""
    log.warning("subscribe message", errcode=refused.errcode, fault=type(refused).__name__)
    if not isinstance(refused, NotSubscribed) and refused.errcode not in FINAL:
        return
    with deployment.database.writing() as session:
        notice = session.get_one(Notice, announcement.notice_id)
        notice.dead_at, notice.fault = clock.now(), str(refused.errcode)
        if isinstance(refused, NotSubscribed):
            forget(session, announcement.account_id, announcement.template_id)
