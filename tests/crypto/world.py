"""What the tests of this room stand on: vectors, a clock, a table of ring keys, a provider."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.keys import KeyProvider, KeyRing, RingKey, fresh_ring_key
from crypto.providers import FileProvider
from crypto.sealed import DataKey, Place
from crypto.suites import AES_256_GCM, Suite

VECTORS = Path(__file__).parent / "vectors"
ROW = bytes(range(16))
PLACE = Place("sample", "people", "id_number_sealed", ROW)
KEY = DataKey(7, bytes(range(32)))


def vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class CountingProvider(FileProvider):
    """The file provider, keeping count of its unwrappings."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, create=True)
        self.path = path
        self.unwrapped = 0

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        self.unwrapped += 1
        return super().unwrap(wrapped, context)


@dataclass
class Table:
    """The ring-key table of a database, shared by several rings; counts how often it is read."""

    provider: KeyProvider
    tenant: str = "sample"
    rows: list[RingKey] = field(default_factory=list)
    reads: int = 0

    def load(self) -> Iterable[RingKey]:
        self.reads += 1
        return list(self.rows)

    def add(self, purpose: str, version: int, suite: Suite = AES_256_GCM) -> RingKey:
        row = fresh_ring_key(self.provider, self.tenant, purpose, version, suite)
        self.rows.append(row)
        return row

    def ring(self, suite: Suite = AES_256_GCM, clock: Clock | None = None) -> KeyRing:
        return KeyRing(self.tenant, suite, self.provider, self.load, clock=clock or Clock())
