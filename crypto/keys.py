"""Key ring (密钥环): the tenant's versioned keys, each used for one purpose, and the data keys they wrap.

The provider (a key service, or a credential on the host) wraps ring keys; the ring key "wrapping" wraps one
data key per owner. So a rotation of the wrapping key re-wraps small keys and touches no sealed value.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from crypto.derivation import frame
from crypto.errors import KeyUnavailable, Unreadable
from crypto.sealed import DataKey
from crypto.suites import SECRET_BYTES, Suite, box, suite_named, unbox

PURPOSES = ("wrapping", "index", "card_code", "chain", "session", "authority")
REREAD_SECONDS = 5.0


@dataclass(frozen=True)
class RingKey:
    """One version of one key of the ring (环密钥), wrapped by the provider: a row of the database.

    `algorithm` is fixed at birth and bound into the wrapping: an old version keeps its cipher or hash after
    the deployment has changed its suite.
    """

    purpose: str
    version: int
    wrapped: bytes = field(repr=False)
    algorithm: str


@dataclass(frozen=True)
class WrappedKey:
    """An owner's data key as it is stored (已包裹的数据密钥), with the wrapping version that opens it."""

    key_id: int
    wrapping_version: int
    blob: bytes = field(repr=False)


class KeyProvider(Protocol):
    """What guards the ring keys (密钥提供者); KeyUnavailable on outage, Unreadable when handed a forgery."""

    name: str
    production: bool

    def wrap(self, secret: bytes, context: bytes) -> bytes:
        """Encrypt `secret` so that it opens only with the same `context`."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Return the secret that `wrap` was given."""

    def describe(self) -> dict[str, str]:
        """Say for the operator which guard this is; never a secret."""


def fresh_ring_key(provider: KeyProvider, tenant: str, purpose: str, version: int, suite: Suite) -> RingKey:
    """Make a new random ring key for `purpose`; the caller stores it under the unique (purpose, version)."""
    if purpose not in PURPOSES or not 0 < version < 1 << 32:
        raise ValueError(f"no ring key {purpose!r} version {version}; purposes are {', '.join(PURPOSES)}")
    algorithms = {"wrapping": suite.name, "card_code": "aes-siv"}
    algorithm = algorithms.get(purpose, f"hmac-{suite.digest}")
    context = _ring_context(tenant, purpose, version, algorithm)
    wrapped = provider.wrap(secrets.token_bytes(SECRET_BYTES), context)
    return RingKey(purpose, version, wrapped, algorithm)


