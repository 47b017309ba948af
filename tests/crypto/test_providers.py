"""Key providers on this host, and the choice of one from a setting."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from crypto.errors import KeyUnavailable, Unreadable
from crypto.providers import (
    CredentialProvider,
    EnvironmentProvider,
    FileProvider,
    VaultTransitProvider,
    provider_from,
)
from crypto.suites import AES_256_GCM
from tests.crypto import second
from tests.crypto.world import Table, vectors

SECRET = bytes(range(32))
ROOT = base64.b64encode(bytes(32)).decode()
RING = vectors("ring")


def test_a_second_implementation_wraps_to_the_same_bytes() -> None:
    root = base64.b64decode(RING["root_key"])
    for row in RING["ring_keys"]:
        nonce, secret = bytes.fromhex(row["nonce"]), bytes.fromhex(row["secret"])
        names = (RING["tenant"], row["purpose"], row["version"], row["algorithm"])
        assert second.wrapped_ring_key(root, nonce, *names, secret).hex() == row["wrapped"]


def test_every_local_provider_opens_what_it_wrapped_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_ROOT_KEY", ROOT)
    credential = tmp_path / "credential"
    credential.write_text(ROOT + "\n")
    providers = [
        FileProvider(tmp_path / "root.key", create=True),
        EnvironmentProvider("SAMPLE_ROOT_KEY"),
        CredentialProvider(credential),
    ]
    for provider in providers:
        wrapped = provider.wrap(SECRET, b"context")
        assert provider.unwrap(wrapped, b"context") == SECRET
        for altered, context in [(wrapped, b"another"), (wrapped[:-1], b"context"), (b"", b"context")]:
            with pytest.raises(Unreadable):
                provider.unwrap(altered, context)
    assert [provider.production for provider in providers] == [False, True, True]


def test_a_provider_describes_itself_without_its_key_or_folder(tmp_path: Path) -> None:
    provider = FileProvider(tmp_path / "root.key", create=True)
    assert provider.describe() == {"provider": "file", "algorithm": "aes-256-gcm", "place": "file root.key"}
    key = (tmp_path / "root.key").read_text().strip()
    assert key not in repr(provider) + repr(vars(provider))


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "root.key"
    wrapped = FileProvider(path, create=True).wrap(SECRET, b"")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(base64.b64decode(path.read_text())) == 32
    assert FileProvider(path, create=True).unwrap(wrapped, b"") == SECRET
    assert [entry.name for entry in tmp_path.iterdir()] == ["root.key"]


def test_eight_starts_at_once_agree_on_one_key_file(tmp_path: Path) -> None:
    start = Barrier(8)

    def begin(_: int) -> bytes:
        start.wait()
        return FileProvider(tmp_path / "root.key", create=True).wrap(SECRET, b"")

    with ThreadPoolExecutor(8) as pool:
        wrapped = list(pool.map(begin, range(8)))
    provider = FileProvider(tmp_path / "root.key")
    assert [provider.unwrap(each, b"") for each in wrapped] == [SECRET] * 8
    assert [entry.name for entry in tmp_path.iterdir()] == ["root.key"]


def test_a_key_file_is_not_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match=r"no root key can be read from file root\.key"):
        FileProvider(tmp_path / "root.key").wrap(SECRET, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    provider = FileProvider(tmp_path / "root.key", create=True)
    (tmp_path / "root.key").chmod(mode)
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        provider.wrap(SECRET, b"")


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(bytes(31)).decode(), ROOT + "!", "密钥"])
def test_a_malformed_root_key_is_unavailable_and_not_repeated(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_ROOT_KEY", text)
    with pytest.raises(KeyUnavailable) as caught:
        EnvironmentProvider("SAMPLE_ROOT_KEY").wrap(SECRET, b"")
    assert not text or text not in str(caught.value)


def test_a_ring_moved_to_another_root_key_is_unreadable(table: Table, tmp_path: Path) -> None:
    table.add("index", 1)
    table.provider = FileProvider(tmp_path / "other.key", create=True)
    with pytest.raises(Unreadable):
        table.ring().get("index", 1)


def test_a_setting_names_its_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "sample-token")
    kinds = {
        f"file:{tmp_path}/root.key": FileProvider,
        "env:SAMPLE_ROOT_KEY": EnvironmentProvider,
        f"credential:{tmp_path}/root": CredentialProvider,
        "vault:https://vault.example:8200/v1/transit#hgk": VaultTransitProvider,
    }
    assert {spec: type(provider_from(spec, production=False)) for spec in kinds} == kinds
    vault = provider_from("vault:https://vault.example:8200/v1/team/transit#hgk", production=True)
    assert vault.describe()["place"] == "https://vault.example:8200/v1/team/transit#hgk"


def test_a_plain_file_is_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="for development"):
        provider_from(f"file:{tmp_path}/root.key", production=True)
    assert provider_from("env:SAMPLE_ROOT_KEY", production=True).production


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "file",
        "file:",
        "hsm:slot",
        "vault:https://vault.example/transit#hgk",
        "vault:https://vault.example/v1/transit",
        "vault:https://vault.example/v1#hgk",
        "vault:http://vault.example:8200/v1/transit#hgk",
    ],
)
def test_a_malformed_setting_is_refused(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "sample-token")
    with pytest.raises(ValueError, match=r"is written|https"):
        provider_from(spec, production=False)


def test_local_wrapping_is_plain_aes_256_gcm_with_the_context_as_its_associated_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAMPLE_ROOT_KEY", ROOT)
    wrapped = EnvironmentProvider("SAMPLE_ROOT_KEY").wrap(SECRET, b"context")
    assert AES_256_GCM.decrypt(bytes(32), wrapped[:12], b"context", wrapped[12:]) == SECRET
