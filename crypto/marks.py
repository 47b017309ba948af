"""Marks (校验值): a keyed digest of a content, by which its keeper knows later that he wrote it himself.

Whoever can write the database but does not hold the ring cannot make one. A mark says nothing of what is newer: an
older content comes back with its older mark, which is why both do not stand in one row.
"""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives import hmac as other_hmac

from crypto.derivation import HASHES, derive
from crypto.keys import KeyRing

MARK_BYTES = 20
VERSION_BYTES = 4


class Marks:
    """Marks under the ring's keys of one purpose: four bytes of the key's version, sixteen of HMAC."""

    def __init__(self, ring: KeyRing, purpose: str) -> None:
        """Marks under the keys of ``purpose``, such as "authority" for rows and "session" for tokens."""
        self._ring = ring
        self._purpose = purpose
        self._keys: dict[bytes, bytes] = {}

    def make(self, content: bytes) -> bytes:
        """Mark ``content`` under the newest key; KeyUnavailable without one."""
        version, _ = self._ring.current(self._purpose)
        return self._under(version, content)

    def all(self, content: bytes) -> tuple[bytes, ...]:
        """The marks of ``content`` under every live key, newest first: to look one up."""
        return tuple(self._under(version, content) for version in self._ring.versions(self._purpose))

    def fits(self, content: bytes, mark: bytes | None) -> bool:
        """Whether ``mark`` was made of this very content; False for none, for another's and for a retired key."""
        if mark is None or len(mark) != MARK_BYTES:
            return False
        version = int.from_bytes(mark[:VERSION_BYTES], "big")
        if version not in self._ring.versions(self._purpose):
            return False
        return hmac.compare_digest(self._under(version, content), mark)

    def _under(self, version: int, content: bytes) -> bytes:
        digest = self._ring.algorithm(self._purpose, version).removeprefix("hmac-")
        key = self._key(self._ring.get(self._purpose, version), digest)
        whole = hmac.digest(key, content, sha256) if digest == "sha256" else _mac(key, content, digest)
        return version.to_bytes(VERSION_BYTES, "big") + whole[: MARK_BYTES - VERSION_BYTES]

    def _key(self, secret: bytes, digest: str) -> bytes:
        if secret not in self._keys:
            label = self._purpose.encode()
            self._keys = {
                secret: derive(digest, secret, 32, b"hgk/1 mark", self._ring.tenant.encode(), label)
            }
        return self._keys[secret]


def _mac(key: bytes, content: bytes, digest: str) -> bytes:
    mac = other_hmac.HMAC(key, HASHES[digest]())
    mac.update(content)
    return mac.finalize()
