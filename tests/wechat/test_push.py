"""消息推送: only WeChat's own, only for us, only fresh; and a repetition is known as one."""

import base64
import hashlib
import json
import struct
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from wechat.push import LARGEST_PUSH, PushDoor, PushRefused

APPID, TOKEN, AES_KEY, NOW = (
    "wx0123456789abcdef",
    "sample-push-token",
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    1_700_000_000,
)
EVENT = {
    "ToUserName": "gh_sample",
    "FromUserName": "oSAMPLE",
    "CreateTime": NOW,
    "MsgType": "event",
    "Event": "user_authorization_revoke",
    "RevokeInfo": "8",
}
Push = tuple[dict[str, str], bytes]


def door(now: float = NOW, appid: str = APPID) -> PushDoor:
    return PushDoor(appid, TOKEN, AES_KEY, lambda: now)


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypted(plaintext: bytes, appid: str = APPID, salt: bytes = b"0123456789abcdef") -> str:
    """The envelope as documented, written apart from wechatpy."""
    text = salt + struct.pack(">I", len(plaintext)) + plaintext + appid.encode()
    count = 32 - len(text) % 32
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(text + bytes([count]) * count) + encryptor.finalize()).decode()


def signed(envelope: str, timestamp: str = str(NOW), nonce: str = "42") -> dict[str, str]:
    return {
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": sha1(TOKEN, timestamp, nonce),
        "msg_signature": sha1(TOKEN, timestamp, nonce, envelope),
        "openid": "oSAMPLE",
    }


def push(message: Any = EVENT, **how: Any) -> Push:
    plaintext = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
    envelope = encrypted(plaintext, **how)
    return signed(envelope), json.dumps({"ToUserName": "gh_sample", "Encrypt": envelope}).encode()


def test_a_json_push_opens() -> None:
    assert door().open_push(*push()) == EVENT


def test_an_xml_push_opens_with_lists_and_nests() -> None:
    inner = (
        "<xml><Event><![CDATA[subscribe_msg_popup_event]]></Event><Empty/><SubscribeMsgPopupEvent>"
        "<List><TemplateId>a</TemplateId></List><List><TemplateId>b</TemplateId></List>"
        "<List><TemplateId>c</TemplateId></List></SubscribeMsgPopupEvent></xml>"
    )
    envelope = encrypted(inner.encode())
    body = f"<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[{envelope}]]></Encrypt></xml>"
    assert door().open_push(signed(envelope), body.encode()) == {
        "Event": "subscribe_msg_popup_event",
        "Empty": "",
        "SubscribeMsgPopupEvent": {"List": [{"TemplateId": "a"}, {"TemplateId": "b"}, {"TemplateId": "c"}]},
    }


def refused(query: dict[str, str], body: bytes, now: float = NOW, appid: str = APPID) -> str:
    with pytest.raises(PushRefused) as caught:
        door(now, appid).open_push(query, body)
    assert caught.value.__context__ is None
    return str(caught.value)


def test_another_body_under_the_same_address_is_refused() -> None:
    query, _ = push()
    _, body = push(EVENT | {"RevokeInfo": "6"})
    assert refused(query, body) == "signature"


def test_the_plain_signature_opens_nothing() -> None:
    query, body = push()
    assert refused({**query, "msg_signature": query["signature"]}, body) == "signature"
    del query["msg_signature"]
    assert refused(query, body) == "signature"


@pytest.mark.parametrize("name", ["timestamp", "nonce"])
def test_a_changed_query_is_refused(name: str) -> None:
    query, body = push()
    assert refused({**query, name: "1700000001"}, body) == "signature"


@pytest.mark.parametrize(("seconds", "fresh"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_push_is_fresh_for_five_minutes_either_way(seconds: int, fresh: bool) -> None:
    if fresh:
        assert door(NOW + seconds).open_push(*push()) == EVENT
    else:
        assert refused(*push(), now=NOW + seconds) == "timestamp"


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "１７", "9" * 13])
def test_a_signed_time_that_is_no_time_is_refused(timestamp: str) -> None:
    envelope = encrypted(b"{}")
    assert refused(signed(envelope, timestamp), json.dumps({"Encrypt": envelope}).encode()) == "timestamp"


def test_a_push_for_another_app_is_refused() -> None:
    assert refused(*push(appid="wxfedcba9876543210")) == "body"


def test_an_unencrypted_push_is_refused() -> None:
    query, _ = push()
    assert refused(query, json.dumps(EVENT).encode()) == "body"


ENVELOPE = encrypted(b"<xml><a>1</a></xml>")
DECLARED = [
    f'<!DOCTYPE xml [<!ENTITY e "x">]><xml><Encrypt>{ENVELOPE}</Encrypt></xml>',
    f'<?xml version="1.0"?>\n<!doctype xml SYSTEM "file:///etc/passwd"><xml><Encrypt>{ENVELOPE}</Encrypt></xml>',
    f"<xml><!-- note --><Encrypt>{ENVELOPE}</Encrypt></xml>",
]


