"""Login and tokens: jscode2session, stable_token, token."""

import base64
import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, request

from wechat.simulator.answers import Refused, spoken
from wechat.simulator.asked import posted, trusted
from wechat.simulator.state import state

doors = Blueprint("login", __name__)
LOGINS_PER_MINUTE = 100
TOKENS_PER_MINUTE = 10_000
FORCED_PER_DAY = 20


@doors.get("/sns/jscode2session")
def jscode2session() -> Response:
    """小程序登录凭证校验, without any access_token; success carries no errcode."""
    appid = trusted(request.args)
    if request.args.get("grant_type") != "authorization_code":
        raise Refused(40002)
    code = request.args.get("js_code")
    if not code:
        raise Refused(41008)
    account = state().login_codes.spend(code, appid, when_used=40163)
    openid = account["openid"]
    state().spend(f"login {appid} {openid}", LOGINS_PER_MINUTE, 60, 45011)
    session_key = base64.b64encode(secrets.token_bytes(16)).decode()
    state().seen_at[appid, openid] = state().now()
    return spoken(
        {
            "openid": openid,
            "session_key": session_key,
            **state().people.union(appid, openid),
            **account.get("more", {}),
        }
    )


@doors.route("/cgi-bin/stable_token", methods=["GET", "POST"])
def stable_token() -> Response:
    """获取稳定版接口调用凭据."""
    wish = posted()
    appid = _token_asked_by(wish)
    state().spend(f"stable_token {appid}", TOKENS_PER_MINUTE, 60, 45011)
    if wish.get("force_refresh"):
        state().spend(f"force_refresh {appid}", FORCED_PER_DAY, 86_400, 45009)
        value, seconds = state().tokens.forced(appid)
    else:
        value, seconds = state().tokens.stable(appid)
    return spoken({"access_token": value, "expires_in": seconds})


@doors.get("/cgi-bin/token")
def token() -> Response:
    """获取接口调用凭据."""
    value, seconds = state().tokens.classic(_token_asked_by(request.args))
    return spoken({"access_token": value, "expires_in": seconds})


def _token_asked_by(wish: Mapping[str, object]) -> str:
    if not state().listed_ip:
        raise Refused(40164)
    if wish.get("grant_type") != "client_credential":
        raise Refused(40002)
    return trusted(wish)
