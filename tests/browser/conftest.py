"""A real browser in front of the real service: one stage for each journey."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from service.register.deployment import Deployment
from tests.browser.pictures import folder_of
from tests.browser.stage import Stage
from tests.given import World
from tests.platform import Platform
from tests.serving import served, working


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
    with served(deployed) as service:
        stage = Stage(
            service,
            deployed,
            world,
            weixin,
            chromium,
            folder_of(request.node.name, backend),
            bool(request.config.getoption("--pictures")),
        )
        yield stage
        broken = stage.close()
    if broken:
        pytest.fail("\n".join(sorted(set(broken))), pytrace=False)


@pytest.fixture
def at_work(stage: Stage) -> Iterator[None]:
    """A worker beside the service."""
    with working(stage.deployed):
        yield
