"""小程序登录: a one-time code becomes an openid (code2Session)."""

import base64
import re
from dataclasses import dataclass, field

from wechat.client import Gateway
from wechat.errors import InvalidCode, Unreachable

_CODE = re.compile(r"[\x21-\x7e]{1,256}")
_OPENID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class WeChatSession:
    """A logged-in WeChat account. Its identity is (appid, openid); unionid only helps to join accounts."""

    appid: str
    openid: str
    session_key: str = field(repr=False)
    unionid: str | None


def code_to_session(gateway: Gateway, js_code: str) -> WeChatSession:
    """Exchanges the code of wx.login (five minutes, once) without access_token: a lost token stops no login.

    Raises InvalidCode, Blocked, QuotaExceeded, or Unreachable, also for an answer of undocumented shape.
    """
    if not _CODE.fullmatch(js_code):
        raise InvalidCode(40029, "invalid code")
    query = {"js_code": js_code, "grant_type": "authorization_code"}
    answer = gateway.plain("GET", "/sns/jscode2session", query)
    session = WeChatSession(
        gateway.appid,
        str(answer.get("openid", "")),
        str(answer.get("session_key", "")),
        str(answer.get("unionid") or "") or None,
    )
    if not _is_documented(session):
        raise Unreachable(None, "the answer is not a session")
    return session


def _is_documented(session: WeChatSession) -> bool:
    """Whether the ids look like ids, and the session_key is base64 of 16 bytes, an AES-128 key."""
    ids = [session.openid] if session.unionid is None else [session.openid, session.unionid]
    try:
        key = base64.b64decode(session.session_key, validate=True)
    except ValueError:
        key = b""
    return len(key) == 16 and all(_OPENID.fullmatch(value) for value in ids)
