"""The simulated platform for clients that others wrote, and a way to bring their requests to it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.wechat.conftest import platform, server
from tests.wechat.platform_side import PlatformSide

__all__ = ["platform", "server"]
HERE = Path(__file__).parent
ACCOUNT, ACCOUNT_SECRET = "wx00000000official", "sample-secret-of-the-account"
FOLLOWER = "oSAMPLE-follower"
Node = Callable[[str, dict[str, Any]], Any]


@pytest.fixture
def account(platform: PlatformSide) -> PlatformSide:
    """A platform that knows an official account beside the mini-program, with a follower."""
    platform.door("apps", {"appid": ACCOUNT, "secret": ACCOUNT_SECRET})
    platform.door("followers", {"appid": ACCOUNT, "openid": FOLLOWER})
    platform.door("templates", {"appid": ACCOUNT, "template_id": "T1"})
    return platform


@pytest.fixture
def node() -> Node:
    """Runs a script of this folder with a JSON argument; its answer."""

    def run(script: str, asked: dict[str, Any]) -> Any:
        command = ["node", "--no-deprecation", str(HERE / script), json.dumps(asked)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


class ToSimulator(HTTPAdapter):
    """Sends what is meant for WeChat's hosts to the simulator; clients that have the address written in reach it so."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """Send a request to the other address; everything else of it stays."""
        assert request.url is not None
        for host in ("https://api.weixin.qq.com", "https://mp.weixin.qq.com"):
            request.url = request.url.replace(host, self.url)
        return super().send(request, *args, **more)


def to_simulator(session: requests.Session, url: str) -> requests.Session:
    """A session whose requests all reach the simulator."""
    session.mount("https://", ToSimulator(url))
    return session
