"""Fixtures of the stories about applications."""

import pytest

from service.ground.db import Database
from service.register.access.models import SYSTEM
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from tests.given import World
from tests.requests.applications.given import (
    union_of,
)


@pytest.fixture
def neighbour(database: Database, world: World) -> Union:
    """Another union of the same street."""
    with database.writing() as session:
        street = union_of(session, world.zhicheng)
        return found(session, SYSTEM, street, "雉城样例物流有限公司工会委员会", UnionKind.GRASSROOTS)