@pytest.mark.parametrize("body", DECLARED)
def test_a_doctype_is_refused(body: str) -> None:
    assert refused(signed(ENVELOPE), body.encode()) == "body"


def test_a_doctype_hidden_in_another_encoding_is_refused() -> None:
    assert refused(signed(ENVELOPE), DECLARED[0].encode("utf-16")) == "body"


def test_a_doctype_inside_the_envelope_is_refused() -> None:
    assert refused(*push(b'<!DOCTYPE x [<!ENTITY e "x">]><xml><a>&e;</a></xml>')) == "body"


MALFORMED = {
    "empty": b"",
    "too large": b'{"Encrypt":"' + b"A" * LARGEST_PUSH + b'"}',
    "nested JSON": b"[" * 200_000,
    "nested XML": b"<a>" * 80_000,
    "closed nested XML": b"<a>" * 30_000 + b"</a>" * 30_000,
    "a list": b"[]",
    "a number for Encrypt": b'{"Encrypt":1}',
    "an empty Encrypt": b'{"Encrypt":""}',
    "broken XML": b"<xml><Encrypt>",
    "XML without children": b"<xml>text</xml>",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_refused(name: str) -> None:
    assert refused(push()[0], MALFORMED[name]) == "body"


@pytest.mark.parametrize("envelope", ["AAAA", "not base64", base64.b64encode(bytes(32)).decode(), "é"])
def test_a_signed_but_unreadable_envelope_is_refused(envelope: str) -> None:
    assert refused(signed(envelope), json.dumps({"Encrypt": envelope}).encode()) == "body"


@given(
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from(["timestamp", "nonce", "msg_signature"]), st.text()),
)
def test_whatever_a_stranger_sends_is_refused(body: bytes, query: dict[str, str]) -> None:
    with pytest.raises(PushRefused):
        door().open_push(query, body)


def test_one_flipped_bit_of_the_envelope_is_refused() -> None:
    query, body = push()
    envelope = bytearray(base64.b64decode(json.loads(body)["Encrypt"]))
    for position in range(len(envelope)):
        envelope[position] ^= 1
        changed = json.dumps({"Encrypt": base64.b64encode(envelope).decode()}).encode()
        assert refused(query, changed) == "signature"
        envelope[position] ^= 1


def test_a_repetition_has_the_same_key_also_when_it_is_newly_encrypted() -> None:
    again = push(dict(reversed(EVENT.items())), salt=b"fedcba9876543210")
    assert again != push()
    assert door().replay_key(*again) == door().replay_key(*push())


def test_a_message_is_known_by_its_msgid() -> None:
    first, second = push({"MsgId": 7, "Content": "a"}), push({"MsgId": 7, "Content": "a", "Extra": 1})
    assert door().replay_key(*first) == door().replay_key(*second)
    assert door().replay_key(*push({"MsgId": 8, "Content": "a"})) != door().replay_key(*first)


def test_two_events_of_one_second_have_keys_of_their_own() -> None:
    assert door().replay_key(*push()) != door().replay_key(*push(EVENT | {"RevokeInfo": "6"}))


def test_a_replay_key_names_nobody() -> None:
    key = door().replay_key(*push(b'{"FromUserName":"oSAMPLE","Content":"\\ud83d"}'))
    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")


def test_a_forged_push_has_no_replay_key() -> None:
    query, body = push()
    with pytest.raises(PushRefused):
        door().replay_key({**query, "nonce": "43"}, body)


def url_check(echo: str = "12345", timestamp: int = NOW) -> dict[str, str]:
    return {
        "timestamp": str(timestamp),
        "nonce": "42",
        "echostr": echo,
        "signature": sha1(TOKEN, str(timestamp), "42"),
    }


def test_a_genuine_url_check_is_echoed() -> None:
    assert door().verify_url(url_check()) == "12345"


@pytest.mark.parametrize(
    "query",
    [
        url_check() | {"signature": "0" * 40},
        url_check() | {"nonce": "43"},
        url_check(timestamp=NOW - 301),
        url_check("<script>"),
        url_check(""),
        {},
    ],
)
def test_any_other_url_check_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(PushRefused):
        door().verify_url(query)


def test_a_reply_opens_as_a_push_would_and_is_never_sealed_alike_twice() -> None:
    first, second = door().reply('{"a":1}'), door().reply('{"a":1}')
    assert first["Encrypt"] != second["Encrypt"]
    query = {
        "timestamp": str(first["TimeStamp"]),
        "nonce": first["Nonce"],
        "msg_signature": first["MsgSignature"],
    }
    assert door().open_push(query, json.dumps(first).encode()) == {"a": 1}


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "A" * 42 + "!"])
def test_a_wrong_aes_key_is_noticed_at_once_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match=r"^EncodingAESKey is 43 letters and digits$"):
        PushDoor(APPID, TOKEN, key, lambda: 0.0)


def test_a_door_shows_no_token() -> None:
    assert TOKEN not in repr(door())
