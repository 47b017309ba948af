"""One simulator on real HTTP, with a fresh state for each test; and a server that misbehaves."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer

from tests.wechat.platform_side import APPID, PAGES, SECRET, PlatformSide
from wechat.client import Gateway, MemoryTokenStore
from wechat.simulator import create_simulator
from wechat.simulator.server import simulator_server


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """The known answers that WeChat and Tencent Cloud publish."""
    document: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
    return document


@pytest.fixture(scope="session")
def server() -> Iterator[BaseWSGIServer]:
    """The simulator's HTTP server, on a free port."""
    server = simulator_server(create_simulator(APPID, SECRET, pages=PAGES), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def platform(server: BaseWSGIServer) -> Iterator[PlatformSide]:
    """The control doors of the simulator, with nothing left of the test before."""
    server.app = create_simulator(APPID, SECRET, pages=PAGES)
    side = PlatformSide(f"http://127.0.0.1:{server.port}")
    yield side
    side.recover()


@pytest.fixture
def tokens() -> MemoryTokenStore:
    """Where the test's gateway keeps its token."""
    return MemoryTokenStore()


@pytest.fixture
def gateway(platform: PlatformSide, tokens: MemoryTokenStore) -> Gateway:
    """A gateway of ``wechat.client`` that asks the simulator."""
    return Gateway(APPID, SECRET, tokens, platform.url)


Misbehave = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def answering() -> Iterator[Callable[[Misbehave], str]]:
    """Starts a server that answers every request with the given function; gives its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(misbehave: Misbehave) -> str:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                misbehave(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                misbehave(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def say(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """One whole answer."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
