"""Vault transit as the key provider: the root key never leaves Vault, every unwrapping is in its audit log.

Called over HTTP without a client library, because `associated_data` must go with every call: it ties a
wrapped key to its tenant, purpose and version. https://developer.hashicorp.com/vault/api-docs/secret/transit
"""

import base64
import ipaddress
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import requests

from crypto.errors import KeyUnavailable, Unreadable


class VaultTransitProvider:
    """Wraps ring keys with a key of Vault's transit engine (密钥服务)."""

    name = "vault"
    production = True

    def __init__(
        self,
        url: str,
        key: str,
        token_file: str | Path | None = None,
        token: str | None = None,
        mount: str = "transit",
        timeout: float = 5.0,
    ) -> None:
        """Name the Vault, its mount and key; ValueError unless it is https or a loopback address.

        `token_file` is read at every call, so that an agent beside the service may renew the token in place.
        """
        if not _private(url):
            raise ValueError("a vault is reached by https, or by http on this machine only")
        if not token_file and not token:
            raise ValueError("a vault needs a token file or a token")
        self._url = f"{url.rstrip('/')}/v1/{mount.strip('/')}"
        self._key = key
        self._token_file = token_file
        self._token = token or ""
        self._timeout = timeout

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key provider is not pickled or copied")

    def wrap(self, secret: bytes, context: bytes) -> bytes:
        """See KeyProvider."""
        return self._call("encrypt", {"plaintext": _text(secret)}, context, "ciphertext").encode()

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """See KeyProvider."""
        try:
            ciphertext = wrapped.decode("ascii")
        except UnicodeDecodeError:
            raise Unreadable from None
        plaintext = self._call("decrypt", {"ciphertext": ciphertext}, context, "plaintext")
        try:
            return base64.b64decode(plaintext, validate=True)
        except ValueError:
            raise KeyUnavailable("vault gave an answer that is not understood") from None

    def describe(self) -> dict[str, str]:
        """See KeyProvider."""
        return {"provider": self.name, "algorithm": "transit", "place": f"{self._url}#{self._key}"}

    def _call(self, verb: str, body: dict[str, str], context: bytes, wanted: str) -> str:
        response = self._post(verb, body | {"associated_data": _text(context)})
        if response.status_code == 400 and verb == "decrypt":
            raise Unreadable
        if response.status_code != 200:
            raise KeyUnavailable(f"vault refused to {verb}: HTTP {response.status_code}")
        try:
            return str(response.json()["data"][wanted])
        except (ValueError, KeyError, TypeError):
            raise KeyUnavailable("vault gave an answer that is not understood") from None

    def _post(self, verb: str, body: dict[str, str]) -> requests.Response:
        # No redirect and no proxy from the environment: either would carry the token to another host.
        try:
            return requests.post(
                f"{self._url}/{verb}/{self._key}",
                json=body,
                headers={"X-Vault-Token": self._current_token()},
                timeout=self._timeout,
                allow_redirects=False,
                proxies={"http": "", "https": ""},
            )
        except requests.RequestException:
            raise KeyUnavailable("vault does not answer") from None

    def _current_token(self) -> str:
        if not self._token_file:
            return self._token
        try:
            return Path(self._token_file).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise KeyUnavailable("the vault token file cannot be read") from None


def _private(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme != "http" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
