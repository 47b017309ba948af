"""没有发出的消息: what the worker gave up (dead letters), and why; which kind, never to whom."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.notices.delivery import LAST_ATTEMPT
from service.register.notices.models import Channel, Notice

# WeChat's codes of subscribe/send, as the operator should read them.
FAULTS = {
    "40003": "收信账号不属于这个小程序",
    "40037": "模板编号不对，请核对 HUIGONGKA_TEMPLATES",
    "41030": "小程序还没有发布这个页面",
    "43101": "本人没有订阅，或者次数已用完",
    "43107": "本人关闭了订阅消息",
    "45168": "内容含有微信不允许的词",
    "47003": "内容不符合模板，请核对模板的字段",
}


def undelivered(session: Session, start: int, size: int) -> Sequence[Notice]:
    """The messages that were given up, the newest first; an inbox notice counts only when WeChat was asked in vain.

    For whoever looks after the service: no account, no person, no phone is read.
    """
    announced = (Notice.channel == Channel.INBOX) & (
        Notice.fault.is_not(None) | (Notice.attempts >= LAST_ATTEMPT)
    )
    given_up = select(Notice).where(
        Notice.dead_at.is_not(None), (Notice.channel == Channel.TEXT_MESSAGE) | announced
    )
    return session.scalars(
        given_up.order_by(Notice.dead_at.desc(), Notice.id).offset(start).limit(size)
    ).all()


def failure_told(notice: Notice) -> str:
    """Why a message was given up, as the administrator reads it."""
    if notice.fault is not None:
        return f"微信不收（{notice.fault}）：{FAULTS.get(notice.fault, '请查微信的错误码说明')}"
    if notice.attempts >= LAST_ATTEMPT:
        return f"试了 {notice.attempts} 次都没有发出去，请检查通道"
    return "过了时效，或者收信人的信息已经删除"
