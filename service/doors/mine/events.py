"""微信事件: every event that WeChat documents for a mini-program of this kind, and what becomes of it here.

What binds the county is carried out (CARRIED_OUT); what concerns nothing that it keeps is named with its reason (NOT_OURS).
An event on neither list is logged by its name, never by its content, and counted, so that somebody reads what is new.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.holding import hold
from service.ground.logs import log
from service.oversight.erasures.executing import erase_account
from service.register.access.models import SYSTEM
from service.register.accounts.actions import forget_phone
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.notices.grants import hear
from service.register.people.models import Person
from service.requests.cards.claims import withdraw_claim
from service.requests.cards.endings import release_cancelled
from service.requests.cards.models import Card

Message = Mapping[str, Any]
EVENTS = Counter(
    "huigongka_wechat_events_total", "Events of WeChat by name and outcome", ["event", "outcome"]
)

# RevokeInfo of user_authorization_revoke (小程序 安全指引 «授权用户信息变更»). Only the phone is kept here.
PHONE_REVOKED = "8"
_NOTHING_KEPT_OF = {
    "1": "车牌号", "2": "地址", "3": "发票信息", "4": "蓝牙", "5": "麦克风", "6": "昵称和头像", "7": "摄像头",
    "12": "微信运动步数", "13": "位置信息", "14": "选中的图片或视频", "15": "选中的文件", "16": "邮箱地址",
    "18": "选择的位置信息", "19": "微信昵称", "20": "微信头像",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


def _revoked(session: Session, account: Account, message: Message) -> None:
    """撤回授权: forget what was revoked. Of all else on the list nothing was taken from WeChat."""
    for info in re.split(r"\W+", str(message.get("RevokeInfo"))):
        if info == PHONE_REVOKED:
            forget_phone(session, SYSTEM, account)
        elif info not in _NOTHING_KEPT_OF:
            _unknown("user_authorization_revoke")


def _cancelled(session: Session, account: Account, _message: Message) -> None:
    """注销: the WeChat account is gone, and with it whatever rested on it alone (个人信息保护法 第四十七条).

    What it stated, its phone, its sessions and its place as somebody's binding are destroyed as by an erasure; its openid is
    replaced. Account and person are held, so a claim just being settled has bound its card or never does. The membership and
    its roster stay: they rest on the Charter, and the member claims his card again from his new WeChat account.
    """
    withdraw_claim(session, SYSTEM, account.id)
    release_cancelled(session, SYSTEM, account.id)
    erase_account(session, account)
    record(session, SYSTEM, "account:cancel", "account", account.id)


def _heard(session: Session, account: Account, message: Message) -> None:
    hear(session, account.id, message)


CARRIED_OUT: dict[str, Callable[[Session, Account, Message], None]] = {
    "subscribe_msg_change_event": _heard,
    "subscribe_msg_popup_event": _heard,
    "subscribe_msg_sent_event": _heard,
    "user_authorization_cancellation": _cancelled,
    "user_authorization_revoke": _revoked,
}
NOT_OURS = {
    "add_express_path": "没有快递",
    "debug_demo": "微信后台的调试推送",
    "get_app_usage_quota_result": "没有用第三方平台",
    "location": "不收位置",
    "scan": "公众号的事件，这里是小程序",
    "subscribe": "公众号的事件，这里是小程序",
    "unsubscribe": "公众号的事件，这里是小程序",
    "click": "公众号的事件，这里是小程序",
    "view": "公众号的事件，这里是小程序",
    "view_miniprogram": "公众号的事件，这里是小程序",
    "templatesendjobfinish": "公众号的事件，这里是小程序",
    "user_enter_tempsession": "没有开客服会话",
    "user_info_modified": "不保存微信头像和昵称",
    "weapp_audit_delay": "审核结果看微信后台",
    "weapp_audit_fail": "审核结果看微信后台",
    "weapp_audit_success": "审核结果看微信后台",
    "wxa_media_check": "没有送检图片和语音",
    "wxa_nickname_audit": "名称审核看微信后台",
    "wxa_punish_event": "违规处罚看微信后台",
    "wxa_illegal_record": "违规记录看微信后台",
    "wxa_appeal_record": "申诉记录看微信后台",
    "wxa_privacy_apply": "接口权限审核看微信后台",
    "wxa_category_audit": "类目审核看微信后台",
}


def carry_out(session: Session, appid: str, message: Message) -> UUID | None:
    """Act on an event that binds us, for the account it is about; None when it is about nobody here or another app."""
    event = str(message.get("Event", "")).lower()  # «不区分大小写»
    if str(message.get("MsgType", "")).lower() != "event":
        EVENTS.labels("message", "not_ours").inc()  # 客服消息: nobody answers there
    elif event in CARRIED_OUT and message.get("AppID") in (None, "", appid):
        EVENTS.labels(event, "carried_out").inc()
        account = _account(session, appid, str(message.get("OpenID") or message.get("FromUserName") or ""))
        if account is not None:
            CARRIED_OUT[event](session, account, message)
            return account.id
    elif event in CARRIED_OUT or event in NOT_OURS:
        EVENTS.labels(event, "not_ours").inc()
    else:
        _unknown(event)
    return None


def _unknown(event: str) -> None:
    """Count what nobody knows under one name, and log its own: only WeChat can sign one, yet it may send many."""
    EVENTS.labels("other", "unknown").inc()
    log.warning("wechat event unknown", kind=event if _NAME.fullmatch(event) else "unreadable")


def _account(session: Session, appid: str, openid: str) -> Account | None:
    """The account, held with the person whose card it bears."""
    own = select(Account.id).where(Account.appid == appid, Account.openid == openid)
    card = select(Card.person_id).where(Card.account_id.in_(own), Card.revoked_at.is_(None))
    hold(session, {Account: own, Person: card})
    id_ = session.scalars(own).one_or_none()
    return session.get_one(Account, id_) if id_ else None
