"""The county's office with its web application; WeChat does not answer here, which every page must bear."""

from dataclasses import replace

import pytest

from service.app import create_app
from service.config import Settings
from service.deployment import Deployment
from tests.console.given import Office
from tests.given import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody listens at this WeChat address."""
    return replace(settings, wechat_url="http://127.0.0.1:9")


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The application over the told world."""
    return Office(create_app(deployed), deployed, world)
