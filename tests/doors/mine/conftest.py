"""The doors of «我的» over the told world."""

import pytest
from flask.testing import FlaskClient

from service.register.deployment import Deployment
from tests.application import application
from tests.given import World


@pytest.fixture
def client(deployed: Deployment, world: World) -> FlaskClient:
    """The application."""
    return application(deployed).test_client()
