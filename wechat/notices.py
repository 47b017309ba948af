"""订阅消息: template values checked before they travel, and one message sent for one grant.

Rules: 发送订阅消息, section 订阅消息参数值内容限制说明; a value that breaks one costs errcode 47003.
"""

import re
from collections.abc import Mapping
from typing import Literal

from wechat.client import Gateway
from wechat.errors import BadRequest

State = Literal["developer", "trial", "formal"]
BAD_VALUE = 47003

_HAN = "〇㐀-䶿一-鿿\U00020000-\U000323af"
_TEXT = r"[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]"
_YEAR, _MONTH, _DAY = r"[0-9]{4}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_DATE = (
    rf"(?:{_YEAR}年{_MONTH}月(?:{_DAY}日)?|{_MONTH}月{_DAY}日"
    rf"|(?:{_YEAR}[-/.])?{_MONTH}[-/.]{_DAY}|{_YEAR}[-/.]{_MONTH})"
)
_ON, _AT = rf"{_DATE}(?: {_CLOCK})?", rf"(?:{_DATE} )?{_CLOCK}"

_RULES: dict[str, tuple[str, str]] = {
    "thing": (rf"{_TEXT}{{1,20}}", "请写 1 到 20 个字，不要换行"),
    "number": (r"(?=.{1,32}\Z)-?[0-9]+(?:\.[0-9]+)?", "只能写数字，最多 32 位"),
    "letter": (r"[A-Za-z]{1,32}", "只能写字母，最多 32 个"),
    "symbol": (r"(?:[^\w\s]|_){1,5}", "只能写符号，最多 5 个"),
    "character_string": (r"[ -~]{1,32}", "只能写数字、字母或符号，最多 32 个"),
    "time": (rf"{_AT}(?:~{_AT})?", "请写时间，例如：15:01，或：2019年10月1日 15:01"),
    "date": (rf"{_ON}(?:~{_ON})?", "请写日期，例如：2019年10月1日"),
    "amount": (r"[¥￥$€£][0-9]{1,10}(?:\.[0-9]+)?元?", "请写金额，例如：￥100"),
    "phone_number": (r"[0-9+\-()*# ]{1,17}", "请写电话号码，最多 17 位"),
    "car_number": (
        rf"(?=.{{1,8}}\Z)[{_HAN}A-Za-z0-9][A-Za-z0-9]*[{_HAN}A-Za-z0-9]?",
        "请写车牌号码，最多 8 位",
    ),
    "name": (
        rf"(?=.*[{_HAN}])(?:(?![0-9]){_TEXT}){{1,10}}|(?:(?![0-9{_HAN}]){_TEXT}){{1,20}}",
        "请写姓名：中文最多 10 个字，英文最多 20 个字母",
    ),
    "phrase": (rf"[{_HAN}]{{1,5}}", "只能写汉字，最多 5 个"),
    "enum": (rf"{_TEXT}+", "请选一个值"),
}
_FIELD = re.compile(r"([a-z_]+?)[0-9]{1,3}")


def validate(data: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each template value, in Chinese, by field such as `thing1`; empty when well."""
    faults = {name: _fault(name, value) for name, value in data.items()}
    return {name: fault for name, fault in faults.items() if fault}


def send(
    gateway: Gateway,
    openid: str,
    template_id: str,
    page: str,
    data: Mapping[str, str],
    state: State = "formal",
) -> str | None:
    """Sends one message and thereby uses up one grant; `state` says which build of the mini-program it opens.

    The platform's number of the message, by which subscribe_msg_sent_event speaks of it, if it gave one.

    Raises NotSubscribed when no grant is left; BadRequest 47003 for values that break a rule, before sending.
    """
    if wrong := validate(data):
        raise BadRequest(BAD_VALUE, "argument invalid: " + ", ".join(sorted(wrong)))
    message = {
        "touser": openid,
        "template_id": template_id,
        "page": page,
        "data": {name: {"value": value} for name, value in data.items()},
        "miniprogram_state": state,
        "lang": "zh_CN",
    }
    answer = gateway.call("POST", "/cgi-bin/message/subscribe/send", body=message)
    return str(answer["msgid"]) if answer.get("msgid") else None


def _fault(name: str, value: str) -> str:
    """The sentence of WeChat's rule that a value breaks; empty when it breaks none."""
    kind = _FIELD.fullmatch(name)
    if kind is None or kind[1] not in _RULES:
        return "模板里没有这种字段"
    pattern, sentence = _RULES[kind[1]]
    return "" if value.strip() and re.fullmatch(pattern, value) else sentence
