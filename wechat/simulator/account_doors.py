"""An official account and its followers: user info, template and customer messages, reply rules, jsapi ticket."""

import secrets
from typing import Any

from flask import Blueprint, Response, request

from wechat.simulator.answers import Refused, ok, spoken
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("account", __name__)
ANSWER_SECONDS = 48 * 3600
_BODIES = {
    "text": "content",
    "image": "media_id",
    "voice": "media_id",
    "miniprogrampage": "pagepath",
    "news": "articles",
}


@doors.get("/cgi-bin/ticket/getticket")
def getticket() -> Response:
    """获取 api_ticket: one of two hours for all who ask, of the type jsapi."""
    appid = caller()
    if request.args.get("type") != "jsapi":
        raise Refused(40035)
    ticket, seconds = state().tokens.ticket(appid)
    return ok(ticket=ticket, expires_in=seconds)


@doors.get("/cgi-bin/user/info")
def user_info() -> Response:
    """获取用户基本信息(UnionID机制): of one who does not follow nothing but that."""
    appid, openid = caller(), request.args.get("openid", "")
    if not openid:
        raise Refused(40003)
    return spoken(_told(appid, openid))


@doors.post("/cgi-bin/user/info/batchget")
def user_infos() -> Response:
    """批量获取用户基本信息: a hundred at most."""
    appid, asked = caller(), posted().get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= 100:
        raise Refused(40035)
    return spoken({"user_info_list": [_told(appid, str(one.get("openid"))) for one in asked]})


@doors.get("/cgi-bin/user/get")
def user_get() -> Response:
    """获取用户列表."""
    followers = state().people.followers(caller())
    told: dict[str, Any] = {"total": len(followers), "count": len(followers), "next_openid": ""}
    if followers:
        told |= {"data": {"openid": followers}, "next_openid": followers[-1]}
    return spoken(told)


@doors.post("/cgi-bin/message/template/send")
def template_send() -> Response:
    """发送模板消息, to followers alone and by a template that the account has."""
    appid, message = caller(), posted()
    openid = message.get("touser")
    if not openid:
        raise Refused(40003)
    if (appid, message.get("template_id")) not in state().templates:
        raise Refused(40037)
    if state().people.follower(appid, openid) is None:
        raise Refused(43004)
    if not isinstance(message.get("data"), dict):
        raise Refused(47001)
    return ok(msgid=_sent(appid, "template", message))


@doors.post("/cgi-bin/message/custom/send")
def custom_send() -> Response:
    """发送客服消息: an answer within 48 hours to somebody who wrote, tapped, scanned or followed."""
    appid, message = caller(), posted()
    kind, openid = message.get("msgtype", ""), message.get("touser", "")
    if not openid:
        raise Refused(40003)
    body = message.get(kind)
    if kind not in _BODIES or not isinstance(body, dict) or not body.get(_BODIES[kind]):
        raise Refused(40035)
    if not state().people.spoke_within(appid, openid, ANSWER_SECONDS):
        raise Refused(45015)
    _sent(appid, "custom", message)
    return ok()


@doors.get("/cgi-bin/get_current_autoreply_info")
def get_current_autoreply_info() -> Response:
    """获取公众号的自动回复规则: keyword rules among them."""
    closed = {"is_add_friend_reply_open": 0, "is_autoreply_open": 0}
    return spoken(closed | state().autoreplies.get(caller(), {}))


@doors.get("/cgi-bin/getcallbackip")
def getcallbackip() -> Response:
    """获取微信推送服务器IP."""
    caller()
    return spoken({"ip_list": ["127.0.0.1"]})


def _told(appid: str, openid: str) -> dict[str, Any]:
    since = state().people.follower(appid, openid)
    if since is None:
        return {"subscribe": 0, "openid": openid} | state().people.union(appid, openid)
    more = {
        "language": "zh_CN",
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "qr_scene": 0,
        "qr_scene_str": "",
    }
    return {"subscribe": 1, "openid": openid} | since | more | state().people.union(appid, openid)


def _sent(appid: str, way: str, message: dict[str, Any]) -> int:
    state().sent.append({"appid": appid, "way": way, "id": secrets.token_hex(4), **message})
    return len(state().sent)
