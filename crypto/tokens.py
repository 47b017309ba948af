"""Card codes (动态会员码): what the QR code of a card holds, good for seconds, readable only here.

Code: version(1)=01 ‖ key version(1) ‖ AES-SIV(handle(8) ‖ step(4, big endian) ‖ purpose(1)), 42 characters of
unpadded base64url. AES-SIV (RFC 5297) needs no nonce; two codes of one card have nothing visible in common.
"""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from crypto.derivation import derive, frame
from crypto.errors import Unreadable
from crypto.keys import KeyRing

STEP_SECONDS = 30
VERSION = 1
HANDLE_BYTES = 8
CODE_CHARS = 42
LIVE_VERSIONS = 2


@dataclass(frozen=True)
class CardCode:
    """What a genuine code says: the card's handle (8 bytes), its 30-second step, purpose and key version.

    Genuine is not yet valid: whether the step is recent and the card in force is the caller's to say.
    """

    handle: bytes
    step: int
    purpose: int
    key_version: int


class CardCodes:
    """Issues and reads codes under the ring's "card_code" keys: the current one and the one before."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def issue(self, handle: bytes, step: int, purpose: int = 1) -> str:
        """Make the code of a card for one step (seconds since 1970 divided by STEP_SECONDS)."""
        if len(handle) != HANDLE_BYTES:
            raise ValueError("a card handle has 8 bytes")
        version, secret = self._ring.current("card_code")
        header = bytes((VERSION, version % 256))
        content = handle + step.to_bytes(4, "big") + purpose.to_bytes(1, "big")
        code = header + self._cipher(secret).encrypt(content, [self._associated(header)])
        return base64.urlsafe_b64encode(code).rstrip(b"=").decode("ascii")

    def read(self, code: str) -> CardCode:
        """Return what a code says; Unreadable when forged, altered, of a retired key or oddly spelt."""
        raw = _bytes_of(code)
        header = raw[:2]
        version = self._key_version(header[1])
        try:
            cipher = self._cipher(self._ring.get("card_code", version))
            content = cipher.decrypt(raw[2:], [self._associated(header)])
        except InvalidTag:
            raise Unreadable from None
        return CardCode(content[:8], int.from_bytes(content[8:12], "big"), content[12], version)

    def match_number(self, handle: bytes, step: int, key_version: int | None = None) -> str:
        """Return the two digits (核对数字) shown to the holder and to whoever scans, for them to compare.

        Whoever has read a code gives its `key_version`: the holder's screen may be older than the newest key.
        """
        version = self._ring.current("card_code")[0] if key_version is None else key_version
        secret = self._ring.get("card_code", version)
        key = derive("sha256", secret, 32, b"hgk/1 match number", self._ring.tenant.encode())
        mac = hmac.HMAC(key, hashes.SHA256())
        mac.update(frame(handle, step.to_bytes(4, "big")))
        return f"{int.from_bytes(mac.finalize()[:8], 'big') % 100:02d}"

    def _cipher(self, secret: bytes) -> AESSIV:
        return AESSIV(derive("sha256", secret, 64, b"hgk/1 card code", self._ring.tenant.encode()))

    def _associated(self, header: bytes) -> bytes:
        return frame(b"hgk/1 card code", self._ring.tenant.encode(), header)

    def _key_version(self, low_byte: int) -> int:
        for reread in (False, True):
            for version in self._ring.versions("card_code", reread)[:LIVE_VERSIONS]:
                if version % 256 == low_byte:
                    return version
        raise Unreadable


def _bytes_of(code: str) -> bytes:
    """Decode base64url; only the one spelling that `issue` gives is accepted, so a code has no aliases."""
    if len(code) != CODE_CHARS:
        raise Unreadable
    try:
        raw = base64.urlsafe_b64decode(code + "==")
    except ValueError:
        raise Unreadable from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != code.encode() or raw[0] != VERSION:
        raise Unreadable
    return raw
