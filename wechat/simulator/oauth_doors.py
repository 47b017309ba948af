"""Web authorisation of an official account: code → token → userinfo (网页授权)."""

from typing import Any

from flask import Blueprint, Response, request

from wechat.simulator.answers import Refused, ok, spoken
from wechat.simulator.asked import trusted
from wechat.simulator.oauth import LIFE_SECONDS, Grant
from wechat.simulator.state import state

doors = Blueprint("oauth", __name__)


@doors.get("/sns/oauth2/access_token")
def access_token() -> Response:
    """通过 code 换取网页授权 access_token."""
    appid = trusted(request.args)
    if request.args.get("grant_type") != "authorization_code":
        raise Refused(40002)
    code = request.args.get("code")
    if not code:
        raise Refused(41008)
    return _told(state().oauth.grant(appid, code))


@doors.get("/sns/oauth2/refresh_token")
def refresh_token() -> Response:
    """刷新 access_token, which asks for no secret."""
    appid, held = request.args.get("appid", ""), request.args.get("refresh_token", "")
    if not held:
        raise Refused(41003)
    if appid not in state().secrets:
        raise Refused(40013)
    if request.args.get("grant_type") != "refresh_token":
        raise Refused(40002)
    return _told(state().oauth.refreshed(appid, held))


@doors.get("/sns/userinfo")
def userinfo() -> Response:
    """拉取用户信息: what is left of it since 2021-10-20; a snapshot page shows nobody real."""
    grant = _holder()
    if grant.scope != "snsapi_userinfo":
        raise Refused(48001)
    told: dict[str, Any] = {
        "openid": grant.openid,
        "nickname": "微信用户",
        "sex": 0,
        "language": "",
        "city": "",
    }
    told |= {
        "province": "",
        "country": "",
        "headimgurl": "https://thirdwx.qlogo.cn/sample/132",
        "privilege": [],
    }
    return spoken(told | state().people.union(grant.appid, grant.openid))


@doors.get("/sns/auth")
def auth() -> Response:
    """检验授权凭证."""
    _holder()
    return ok()


def _holder() -> Grant:
    return state().oauth.holder(request.args.get("access_token", ""), request.args.get("openid", ""))


def _told(grant: Grant) -> Response:
    told: dict[str, Any] = {
        "access_token": grant.access_token,
        "expires_in": LIFE_SECONDS,
        "refresh_token": grant.refresh_token,
        "openid": grant.openid,
        "scope": grant.scope,
    }
    if grant.snapshot:
        told["is_snapshotuser"] = 1
    return spoken(told | state().people.union(grant.appid, grant.openid))
