"""Cipher suites (密码套件): AES-256-GCM, SM4-GCM, and SM4-CTR with HMAC-SM3.

Every suite takes one uniform 32-byte secret. The SM suites (GB/T 32907, GB/T 32905) derive their own keys
from it, so that a data key may move from suite to suite without the same key bytes meeting two algorithms.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.derivation import derive, frame
from crypto.errors import Unreadable

SECRET_BYTES = 32


class Suite(Protocol):
    """An authenticated cipher under a 32-byte secret; `id` is the byte that stands in a sealed value.

    `digest` is the hash that goes with the suite wherever a keyed hash is wanted: "sha256" or "sm3".
    """

    id: int
    name: str
    digest: str
    nonce_size: int
    tag_size: int

    def encrypt(self, secret: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """Return ciphertext ‖ tag. A nonce must never meet the same secret twice: call `box` instead."""

    def decrypt(self, secret: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        """Return the plaintext of ciphertext ‖ tag, or raise Unreadable."""


class Aes256Gcm:
    """AES-256-GCM (NIST SP 800-38D); the secret is the key."""

    id = 0x01
    name = "aes-256-gcm"
    digest = "sha256"
    nonce_size = 12
    tag_size = 16

    def encrypt(self, secret: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """See Suite."""
        return AESGCM(secret).encrypt(nonce, plaintext, aad)

    def decrypt(self, secret: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        """See Suite."""
        try:
            return AESGCM(secret).decrypt(nonce, sealed, aad)
        except InvalidTag:
            raise Unreadable from None


class Sm4Gcm:
    """SM4-GCM (GB/T 36624, RFC 8998) under a 16-byte key derived with HKDF-SM3."""

    id = 0x11
    name = "sm4-gcm"
    digest = "sm3"
    nonce_size = 12
    tag_size = 16

    def encrypt(self, secret: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """See Suite."""
        encryptor = Cipher(algorithms.SM4(self._key(secret)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag

    def decrypt(self, secret: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        """See Suite."""
        ciphertext, tag = sealed[: -self.tag_size], sealed[-self.tag_size :]
        decryptor = Cipher(algorithms.SM4(self._key(secret)), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(aad)
        try:
            return decryptor.update(ciphertext) + decryptor.finalize()
        except InvalidTag:
            raise Unreadable from None

    def _key(self, secret: bytes) -> bytes:
        return derive("sm3", secret, 16, b"hgk/1 suite", b"sm4-gcm")


class Sm4CtrHmacSm3:
    """SM4-CTR, then HMAC-SM3 over place, nonce and ciphertext (encrypt-then-MAC).

    The 32-byte tag commits to the key: nobody can make one value that opens under two keys, as GCM allows.
    """

    id = 0x12
    name = "sm4-ctr-hmac-sm3"
    digest = "sm3"
    nonce_size = 16
    tag_size = 32

    def encrypt(self, secret: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
        """See Suite."""
        ciphertext = self._counter(secret, nonce, plaintext)
        return ciphertext + self._mac(secret, nonce, aad, ciphertext).finalize()

    def decrypt(self, secret: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
        """See Suite."""
        ciphertext, tag = sealed[: -self.tag_size], sealed[-self.tag_size :]
        try:
            self._mac(secret, nonce, aad, ciphertext).verify(tag)
        except InvalidSignature:
            raise Unreadable from None
        return self._counter(secret, nonce, ciphertext)

    def _counter(self, secret: bytes, nonce: bytes, text: bytes) -> bytes:
        key = derive("sm3", secret, 16, b"hgk/1 suite", b"sm4-ctr")
        return Cipher(algorithms.SM4(key), modes.CTR(nonce)).encryptor().update(text)

    def _mac(self, secret: bytes, nonce: bytes, aad: bytes, ciphertext: bytes) -> hmac.HMAC:
        mac = hmac.HMAC(derive("sm3", secret, 32, b"hgk/1 suite", b"hmac-sm3"), hashes.SM3())
        mac.update(frame(aad, nonce, ciphertext))
        return mac


AES_256_GCM: Suite = Aes256Gcm()
SM4_GCM: Suite = Sm4Gcm()
SM4_CTR_HMAC_SM3: Suite = Sm4CtrHmacSm3()
SUITES: Mapping[int, Suite] = MappingProxyType({s.id: s for s in (AES_256_GCM, SM4_GCM, SM4_CTR_HMAC_SM3)})


def suite_named(name: str) -> Suite:
    """Return the suite of that name; ValueError names the ones there are."""
    for suite in SUITES.values():
        if suite.name == name:
            return suite
    raise ValueError(f"no cipher suite {name!r}; there are {', '.join(s.name for s in SUITES.values())}")


def box(suite: Suite, secret: bytes, aad: bytes, plaintext: bytes) -> bytes:
    """Encrypt under a fresh random nonce: nonce ‖ ciphertext ‖ tag."""
    nonce = os.urandom(suite.nonce_size)
    return nonce + suite.encrypt(secret, nonce, aad, plaintext)


def unbox(suite: Suite, secret: bytes, aad: bytes, boxed: bytes) -> bytes:
    """Open what `box` made, or raise Unreadable."""
    if len(boxed) < suite.nonce_size + suite.tag_size:
        raise Unreadable
    return suite.decrypt(secret, boxed[: suite.nonce_size], aad, boxed[suite.nonce_size :])
