"""A real browser in front of the real service: one Chromium for each test process, one stage for each journey."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from service.deployment import Deployment
from tests.browser.stage import Stage
from tests.given import World
from tests.platform import Platform
from tests.serving import served, working

PICTURES = Path(__file__).resolve().parents[2] / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--lang=zh-CN", "--no-sandbox", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test process. Without one the tests fail, for nobody would notice that they were left out."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("Chromium is missing: run sh scripts/browser.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def stage(
    deployed: Deployment,
    world: World,
    weixin: Platform,
    chromium: Browser,
    backend: str,
    request: pytest.FixtureRequest,
) -> Iterator[Stage]:
    """The service on real HTTP in front of a browser; whatever broke on any page fails the test."""
    journey = re.sub(r"\W+", "-", request.node.name.removeprefix("test_").replace(backend, "")).strip("-")
    with served(deployed) as service:
        stage = Stage(service, deployed, world, weixin, chromium, PICTURES / backend / journey)
        yield stage
        broken = stage.close()
    if broken:
        pytest.fail("\n".join(sorted(set(broken))), pytrace=False)


@pytest.fixture
def at_work(stage: Stage) -> Iterator[None]:
    """A worker beside the service."""
    with working(stage.deployed):
        yield
