"""Key providers (密钥提供者) on the host itself, and the choice of one from a setting."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from crypto.errors import KeyUnavailable
from crypto.keys import KeyProvider
from crypto.suites import AES_256_GCM, SECRET_BYTES, box, unbox
from crypto.vault import VaultTransitProvider

__all__ = [
    "CredentialProvider",
    "EnvironmentProvider",
    "FileProvider",
    "VaultTransitProvider",
    "provider_from",
]


class LocalProvider:
    """Wraps with AES-256-GCM under a root key (根密钥) that is read anew each time and never kept.

    The root key is 32 random bytes written as base64, as `openssl rand -base64 32` prints them.
    """

    name = "local"
    production = True

    def __init__(self, place: str, read: Callable[[], str]) -> None:
        self._place = place
        self._read = read

    def wrap(self, secret: bytes, context: bytes) -> bytes:
        """See KeyProvider."""
        return box(AES_256_GCM, self._root_key(), context, secret)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """See KeyProvider."""
        return unbox(AES_256_GCM, self._root_key(), context, wrapped)

    def describe(self) -> dict[str, str]:
        """See KeyProvider."""
        return {"provider": self.name, "algorithm": AES_256_GCM.name, "place": self._place}

    def _root_key(self) -> bytes:
        try:
            key = base64.b64decode(self._read().strip(), validate=True)
        except (OSError, ValueError):
            raise KeyUnavailable(f"no root key can be read from {self._place}") from None
        if len(key) != SECRET_BYTES:
            raise KeyUnavailable(f"the root key in {self._place} is not 32 bytes of base64")
        return key


class EnvironmentProvider(LocalProvider):
    """An environment variable, for platforms that inject secrets so; child processes see it too."""

    name = "env"

    def __init__(self, variable: str) -> None:
        super().__init__(f"variable {variable}", lambda: os.environ.get(variable, ""))


class CredentialProvider(LocalProvider):
    """A credential file that systemd decrypts for this service alone (LoadCredentialEncrypted)."""

    name = "credential"

    def __init__(self, path: str | Path) -> None:
        super().__init__(f"file {Path(path).name}", lambda: Path(path).read_text(encoding="ascii"))


class FileProvider(LocalProvider):
    """A plain file for development and demonstrations: whoever copies the disk copies the key."""

    name = "file"
    production = False

    def __init__(self, path: str | Path, create: bool = False) -> None:
        """Use the file; with `create`, make it (0600, a random key) unless it is already there."""
        self._path = Path(path)
        super().__init__(f"file {self._path.name}", self._text)
        if create and not self._path.exists():
            self._create()

    def _create(self) -> None:
        # Written beside, then linked: two processes starting at once agree on one whole file, none replaced.
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            self._path.hardlink_to(draft)
        except FileExistsError:
            return
        finally:
            draft.unlink()

    def _text(self) -> str:
        if self._path.stat().st_mode & 0o077:
            raise KeyUnavailable(f"{self._place} can be read by others; chmod 600 it")
        return self._path.read_text(encoding="ascii")


def provider_from(spec: str, production: bool) -> KeyProvider:
    """Build the provider that a setting names; ValueError when it is malformed or not fit for production.

    "file:PATH" · "env:NAME" · "credential:PATH" · "vault:https://host:8200/v1/transit#keyname". The token for
    Vault stands in the file that VAULT_TOKEN_FILE names, or in VAULT_TOKEN.
    """
    kind, _, place = spec.partition(":")
    makers: dict[str, Callable[[str], KeyProvider]] = {
        "file": FileProvider,
        "env": EnvironmentProvider,
        "credential": CredentialProvider,
        "vault": _vault,
    }
    if kind not in makers or not place:
        raise ValueError(f"a key provider is written kind:place, its kind one of {', '.join(makers)}")
    provider = makers[kind](place)
    if production and not provider.production:
        raise ValueError(f"key provider {kind!r} is for development; use env:, credential: or vault:")
    return provider


def _vault(place: str) -> VaultTransitProvider:
    url = urlsplit(place)
    api, _, mount = url.path.strip("/").partition("/")
    if api != "v1" or not mount or not url.fragment:
        raise ValueError("a vault is written vault:https://host:8200/v1/transit#keyname")
    token_file, token = os.environ.get("VAULT_TOKEN_FILE"), os.environ.get("VAULT_TOKEN")
    host = f"{url.scheme}://{url.netloc}"
    return VaultTransitProvider(host, url.fragment, token_file=token_file, token=token, mount=mount)
