"""个人信息保护法 第四十七条: what was filled in is destroyed with the key, and emptied where it is not sealed."""

import pytest

from crypto.errors import Unreadable
from service.ground.db import Database
from service.ground.sealing import opened
from service.requests.applications.actions import forget
from service.requests.applications.models import Application
from tests.given import World
from tests.requests.applications.given import drafted, union_of


def test_forgetting_an_application_leaves_nothing_that_was_to_go(database: Database, world: World) -> None:
    with database.writing() as session:
        row = drafted(session, union_of(session, world.battery))
        row.unit_uscc = "91330522MA2B0AAA0X"
        session.flush()
        forget(session, row)
    with database.reading() as session:
        row = session.get_one(Application, row.id)
        assert (row.education, row.household, row.unit_uscc) == (None, None, None)
        for sealed in ("name", "id_number", "phone", "address"):
            with pytest.raises(Unreadable):
                opened(row, sealed)
