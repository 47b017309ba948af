"""How a push travels: XML or JSON, in the clear or in safe mode (安全模式), signed anew at every attempt.

The cipher is wechatpy's, apart from `wechat.push`, so that neither side is judged by itself alone.
"""

import json
import secrets
from typing import Any
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

Posted = tuple[dict[str, str], bytes, str]


def posted(message: dict[str, Any], address: dict[str, Any], appid: str, now: float) -> Posted:
    """The query, body and content type of one attempt to deliver `message` to an address of a developer."""
    timestamp, nonce, token = str(int(now)), str(secrets.randbelow(10**10)), address["token"]
    query = {"signature": signature(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    query["openid"] = str(message["FromUserName"])
    as_json = address["format"] == "json"
    if not address.get("aes_key"):
        body = json.dumps(message, ensure_ascii=False) if as_json else xml_of(message)
        return query, body.encode(), _kind(as_json)
    plain = json.dumps(message, ensure_ascii=False) if as_json else xml_of(message)
    sealed = WeChatCrypto(token, address["aes_key"], appid).encrypt_message(plain, nonce, timestamp)
    encrypted = xmltodict.parse(sealed)["xml"]["Encrypt"]
    query |= {"encrypt_type": "aes", "msg_signature": signature(token, timestamp, nonce, encrypted)}
    outer = {"ToUserName": message["ToUserName"], "Encrypt": encrypted}
    return query, (json.dumps(outer) if as_json else xml_of(outer)).encode(), _kind(as_json)


def xml_of(message: dict[str, Any]) -> str:
    """A message as the platform writes it: texts in CDATA, numbers bare, a list as one element after the other."""
    return f"<xml>{_elements(message)}</xml>"


def _elements(values: dict[str, Any]) -> str:
    return "".join(
        f"<{name}>{_inner(one)}</{name}>"
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return _elements(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"


def signature(*parts: str) -> str:
    """SHA-1 over the parts in their order of text."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def _kind(as_json: bool) -> str:
    return "application/json" if as_json else "text/xml"
