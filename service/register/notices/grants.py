"""订阅授权: how many messages a worker still allows; each is taken once, by a conditional UPDATE.

Refusing never blocks anything: what is told stands in the inbox, with a grant or without one.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import insert_unless_there, new_id
from service.ground.logs import log
from service.ground.words import Words
from service.register.notices.models import Notice, NoticeGrant
from service.register.notices.subscriptions import templates_of
from wechat.push import entries

UNKNOWN = Counter("huigongka_grants_unknown_total", "Answers for a template that HUIGONGKA_TEMPLATES lacks")
_TEMPLATE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # WeChat's have 43 characters
MOST_KEPT = 20  # whoever ticked 总是保持以上选择 allows one more with each tap; so many are enough


class Answer(Words):
    """回答: what wx.requestSubscribeMessage says of one template."""

    ACCEPT = "accept", "允许"
    ACCEPT_WITH_AUDIO = "acceptWithAudio", "允许，带语音提醒"
    REJECT = "reject", "拒绝"
    BAN = "ban", "模板被封禁"
    FILTER = "filter", "模板被过滤"


ALLOWED = (Answer.ACCEPT, Answer.ACCEPT_WITH_AUDIO)


def note_answers(session: Session, account_id: UUID, settings: Settings, answers: Mapping[str, str]) -> None:
    """Keep one more message for each template that the worker allowed.

    What is not known here, a word of WeChat's or a template that the deployment named until today, allows nothing and
    takes nothing from the rest: the worker said yes, and could do nothing about it. Such a template is logged by its id.

    This answer counts and WeChat's subscribe_msg_popup_event does not, for both tell of the same tap: the answer comes at
    once, before the act that will be told of, and without a push address; the event may come late, twice or never. When
    the answer is lost on its way one message is not sent, and it stands in the inbox. A refusal takes nothing back that
    was allowed at an earlier tap: that is what subscribe_msg_change_event tells.
    """
    known = {template.id for template in templates_of(settings).values()}
    for template_id, answer in sorted(answers.items()):
        if template_id not in known:
            _unknown(template_id)
        elif answer in ALLOWED:
            give(session, account_id, template_id)


def _unknown(template_id: str) -> None:
    """Count a template that nobody knows, and log its id if it can be one: a phone may send anything."""
    UNKNOWN.inc()
    named = template_id if _TEMPLATE_ID.fullmatch(template_id) else "unreadable"
    log.warning("message template unknown", kind=named)


def give(session: Session, account_id: UUID, template_id: str) -> None:
    """Add one message that the account allows of this template."""
    own = {"account_id": account_id, "template_id": template_id}
    first = {"id": new_id(), "remaining": 0, "changed_at": clock.now()}
    session.execute(insert_unless_there(session, NoticeGrant, **first, **own))
    _change(session, account_id, template_id, +1)


def take(session: Session, account_id: UUID, template_id: str) -> bool:
    """Use up one message that the account allows; False when none is left. Of two at once for the last one, one gets it."""
    return _change(session, account_id, template_id, -1)


def _change(session: Session, account_id: UUID, template_id: str, by: int) -> bool:
    possible = NoticeGrant.remaining < MOST_KEPT if by > 0 else NoticeGrant.remaining > 0
    own = (NoticeGrant.account_id == account_id) & (NoticeGrant.template_id == template_id)
    change = update(NoticeGrant).where(own, possible)
    changed = change.values(remaining=NoticeGrant.remaining + by, changed_at=clock.now())
    return session.execute(changed.returning(NoticeGrant.id)).scalar() is not None


def forget(session: Session, account_id: UUID, template_id: str) -> None:
    """Set the messages that an account allows to none: WeChat said so, or the worker took it back in its settings."""
    session.execute(
        update(NoticeGrant)
        .where(NoticeGrant.account_id == account_id, NoticeGrant.template_id == template_id)
        .values(remaining=0, changed_at=clock.now())
    )


def hear(session: Session, account_id: UUID, message: Mapping[str, Any]) -> None:
    """Act on what WeChat tells of subscriptions: taken back in the settings, or a message that did not arrive.

    subscribe_msg_popup_event changes nothing, see ``note_answers``.
    """
    for entry in entries(message):
        if message["Event"] == "subscribe_msg_change_event":
            if entry.get("SubscribeStatusString") == Answer.REJECT.value:
                forget(session, account_id, str(entry.get("TemplateId")))
        elif message["Event"] == "subscribe_msg_sent_event" and str(entry.get("ErrorCode", "0")) != "0":
            failed = (Notice.account_id == account_id) & (Notice.message_id == str(entry.get("MsgID")))
            session.execute(update(Notice).where(failed).values(fault=str(entry["ErrorCode"])[:40]))
