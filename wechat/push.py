"""消息推送: the door through which WeChat tells us of events, in safe mode (安全模式) only.

Signatures and the envelope are wechatpy's (WeChatSigner, PrpCrypto); comparing in constant time, the age of a
message and the parsing of its body are done here: wechatpy compares with `!=` and knows no age and no JSON.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from xml.etree import ElementTree

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

FRESH_SECONDS = 300
LARGEST_PUSH = 256 * 1024
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")
_DIGITS = re.compile(r"[0-9]{1,12}")
_ECHO = re.compile(r"[0-9A-Za-z_-]{1,64}")
_DECLARATION = re.compile(r"<!(?!\[CDATA\[)")  # a DOCTYPE is where XML entities come from
_MALFORMED = (
    ValueError,
    KeyError,
    IndexError,
    RecursionError,
    struct.error,
    ElementTree.ParseError,
    InvalidAppIdException,
)
_Text = TypeVar("_Text", str, bytes)
_Read = TypeVar("_Read")


class PushRefused(Exception):
    """A push that is not from WeChat, not for this appid, too old, or unreadable; its text says which."""


# Events about subscribe messages, and the element in which XML wraps their entries.
SUBSCRIPTIONS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


def entries(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a subscription event: JSON gives an object for one and a list for many, XML wraps them."""
    wrapped = message.get(SUBSCRIPTIONS.get(str(message.get("Event")), ""), message)
    listed = wrapped.get("List") if isinstance(wrapped, Mapping) else None
    return [one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, dict)]


class PushDoor:
    """Opens and answers pushes for one appid; `now` gives unix seconds."""

    def __init__(self, appid: str, token: str, encoding_aes_key: str, now: Callable[[], float]) -> None:
        if not _AES_KEY.fullmatch(encoding_aes_key):
            raise ValueError("EncodingAESKey is 43 letters and digits")
        self._appid = appid
        self._token = token
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._now = now

    def verify_url(self, query: Mapping[str, str]) -> str:
        """The echostr to answer when WeChat tries the address (GET); raises PushRefused."""
        self._check(query, "signature")
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):  # not covered by the signature, and we answer it as it came
            raise PushRefused("echostr")
        return echo

    def open_push(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The message inside a push, JSON or XML (then all values are texts); raises PushRefused.

        `msg_signature` covers the encrypted text; the query's plain `signature` covers no body: ignored.
        """
        encrypted = _understood(_encrypted, body)
        self._check(query, "msg_signature", encrypted)
        return _understood(_document, _understood(self._decrypted, encrypted))

    def replay_key(self, query: Mapping[str, str], body: bytes) -> str:
        """What a push and every repetition of it have in common, as 64 hex digits without anything personal.

        WeChat sends again after 5 seconds of silence; a repetition may be newly encrypted, so the message and
        not its envelope counts: MsgId where there is one, else the whole event. Keep the keys longer than the
        2 x 300 seconds in which a push can be replayed.
        """
        message = self.open_push(query, body)
        essence = {"MsgId": message["MsgId"]} if message.get("MsgId") else message
        text = json.dumps([self._appid, essence], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def reply(self, plaintext: str) -> dict[str, Any]:
        """The encrypted and signed answer to a push, ready to be sent as JSON."""
        salt, nonce = secrets.token_hex(8), str(secrets.randbelow(10**10))
        return self.sealed_reply(plaintext, salt, int(self._now()), nonce)

    def sealed_reply(self, plaintext: str, salt: str, timestamp: int, nonce: str) -> dict[str, Any]:
        """The same with everything random given: `salt` is 16 characters."""
        encrypted = _Salted(self._key, salt).encrypt(plaintext, self._appid).decode()
        signature = _signature(self._token, str(timestamp), nonce, encrypted)
        return {"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce}

    def _decrypted(self, encrypted: str) -> str:
        return str(PrpCrypto(self._key).decrypt(encrypted, self._appid))

    def _check(self, query: Mapping[str, str], name: str, *signed: str) -> None:
        timestamp = query.get("timestamp", "")
        expected = _signature(self._token, timestamp, query.get("nonce", ""), *signed)
        if not hmac.compare_digest(expected.encode(), query.get(name, "").encode()):
            raise PushRefused("signature")
        if not _DIGITS.fullmatch(timestamp) or abs(self._now() - int(timestamp)) > FRESH_SECONDS:
            raise PushRefused("timestamp")


class _Salted(PrpCrypto):
    """wechatpy's envelope with salt from the operating system; its own comes from the `random` module."""

    def __init__(self, key: bytes, salt: str) -> None:
        super().__init__(key)
        self._salt = salt

    def get_random_string(self) -> str:
        return self._salt


def _signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def _understood(read: Callable[[_Text], _Read], text: _Text) -> _Read:
    """`read(text)`, with every way of being malformed turned into the one refusal."""
    with suppress(*_MALFORMED):
        return read(text)
    raise PushRefused("body")


def _encrypted(body: bytes) -> str:
    """The Encrypt field of the envelope."""
    if len(body) > LARGEST_PUSH:
        raise ValueError("too large")
    encrypted = _document(body.decode())["Encrypt"]
    if not isinstance(encrypted, str) or not encrypted:
        raise ValueError("not in safe mode")
    return encrypted


def _document(text: str) -> dict[str, Any]:
    """A JSON object, or the children of an XML root."""
    if text.lstrip().startswith("<"):
        if _DECLARATION.search(text):
            raise ValueError("declaration")
        document = _branch(ElementTree.fromstring(text))  # noqa: S314 - no declaration, hence no entity
    else:
        document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


def _branch(element: ElementTree.Element) -> Any:
    """An element as text, or as an object of its children; children of one name become a list."""
    if not len(element):
        return element.text or ""
    branch: dict[str, Any] = {}
    for child in element:
        value = _branch(child)
        if child.tag not in branch:
            branch[child.tag] = value
        elif isinstance(branch[child.tag], list):
            branch[child.tag].append(value)
        else:
            branch[child.tag] = [branch[child.tag], value]
    return branch
