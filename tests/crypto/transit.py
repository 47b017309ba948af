"""A small Vault: an HTTP server on this machine that speaks transit encrypt and decrypt."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "sample-token"
PREFIX = "vault:v1:"


@dataclass
class Transit:
    """The state of the small Vault; a test sets `answer` or `redirect` to make it misbehave."""

    url: str = ""
    cipher: AESGCM = field(default_factory=lambda: AESGCM(bytes(32)))
    token: str = TOKEN
    answer: tuple[int, bytes] | None = None
    redirect: str = ""
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def reply(self, path: str, token: str | None, body: dict[str, str]) -> tuple[int, bytes]:
        self.seen.append((path, body))
        if self.answer is not None:
            return self.answer
        if token != self.token:
            return 403, _errors("permission denied")
        if path == "/v1/transit/encrypt/sample-key":
            return 200, _data(ciphertext=self._encrypt(body))
        if path == "/v1/transit/decrypt/sample-key":
            try:
                return 200, _data(plaintext=self._decrypt(body))
            except (InvalidTag, ValueError):
                return 400, _errors("cipher: message authentication failed")
        return 404, _errors("no handler for route")

    def _encrypt(self, body: dict[str, str]) -> str:
        nonce = bytes([len(self.seen)]).rjust(12, b"\x00")
        plaintext, associated = (base64.b64decode(body[name]) for name in ("plaintext", "associated_data"))
        return PREFIX + base64.b64encode(nonce + self.cipher.encrypt(nonce, plaintext, associated)).decode()

    def _decrypt(self, body: dict[str, str]) -> str:
        raw = base64.b64decode(body["ciphertext"].removeprefix(PREFIX), validate=True)
        plaintext = self.cipher.decrypt(raw[:12], raw[12:], base64.b64decode(body["associated_data"]))
        return base64.b64encode(plaintext).decode()


def _data(**values: str) -> bytes:
    return json.dumps({"data": values}).encode()


def _errors(*messages: str) -> bytes:
    return json.dumps({"errors": messages}).encode()


@contextmanager
def running() -> Iterator[Transit]:
    """The small Vault, serving on a free port of this machine while the block lasts."""
    transit = Transit()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, content = transit.reply(self.path, self.headers.get("X-Vault-Token"), body)
            self.send_response(307 if transit.redirect else status)
            if transit.redirect:
                self.send_header("Location", transit.redirect)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Nothing: the output of a test run is not for request lines."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    transit.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield transit
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
