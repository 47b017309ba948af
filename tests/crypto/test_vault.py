"""The Vault provider against a real HTTP server that speaks transit, well and badly."""

import base64
import pickle
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.errors import KeyUnavailable, Unreadable
from crypto.providers import provider_from
from crypto.vault import VaultTransitProvider
from tests.crypto.transit import TOKEN, Transit, running
from tests.crypto.world import Table

SECRET = bytes(range(32))


@pytest.fixture
def transit() -> Iterator[Transit]:
    with running() as served:
        yield served


@pytest.fixture
def vault(transit: Transit) -> VaultTransitProvider:
    return VaultTransitProvider(transit.url, "sample-key", token=TOKEN, timeout=2)


def test_vault_opens_what_it_wrapped_in_the_same_context_alone(vault: VaultTransitProvider) -> None:
    wrapped = vault.wrap(SECRET, b"context")
    assert wrapped.startswith(b"vault:v1:")
    assert vault.unwrap(wrapped, b"context") == SECRET
    for altered, context in [
        (wrapped, b"another"),
        (wrapped[:-4], b"context"),
        (b"\xff", b"context"),
        (b"", b""),
    ]:
        with pytest.raises(Unreadable):
            vault.unwrap(altered, context)


def test_the_context_goes_as_associated_data_with_every_call(
    vault: VaultTransitProvider, transit: Transit
) -> None:
    wrapped = vault.wrap(SECRET, b"context")
    vault.unwrap(wrapped, b"context")
    context = base64.b64encode(b"context").decode()
    plaintext = base64.b64encode(SECRET).decode()
    assert transit.seen == [
        ("/v1/transit/encrypt/sample-key", {"plaintext": plaintext, "associated_data": context}),
        ("/v1/transit/decrypt/sample-key", {"ciphertext": wrapped.decode(), "associated_data": context}),
    ]


def test_a_whole_ring_lives_on_a_vault(transit: Transit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    table = Table(provider_from(f"vault:{transit.url}/v1/transit#sample-key", production=True))
    table.add("index", 1)
    ring = table.ring()
    for _ in range(5):
        ring.get("index", 1)
    assert [path.split("/")[3] for path, _ in transit.seen] == ["encrypt", "decrypt"]


@pytest.mark.parametrize("status", [301, 403, 404, 405, 412, 429, 472, 473, 500, 502, 503])
def test_a_vault_that_refuses_is_unavailable(
    vault: VaultTransitProvider, transit: Transit, status: int
) -> None:
    wrapped = vault.wrap(SECRET, b"")
    transit.answer = status, b'{"errors": ["Vault is sealed"]}'
    with pytest.raises(KeyUnavailable, match=f"HTTP {status}"):
        vault.unwrap(wrapped, b"")
    with pytest.raises(KeyUnavailable, match=f"HTTP {status}"):
        vault.wrap(SECRET, b"")


def test_a_bad_request_while_wrapping_is_unavailable(vault: VaultTransitProvider, transit: Transit) -> None:
    transit.answer = 400, b'{"errors": ["encryption key not found"]}'
    with pytest.raises(KeyUnavailable, match="refused to encrypt: HTTP 400"):
        vault.wrap(SECRET, b"")


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b'{"data": null}', b'{"data": {"plaintext": "!"}}']
)
def test_an_answer_that_is_not_understood_is_unavailable(
    vault: VaultTransitProvider, transit: Transit, content: bytes
) -> None:
    transit.answer = 200, content
    with pytest.raises(KeyUnavailable, match="not understood"):
        vault.unwrap(b"vault:v1:AAAA", b"")


def test_a_vault_that_is_down_is_unavailable() -> None:
    with running() as transit:
        vault = VaultTransitProvider(transit.url, "sample-key", token=TOKEN, timeout=2)
    with pytest.raises(KeyUnavailable, match="vault does not answer"):
        vault.wrap(SECRET, b"")


@pytest.mark.timeout(5)
def test_a_vault_that_hangs_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        vault = VaultTransitProvider(url, "sample-key", token=TOKEN, timeout=0.1)
        with pytest.raises(KeyUnavailable, match="vault does not answer"):
            vault.wrap(SECRET, b"")


def test_the_token_follows_no_redirect(vault: VaultTransitProvider, transit: Transit) -> None:
    with running() as elsewhere:
        transit.redirect = f"{elsewhere.url}/v1/transit/encrypt/sample-key"
        with pytest.raises(KeyUnavailable, match="HTTP 307"):
            vault.wrap(SECRET, b"")
        assert elsewhere.seen == []


def test_the_token_goes_to_no_proxy_of_the_environment(
    vault: VaultTransitProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "")
        vault.wrap(SECRET, b"")
        assert proxy.seen == []


def test_a_token_file_is_read_anew_so_that_an_agent_may_renew_it(transit: Transit, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    vault = VaultTransitProvider(transit.url, "sample-key", token_file=file)
    vault.wrap(SECRET, b"")
    transit.token = "renewed"
    with pytest.raises(KeyUnavailable, match="HTTP 403"):
        vault.wrap(SECRET, b"")
    file.write_text("renewed\n")
    vault.wrap(SECRET, b"")
    file.unlink()
    with pytest.raises(KeyUnavailable, match="token file cannot be read"):
        vault.wrap(SECRET, b"")


def test_a_token_that_is_no_header_is_unavailable_and_not_repeated(transit: Transit) -> None:
    vault = VaultTransitProvider(transit.url, "sample-key", token="sample\r\nX-Other: 1")
    with pytest.raises(KeyUnavailable) as caught:
        vault.wrap(SECRET, b"")
    assert str(caught.value) == "vault does not answer"
    assert transit.seen == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://vault.example:8200", True),
        ("http://127.0.0.1:8200", True),
        ("http://127.9.9.9:8200", True),
        ("http://[::1]:8200", True),
        ("http://localhost:8200", True),
        ("http://vault.example:8200", False),
        ("http://localhost.example", False),
        ("http://127.0.0.1.example", False),
        ("http://10.0.0.1:8200", False),
        ("http://0.0.0.0:8200", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("vault.example", False),
        ("", False),
    ],
)
def test_a_vault_elsewhere_must_be_https(url: str, allowed: bool) -> None:
    if allowed:
        assert VaultTransitProvider(url, "k", token=TOKEN).describe()["place"] == f"{url}/v1/transit#k"
    else:
        with pytest.raises(ValueError, match="https"):
            VaultTransitProvider(url, "k", token=TOKEN)


def test_a_vault_without_a_token_is_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        VaultTransitProvider("https://vault.example", "k")


def test_a_vault_provider_shows_no_token_and_is_not_pickled(vault: VaultTransitProvider) -> None:
    assert TOKEN not in repr(vault) + str(vault) + str(vault.describe())
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(vault)
