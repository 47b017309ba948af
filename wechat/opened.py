"""开放数据: opens encryptedData, which the mini-program hands over and only the session_key opens."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

OLDEST_SECONDS = 300


class EncryptedDataRefused(Exception):
    """The data does not open with this key, is not for this appid, or is too old: one error for all."""


def open_encrypted_data(session_key: str, iv: str, data: str, appid: str, now: float) -> dict[str, Any]:
    """The object inside encryptedData (AES-128-CBC, PKCS#7 of 16 bytes, all three texts base64).

    `now` in unix seconds; the watermark must name `appid` and be at most 300 seconds away from `now`. Strict
    where wechatpy's WeChatWxaCrypto is not: padding, age, and one error whatever is wrong.
    """
    try:
        key, vector, sealed = (base64.b64decode(text, validate=True) for text in (session_key, iv, data))
        document: dict[str, Any] = json.loads(_decrypted(key, vector, sealed))
        watermark = document["watermark"]
        fitting = watermark["appid"] == appid and abs(now - watermark["timestamp"]) <= OLDEST_SECONDS
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        fitting = False
    if not fitting:
        raise EncryptedDataRefused("encryptedData refused")
    return document


def _decrypted(key: bytes, iv: bytes, data: bytes) -> bytes:
    if len(key) != 16:
        raise ValueError("not an AES-128 key")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    unpadder = PKCS7(128).unpadder()
    return unpadder.update(decryptor.update(data) + decryptor.finalize()) + unpadder.finalize()
