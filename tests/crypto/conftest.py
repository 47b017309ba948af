"""Fixtures of the crypto room."""

from pathlib import Path

import pytest

from crypto.keys import KeyRing, RingKey
from crypto.providers import EnvironmentProvider
from crypto.suites import AES_256_GCM
from tests.crypto.world import CountingProvider, Table, vectors


@pytest.fixture
def provider(tmp_path: Path) -> CountingProvider:
    return CountingProvider(tmp_path / "root.key")


@pytest.fixture
def table(provider: CountingProvider) -> Table:
    return Table(provider)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> KeyRing:
    """The ring of the vectors, whose keys the first version of the formats wrapped."""
    story = vectors("ring")
    monkeypatch.setenv("SAMPLE_ROOT_KEY", story["root_key"])
    rows = [
        RingKey(row["purpose"], row["version"], bytes.fromhex(row["wrapped"]), row["algorithm"])
        for row in story["ring_keys"]
    ]
    return KeyRing(story["tenant"], AES_256_GCM, EnvironmentProvider("SAMPLE_ROOT_KEY"), lambda: rows)
