"""WeChat and the identity provider for the tests of the service: the simulator on real HTTP, fresh for each test."""

import json
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import BaseWSGIServer

from service.ground.setup import ROOT
from wechat.simulator import create_simulator
from wechat.simulator.server import simulator_server
from wechat.simulator.side import PlatformSide

APPID, SECRET = "wxsample0000000001", "sample-secret-of-the-mini-program"
PAGES: list[str] = json.loads((ROOT / "miniprogram" / "app" / "app.json").read_text("utf-8"))["pages"]
# The simulator signs for the same pair at both of its hosts.
FACEID_ID, FACEID_KEY = APPID, SECRET
Platform = PlatformSide


@pytest.fixture(scope="session")
def platform_server() -> Iterator[BaseWSGIServer]:
    """The simulator's server, on a free port."""
    server = simulator_server(create_simulator(APPID, SECRET, pages=PAGES), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture
def weixin(platform_server: BaseWSGIServer) -> Platform:
    """The platform with nothing left of the test before."""
    platform_server.app = create_simulator(APPID, SECRET, pages=PAGES)
    return Platform(f"http://127.0.0.1:{platform_server.port}")
