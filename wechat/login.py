"""小程序登录: a one-time code becomes an openid (code2Session); and whether an old login still holds."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field

from wechat.client import Gateway
from wechat.errors import BadRequest, InvalidCode, Unreachable

SESSION_ENDED = 87009
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


def check_session(gateway: Gateway, openid: str, session_key: str) -> bool:
    """检验登录态: whether WeChat still holds this session_key good for this openid."""
    signature = login_signature(session_key, b"")
    query = {"openid": openid, "signature": signature, "sig_method": "hmac_sha256"}
    try:
        gateway.call("GET", "/wxa/checksession", query=query)
    except BadRequest as refusal:
        if refusal.errcode == SESSION_ENDED:
            return False
        raise
    return True


def login_signature(session_key: str, message: bytes) -> str:
    """用户登录态签名: HMAC-SHA256 in hex; the key is the text of session_key, not the bytes it stands for."""
    return hmac.new(session_key.encode(), message, hashlib.sha256).hexdigest()


def _is_documented(session: WeChatSession) -> bool:
    """Whether the ids look like ids, and the session_key is base64 of 16 bytes, an AES-128 key."""
    ids = [session.openid] if session.unionid is None else [session.openid, session.unionid]
    try:
        key = base64.b64decode(session.session_key, validate=True)
    except ValueError:
        key = b""
    return len(key) == 16 and all(_OPENID.fullmatch(value) for value in ids)
