"""Control doors of message push (消息推送): where an app wants it, what happens, and what falls due by the platform's clock.

They run outside the simulator's lock but for moments: while a receiver thinks, it may ask the platform.
"""

import secrets
from typing import Any

import requests
from flask import Blueprint, Response, abort

from wechat.simulator.answers import spoken
from wechat.simulator.control import appid_of, wished
from wechat.simulator.envelope import signature
from wechat.simulator.events import SPEAKING, message_of
from wechat.simulator.pushes import Push, deliver
from wechat.simulator.state import state

doors = Blueprint("pushing", __name__, url_prefix="/simulator")


@doors.post("/push-address")
def push_address() -> Response:
    """{url, token, aes_key?, format?, appid?}: somebody configures the address, which must echo as the platform asks."""
    wish = wished("url", "token")
    address = {"format": "json", "aes_key": "", **wish}
    timestamp, nonce, echo = str(int(state().now())), secrets.token_hex(5), secrets.token_hex(10)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": echo}
    query["signature"] = signature(wish["token"], timestamp, nonce)
    answer = requests.get(wish["url"], params=query, timeout=5)
    if (answer.status_code, answer.text) != (200, echo):
        abort(400, "Token 校验失败")
    with state().lock:
        state().push.addresses[appid_of(wish)] = address
    return spoken({})


@doors.post("/pushes")
def push() -> Response:
    """{event, openid, told?, appid?} -> the push after its first attempt; `event` text is a message of a person."""
    wish = wished("event", "openid")
    appid, event, openid = appid_of(wish), wish["event"], wish["openid"]
    with state().lock:
        address = state().push.addresses.get(appid)
        if address is None:
            abort(400, "no push-address")
        message = message_of(event, openid, appid, dict(wish.get("told", {})), address["format"])
        message["CreateTime"] = int(state().now())
        if event == "text":
            state().push.last_id += 1
            message["MsgId"] = state().push.last_id
        _live(appid, event, openid)
        sent = Push(appid, message, due_at=state().now())
        state().push.all.append(sent)
    deliver(sent, address, state().now())
    return spoken(_seen(sent))


@doors.post("/pushes/due")
def due() -> Response:
    """Make every attempt that is due by the platform's clock; the pushes it was made for."""
    waiting = state().push.due(state().now())
    for one in waiting:
        deliver(one, state().push.addresses[one.appid], state().now())
    return spoken([_seen(one) for one in waiting])


@doors.get("/pushes")
def pushes() -> Response:
    """Every push so far."""
    return spoken([_seen(one) for one in state().push.all])


def _live(appid: str, event: str, openid: str) -> None:
    """What the event itself changes at the platform."""
    if event == "subscribe":
        state().people.follow(appid, openid)
    elif event == "unsubscribe":
        state().people.leave(appid, openid)
    elif event in SPEAKING:
        state().people.speak(appid, openid)
    elif event == "user_authorization_cancellation":
        for grant in [one for one in state().grants if one[0] == openid]:
            del state().grants[grant]


def _seen(one: Push) -> dict[str, Any]:
    return {"message": one.message, "attempts": one.attempts, "outcome": one.outcome, "reply": one.reply}
