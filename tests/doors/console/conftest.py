"""The county's office with its web application; WeChat does not answer here, which every page must bear."""

from collections.abc import Callable

import pytest

from service.ground.config import Settings
from service.register.access.models import Role
from service.register.deployment import Deployment
from service.register.unions.models import Union
from tests.application import application
from tests.doors.console.given import Office
from tests.doors.console.walk import Opened, walked
from tests.given import World, appoint_sample


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with a WeChat address at which nobody listens."""
    return settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"})


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The application over the told world; the battery union has a second chair."""
    with deployed.database.writing() as session:
        battery = session.get_one(Union, world.battery.id)
        appoint_sample(session, world, "chair_battery_two", "辛主席", "工会副主席", Role.CHAIR, battery)
    return Office(application(deployed), deployed, world)


@pytest.fixture(scope="session")
def walks() -> dict[str, list[Opened]]:
    """The walk on each kind of database, once this test process has needed it."""
    return {}


@pytest.fixture
def walk(
    backend: str, walks: dict[str, list[Opened]], later: Callable[..., None], request: pytest.FixtureRequest
) -> list[Opened]:
    """What everyone at a desk is answered on every page (walk.py)."""
    if backend not in walks:
        later(minutes=0)
        walks[backend] = list(walked(request.getfixturevalue("office")))
    return walks[backend]
