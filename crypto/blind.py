"""Blind index (盲索引): finding an exact value without storing it in clear.

A tag is a keyed digest. Whoever holds the index key can try all ID numbers of a county in seconds, so the key
is worth as much as the data; and a search by tag is an oracle, which the caller guards, limits and audits.
"""

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives import hmac

from crypto.derivation import HASHES, derive
from crypto.errors import KeyUnavailable
from crypto.keys import KeyRing

TAG_BYTES = 16


@dataclass(frozen=True)
class Tag:
    """The digest of one value (16 bytes) under one version of the index key (盲索引标签)."""

    version: int
    digest: bytes


class BlindIndex:
    """Tags under the "index" keys of a ring; every field has a key of its own.

    While two versions live, write all `tags` and look up by all of them. A process learns of a new version
    within the ring's ttl, so the back-fill starts after that.
    """

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def current(self, field: str, value: str) -> Tag:
        """Return the tag under the newest index key."""
        return self.tags(field, value)[0]

    def tags(self, field: str, value: str) -> tuple[Tag, ...]:
        """Return a tag for every live version, newest first.

        `value` is NFKC-normalised and stripped here; 15 → 18 digits, x → X and +86 are the caller's.
        ValueError when nothing is left: one tag for everything empty would tie strangers together.
        """
        normal = unicodedata.normalize("NFKC", value).strip().encode()
        if not normal:
            raise ValueError("an empty value has no tag")
        versions = self._ring.versions("index")
        if not versions:
            raise KeyUnavailable("the ring holds no index key")
        return tuple(self._tag(version, field, normal) for version in versions)

    def _tag(self, version: int, field: str, normal: bytes) -> Tag:
        secret = self._ring.get("index", version)
        # The hash belongs to the key version: tags made before a switch of suite stay valid until re-indexed.
        digest = self._ring.algorithm("index", version).removeprefix("hmac-")
        key = derive(digest, secret, 32, b"hgk/1 index", self._ring.tenant.encode(), field.encode())
        mac = hmac.HMAC(key, HASHES[digest]())
        mac.update(normal)
        return Tag(version, mac.finalize()[:TAG_BYTES])