class KeyRing:
    """The ring of one tenant, shared by all threads of a process.

    `load` reads the rows. Each key is unwrapped once per `ttl_seconds`, then forgotten: with the provider
    down, calls raise KeyUnavailable and no stale key is used. A version that another process has just made is
    found by reading the rows again, at most every 5 seconds, however often a stranger asks for it.
    """

    def __init__(
        self,
        tenant: str,
        suite: Suite,
        provider: KeyProvider,
        load: Callable[[], Iterable[RingKey]],
        ttl_seconds: float = 600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tenant = tenant
        self._suite = suite
        self._provider = provider
        self._load = load
        self._ttl = ttl_seconds
        self._clock = clock
        self._lock = threading.RLock()
        self._rows: dict[tuple[str, int], RingKey] = {}
        self._secrets: dict[RingKey, bytes] = {}
        self._read_at = self._forget_at = float("-inf")

    def freshen(self) -> None:
        """Read the rows again once they have half their age: for a caller that holds no lock of the database yet.

        Whoever holds one could wait here for somebody who waits for it. So nobody else waits meanwhile either.
        """
        now = self._clock()
        if now - self._read_at < self._ttl / 2:
            return
        rows = self._load()
        with self._lock:
            if now >= self._read_at:  # else somebody has read later
                self._keep(rows, now)

    @property
    def suite(self) -> Suite:
        """The suite that seals new values (当前套件)."""
        return self._suite

    def current(self, purpose: str) -> tuple[int, bytes]:
        """Return the newest version of a key and its 32 bytes, or raise KeyUnavailable."""
        with self._lock:
            versions = self.versions(purpose) or self.versions(purpose, reread=True)
            if not versions:
                raise KeyUnavailable(f"the ring holds no {purpose} key")
            return versions[0], self.get(purpose, versions[0])

    def get(self, purpose: str, version: int) -> bytes:
        """Return the 32 bytes of one version; KeyUnavailable when absent, Unreadable when altered."""
        with self._lock:
            return self._secret(self._row(purpose, version))

    def versions(self, purpose: str, reread: bool = False) -> tuple[int, ...]:
        """Return all live versions of a key, newest first; `reread` when a version seems to be missing."""
        with self._lock:
            self._read(reread)
            return tuple(sorted((v for p, v in self._rows if p == purpose), reverse=True))

    def algorithm(self, purpose: str, version: int) -> str:
        """Return what one version is used with, such as "sm4-gcm" or "hmac-sm3", or raise KeyUnavailable."""
        with self._lock:
            return self._row(purpose, version).algorithm

    def new_data_key(self, owner: UUID) -> tuple[DataKey, WrappedKey]:
        """Make an owner's data key (数据密钥): one to use now, one to store."""
        # 31 of the 32 bits, so that the id fits a signed INTEGER column.
        key = DataKey(secrets.randbits(31), secrets.token_bytes(SECRET_BYTES))
        return key, self._wrap(owner, key)

    def open_data_key(self, owner: UUID, wrapped: WrappedKey) -> DataKey:
        """Unwrap an owner's data key; Unreadable when another's, altered, or its wrapping version is gone."""
        with self._lock:
            row = self._find("wrapping", wrapped.wrapping_version)
            if row is None:
                raise Unreadable
            secret = self._secret(row)
        context = self._owner_context(owner, wrapped.wrapping_version, wrapped.key_id)
        return DataKey(wrapped.key_id, unbox(suite_named(row.algorithm), secret, context, wrapped.blob))

    def rewrap(self, owner: UUID, wrapped: WrappedKey) -> WrappedKey:
        """Wrap the same data key under the newest wrapping version (密钥轮换); sealed values stay."""
        return self._wrap(owner, self.open_data_key(owner, wrapped))

    def _wrap(self, owner: UUID, key: DataKey) -> WrappedKey:
        version, secret = self.current("wrapping")
        suite = suite_named(self.algorithm("wrapping", version))
        blob = box(suite, secret, self._owner_context(owner, version, key.id), key.secret)
        return WrappedKey(key.id, version, blob)

    def _owner_context(self, owner: UUID, version: int, key_id: int) -> bytes:
        # Decimal, not 4 bytes: a number altered in the database may have any size and must end in Unreadable.
        numbers = (str(version).encode(), str(key_id).encode())
        return frame(b"hgk/1 data key", self.tenant.encode(), owner.bytes, *numbers)

    def _row(self, purpose: str, version: int) -> RingKey:
        row = self._find(purpose, version)
        if row is None:
            raise KeyUnavailable(f"the ring holds no {purpose} key of version {version}")
        return row

    def _find(self, purpose: str, version: int) -> RingKey | None:
        self._read()
        if (purpose, version) not in self._rows:
            self._read(reread=True)
        return self._rows.get((purpose, version))

    def _read(self, reread: bool = False) -> None:
        now = self._clock()
        if now >= self._forget_at:
            self._secrets.clear()
            self._forget_at = now + self._ttl
        age = now - self._read_at
        if age >= self._ttl or (reread and age >= REREAD_SECONDS):
            self._keep(self._load(), now)

    def _keep(self, rows: Iterable[RingKey], read_at: float) -> None:
        self._rows = {(row.purpose, row.version): row for row in rows}
        self._read_at = read_at

    def _secret(self, row: RingKey) -> bytes:
        # Looked up by the whole row: a row overwritten in the database is not served from memory.
        if row not in self._secrets:
            context = _ring_context(self.tenant, row.purpose, row.version, row.algorithm)
            secret = self._provider.unwrap(row.wrapped, context)
            if len(secret) != SECRET_BYTES:
                raise Unreadable
            self._secrets[row] = secret
        return self._secrets[row]


def _ring_context(tenant: str, purpose: str, version: int, algorithm: str) -> bytes:
    names = (tenant.encode(), purpose.encode(), str(version).encode(), algorithm.encode())
    return frame(b"hgk/1 ring key", *names)
