"""The mini-program's own source in a real browser, in front of the real service and the simulated WeChat."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.register.deployment import Deployment
from tests.browser.pictures import PICTURES, folder_of
from tests.given import World
from tests.miniprogram.harness import Harness, running
from tests.miniprogram.phones import Phones
from tests.platform import Platform
from tests.serving import served, working

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def mini_program() -> Iterator[Harness]:
    """The harness of this test process, with the mini-program that ships."""
    with running(ROOT / "miniprogram" / "app") as harness:
        yield harness


@pytest.fixture
def phones(
    mini_program: Harness,
    deployed: Deployment,
    world: World,
    weixin: Platform,
    chromium: Browser,
    backend: str,
    request: pytest.FixtureRequest,
) -> Iterator[Phones]:
    """People take out their phones; whatever broke on any page fails the test."""
    folder = folder_of(request.node.name, backend, PICTURES / "miniprogram")
    with served(deployed) as service:
        mini_program.aim(service, weixin.url)
        pictures = bool(request.config.getoption("--pictures"))
        phones = Phones(mini_program.url, deployed, world, weixin, chromium, folder, pictures, service)
        yield phones
        broken = phones.close()
    if broken:
        pytest.fail("\n".join(sorted(set(broken))), pytrace=False)


@pytest.fixture
def at_work(deployed: Deployment) -> Iterator[None]:
    """A worker beside the service."""
    with working(deployed):
        yield
