"""Say once more through WeChat what stands in the inbox (订阅消息): one grant, one message, after the commit.

The inbox is the truth. What cannot go out within a day, has been read meanwhile, or is not allowed stays there alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import MessageTemplate
from service.ground.logs import log
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind, JobStatus
from service.register.jobs.working import Duty
from service.register.notices.delivery import FIRST_PAUSE, LAST_ATTEMPT, LONGEST_PAUSE
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


def _announce(deployment: Deployment, lease: Lease) -> None:
    """Send the subscribe message of one inbox notice.

    The grant is taken before WeChat is asked, in a transaction of its own, and belongs to the notice from then on: two
    workers send once, and a crash in between sends again later (at least once). Raises WeChatError for what may pass.
    """
    with deployment.database.writing() as session:
        announcement = _taken(session, deployment, lease.subject)
    if announcement is None:
        with lease.finish():
            return
    state, template_id = deployment.settings.miniprogram_state, announcement.template_id
    try:
        message_id = send(
            deployment.gateway, announcement.openid, template_id, PAGE, announcement.data, state
        )
    except WeChatError as refused:
        log.warning("subscribe message", errcode=refused.errcode, fault=type(refused).__name__)
        if not isinstance(refused, NotSubscribed) and refused.errcode not in FINAL:
            raise
        _refused(lease, announcement, refused)
        return
    with lease.finish() as session:
        notice = session.get_one(Notice, announcement.notice_id)
        notice.sent_at, notice.message_id, notice.attempts = clock.now(), message_id, lease.attempts
        notice.dead_at = None


def _taken(session: Session, deployment: Deployment, notice_id: UUID) -> Announcement | None:
    """The message with its grant; None when the notice stays in the inbox alone.

    A notice is looked at once: a grant that is given later is for what happens later.
    """
    notice = session.get_one(Notice, notice_id, with_for_update=True)
    template = templates_of(deployment.settings).get(notice.kind)
    if notice.sent_at is not None or template is None:
        return None
    account = session.get_one(Account, notice.account_id)
    reachable = account.appid == deployment.gateway.appid and account.blocked_at is None
    too_late = clock.now() > notice.created_at + TOO_OLD or notice.read_at is not None
    if too_late or not reachable or not _has_grant(session, notice, template):
        notice.dead_at = clock.now()
        _give_back(session, notice)
        return None
    data = values(notice.kind, notice.blanks, notice.created_at, template)
    return Announcement(notice.id, account.id, account.openid, str(notice.template_id), data)


def _has_grant(session: Session, notice: Notice, template: MessageTemplate) -> bool:
    """Whether the notice holds a grant, from an attempt before or taken now."""
    if notice.template_id is None and take(session, _account(notice), template.id):
        notice.template_id = template.id
    return notice.template_id is not None


def _give_back(session: Session, notice: Notice) -> None:
    """Give back the grant that the notice holds and WeChat never took."""
    if notice.template_id is not None:
        give(session, _account(notice), notice.template_id)
        notice.template_id = None


def _account(notice: Notice) -> UUID:
    assert notice.account_id is not None
    return notice.account_id


def _gave_up(session: Session, notice_id: UUID) -> None:
    notice = session.get_one(Notice, notice_id, with_for_update=True)
    notice.dead_at, notice.attempts = clock.now(), LAST_ATTEMPT
    _give_back(session, notice)


def _refused(lease: Lease, announcement: Announcement, refused: WeChatError) -> None:
    """Give the message up for a fault that stays; a grant that WeChat does not know is not kept here either."""
    with lease.finish(JobStatus.REFUSED, reason=f"微信不收（{refused.errcode}）") as session:
        notice = session.get_one(Notice, announcement.notice_id)
        notice.dead_at, notice.fault = clock.now(), str(refused.errcode)
        notice.attempts = lease.attempts
        if isinstance(refused, NotSubscribed):
            forget(session, announcement.account_id, announcement.template_id)


ANNOUNCING = Duty(
    JobKind.ANNOUNCE, _announce, _gave_up, most=LAST_ATTEMPT, pause=FIRST_PAUSE, longest_pause=LONGEST_PAUSE
)


def unannounced(deployment: Deployment) -> Select[Notice]:
    """Inbox notices of the last day that WeChat is still to be told of, of kinds that have a template."""
    inbox = select(Notice).where(
        Notice.channel == Channel.INBOX,
        Notice.kind.in_(templates_of(deployment.settings)),
        Notice.sent_at.is_(None),
        Notice.dead_at.is_(None),
    )
    return inbox.where(Notice.created_at > clock.now() - TOO_OLD)
