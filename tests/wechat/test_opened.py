"""开放数据: opens with the right key for the right app in time, and otherwise fails in one single way."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wechat.opened import EncryptedDataRefused, open_encrypted_data

APPID, NOW = "wx0123456789abcdef", 1_700_000_000.0
KEY, IV = bytes(range(16)), bytes(range(16, 32))


def sealed(plaintext: bytes, key: bytes = KEY) -> str:
    """AES-CBC of a plaintext that is already padded."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(IV)).encryptor()
    return base64.b64encode(encryptor.update(plaintext) + encryptor.finalize()).decode()


def padded(text: bytes, size: int = 16) -> bytes:
    count = size - len(text) % size
    return text + bytes([count]) * count


def opened(data: str, key: bytes = KEY, appid: str = APPID, now: float = NOW) -> dict[str, Any]:
    return open_encrypted_data(
        base64.b64encode(key).decode(), base64.b64encode(IV).decode(), data, appid, now
    )


def document(**changes: Any) -> dict[str, Any]:
    return {"openId": "oSAMPLE", "watermark": {"timestamp": int(NOW), "appid": APPID, **changes}}


WHOLE = json.dumps(document()).encode()
GOOD = sealed(padded(WHOLE))


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_data_opens_within_five_minutes(minutes: int) -> None:
    assert opened(GOOD, now=NOW + 60 * minutes) == document()


REFUSED: dict[str, dict[str, Any]] = {
    "too old": {"data": GOOD, "now": NOW + 301},
    "from the future": {"data": GOOD, "now": NOW - 301},
    "of another app": {"data": GOOD, "appid": "wxfedcba9876543210"},
    "with another key": {"data": GOOD, "key": bytes(16)},
    "with a key of AES-256": {"data": sealed(padded(WHOLE), KEY * 2), "key": KEY * 2},
    "cut": {"data": GOOD[:-24]},
    "not base64": {"data": "!" + GOOD},
    "empty": {"data": ""},
    "padded to 32 as wechatpy does": {"data": sealed(padded(WHOLE + b" " * (40 - len(WHOLE) % 32), 32))},
    "padded unevenly": {"data": sealed(b'{"a":1}' + b"\x01\x02\x03\x04\x05\x06\x07\x08\x09")},
    "without watermark": {"data": sealed(padded(b'{"openId":"o"}'))},
    "with a list for watermark": {"data": sealed(padded(b'{"watermark":[]}'))},
    "a list": {"data": sealed(padded(b"[1]"))},
    "not JSON": {"data": sealed(padded(b"\xff\xfe"))},
    "of no time": {"data": sealed(padded(json.dumps(document(timestamp=None)).encode()))},
    "of endless time": {"data": sealed(padded(json.dumps(document(timestamp=10**400)).encode()))},
    "of not a time": {
        "data": sealed(padded(b'{"watermark":{"appid":"wx0123456789abcdef","timestamp":NaN}}'))
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_data_is_refused_in_one_way_when_it_is(name: str) -> None:
    """… too old, of another app, cut, padded wrongly …"""
    with pytest.raises(EncryptedDataRefused) as caught:
        opened(**REFUSED[name])
    assert str(caught.value) == "encryptedData refused"
    assert caught.value.__context__ is None


def test_every_single_wrong_key_is_refused_in_the_same_way() -> None:
    """wechatpy answers them with three kinds of exception, or with nothing at all."""
    for number in range(300):
        with pytest.raises(EncryptedDataRefused):
            opened(GOOD, key=number.to_bytes(16, "big"))
