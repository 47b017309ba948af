"""The doors of corrections over the told world."""

import pytest
from flask.testing import FlaskClient

from service.register.deployment import Deployment
from tests.application import application
from tests.doors.console.conftest import office
from tests.given import World

__all__ = ["client", "office"]


@pytest.fixture
def client(deployed: Deployment, world: World) -> FlaskClient:
    """The application."""
    return application(deployed).test_client()
