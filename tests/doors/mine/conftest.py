"""The doors of «我的» over the told world."""

import pytest
from flask.testing import FlaskClient

from service.doors.app import create_app
from service.register.deployment import Deployment
from tests.given import World


@pytest.fixture
def client(deployed: Deployment, world: World) -> FlaskClient:
    """The application."""
    return create_app(deployed).test_client()
