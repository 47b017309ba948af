"""What is said to people and by people: subscribe messages and the check of texts."""

import re
import secrets
from typing import Any

from flask import Blueprint, Response

from wechat.simulator.answers import Refused, ok
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("messages", __name__)
SEEN_SECONDS = 2 * 3600
# Written apart from wechat.notices on purpose, so that neither is judged by itself alone.
_LONGEST = {
    "thing": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32,
    "phone_number": 17, "car_number": 8, "name": 20, "phrase": 5,
}  # fmt: skip
_SHAPES = {
    "number": r"[\d.-]+", "letter": r"[A-Za-z]+", "character_string": r"[\x20-\x7e]+",
    "phrase": r"[\u4e00-\u9fff]+", "time": r".*\d:\d\d.*", "date": r".*\d.*\d.*",
    "amount": r"\D\d{1,10}(\.\d+)?元?",
}  # fmt: skip
_WORDS = {"[risky]": ("risky", 20006), "[review]": ("review", 20001)}


@doors.post("/cgi-bin/message/subscribe/send")
def subscribe_send() -> Response:
    """发送订阅消息: send one message and use up one grant."""
    appid, message = caller(), posted()
    if not message.get("touser"):
        raise Refused(40003)
    if not message.get("template_id"):
        raise Refused(40037)
    if str(message.get("page", "")).startswith("/"):
        raise Refused(41030)
    _check_values(message.get("data"))
    grant = (message["touser"], message["template_id"])
    if state().grants[grant] <= 0:
        raise Refused(43101)
    state().grants[grant] -= 1
    state().sent.append({"appid": appid, **message})
    return ok(msgid=len(state().sent))


@doors.post("/wxa/msg_sec_check")
def msg_sec_check() -> Response:
    """文本内容安全识别 v2: texts with [risky] or [review] are found so, all others pass."""
    appid, text = caller(), posted()
    if text.get("version") != 2 or text.get("scene") not in (1, 2, 3, 4):
        raise Refused(40097)
    if not 1 <= len(str(text.get("content", ""))) <= 2500:
        raise Refused(47001)
    if state().now() - state().seen_at.get((appid, text.get("openid", "")), 0.0) > SEEN_SECONDS:
        raise Refused(61010)
    found = [verdict for word, verdict in _WORDS.items() if word in text["content"]]
    suggest, label = found[0] if found else ("pass", 100)
    detail = {"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}
    return ok(result={"suggest": suggest, "label": label}, detail=[detail], trace_id=secrets.token_hex(8))


def _check_values(data: Any) -> None:
    if not isinstance(data, dict) or not data:
        raise Refused(47003, " data is empty")
    for field, holder in data.items():
        value = holder.get("value") if isinstance(holder, dict) else None
        kind = field.rstrip("0123456789")
        if not isinstance(value, str) or not value.strip():
            raise Refused(47003, f" data.{field}.value is empty")
        if len(value) > _LONGEST.get(kind, 100) or not re.fullmatch(_SHAPES.get(kind, r"[^\n]+"), value):
            raise Refused(47003, f" data.{field}.value invalid")
