"""订阅消息: which kinds of notice also go out through WeChat, when the worker is asked for it, and what they say there.

Which public templates a mini-program may use depends on its category (类目), and their fields are numbered by WeChat: a
deployment names template and fields of each kind (HUIGONGKA_TEMPLATES), and a field is filled by its type. What stands on
a locked screen is short and names nobody, no union and no reason that says more than what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.ground import clock
from service.ground.config import MessageTemplate, SettingMissing, Settings
from service.ground.words import Words

LONGEST_THING = 20
MOST_ASKED = 3  # templates in one dialogue of wx.requestSubscribeMessage


class Moment(Words):
    """时机: the tap after which the worker is asked."""

    SUBMIT = "submit", "提交入会申请"
    CLAIM = "claim", "提交激活核验"
    CARD = "card", "出示惠工卡"
    CORRECTION = "correction", "申请更正信息"
    STAFF = "staff", "工作人员确认扫码"


@dataclass(frozen=True)
class Wording:
    """One kind as a subscribe message: what the worker is asked for, two short sentences and one word of outcome.

    ``things`` fill the template's fields of type thing in their order, ``phrase`` its phrase (汉字, at most five).
    """

    title: str
    things: tuple[str, str]
    phrase: str


_RESULT, _SAFETY, _CORRECTED = "入会申请办理结果", "惠工卡安全提醒", "信息更正结果"
_OFFICE = "工会工作提醒"

WORDINGS: dict[str, Wording] = {
    "application_approved": Wording(_RESULT, ("加入工会的申请", "请打开小程序激活惠工卡"), "已批准"),
    "application_returned": Wording(_RESULT, ("加入工会的申请", "{reason}"), "需要补正"),
    "application_rejected": Wording(_RESULT, ("加入工会的申请", "请打开小程序查看原因"), "没有批准"),
    "application_referred": Wording(
        _RESULT, ("加入工会的申请", "正由上级工会派发，不用重新申请"), "已转上级"
    ),
    "application_dispatched": Wording(_RESULT, ("加入工会的申请", "应于 {due} 前办结"), "已派发"),
    "application_expired": Wording(_RESULT, ("加入工会的申请", "需要入会请重新申请"), "已过期"),
    "campaign_opened": Wording(_OFFICE, ("花名册半年更新开始了", "{due} 前到工作台确认"), "待确认"),
    "campaign_due": Wording(_OFFICE, ("花名册还没有确认", "{due} 前到工作台确认"), "请尽快"),
    "card_activated": Wording("惠工卡激活结果", ("惠工卡激活核验", "非本人操作请立即冻结"), "已激活"),
    "card_checked": Wording(_SAFETY, ("有人核验了您的卡", "核对数字 {match}，非本人请冻结"), "已核验"),
    "card_moved": Wording(_SAFETY, ("惠工卡已在别处激活", "非本人操作请联系工会"), "已换绑"),
    "card_released": Wording(_SAFETY, ("惠工卡与微信解除绑定", "请打开小程序查看原因"), "已解绑"),
    "card_suspended": Wording(_SAFETY, ("惠工卡已经冻结", "要恢复请重新激活"), "已冻结"),
    "correction_accepted": Wording(_CORRECTED, ("更正信息的申请", "请打开小程序核对"), "已更正"),
    "correction_refused": Wording(_CORRECTED, ("更正信息的申请", "请打开小程序看工会的答复"), "没有更正"),
    "findings_opened": Wording(_OFFICE, ("有 {count} 处数据疑点要核对", "{due} 前到工作台答复"), "待核对"),
    "findings_due": Wording(_OFFICE, ("有 {count} 处数据疑点逾期", "请到工作台答复"), "已逾期"),
}
MOMENTS: dict[Moment, tuple[str, ...]] = {
    Moment.SUBMIT: (
        *("application_approved", "application_returned", "application_rejected"),
        *("application_referred", "application_dispatched", "application_expired"),
    ),
    Moment.CLAIM: ("card_activated",),
    Moment.CARD: ("card_checked", "card_moved", "card_released", "card_suspended"),
    Moment.CORRECTION: ("correction_accepted", "correction_refused"),
    Moment.STAFF: ("campaign_opened", "campaign_due", "findings_opened", "findings_due"),
}
# How many fields of a type one template may have: as many as there is something to say.
_FILLED = {"thing": 2, "phrase": 1, "date": 1, "time": 1}


def templates_of(settings: Settings) -> Mapping[str, MessageTemplate]:
    """The template of each kind in this deployment; raises SettingMissing for a kind or field that nothing fills."""
    for kind, template in settings.subscribe_templates.items():
        if kind not in WORDINGS:
            raise SettingMissing(f"HUIGONGKA_TEMPLATES names {kind}; it may name {', '.join(WORDINGS)}")
        types = [_type_of(name) for name in template.fields]
        if any(types.count(one) > _FILLED.get(one, 0) for one in types):
            raise SettingMissing(f"HUIGONGKA_TEMPLATES: {kind} has fields that nothing fills")
    return settings.subscribe_templates


def asked_at(settings: Settings, moment: Moment) -> list[dict[str, str]]:
    """The templates to ask for after this tap, each once, at most three; none when the deployment has none."""
    known, asked = templates_of(settings), dict[str, str]()
    for kind in MOMENTS[moment]:
        if kind in known:
            asked.setdefault(known[kind].id, WORDINGS[kind].title)
    return [{"template_id": one, "title": title} for one, title in asked.items()][:MOST_ASKED]


def values(kind: str, blanks: Mapping[str, Any], at: datetime, template: MessageTemplate) -> dict[str, str]:
    """What stands in each field of the template, within WeChat's limits."""
    wording, things = WORDINGS[kind], iter(WORDINGS[kind].things)
    filled = {}
    for name in template.fields:
        if _type_of(name) == "thing":
            filled[name] = _short(next(things).format(**blanks))
        else:
            filled[name] = wording.phrase if _type_of(name) == "phrase" else clock.county_time(at)
    return filled


def _type_of(field: str) -> str:
    return field.rstrip("0123456789")


def _short(words: str) -> str:
    """At most twenty characters in one line; never empty."""
    line = " ".join(words.split()) or "请打开小程序查看"
    return line if len(line) <= LONGEST_THING else line[: LONGEST_THING - 1] + "…"
