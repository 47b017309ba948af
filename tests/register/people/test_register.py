"""登记簿: a document number stands once, and nothing of it stands in clear."""

import pytest
from sqlalchemy import text

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import destroy_key, opened
from service.register.people.register import find_person, register_person
from tests.given import World, id_number, phone

pytestmark = pytest.mark.both("only one")


def test_a_registered_person_is_found_by_the_exact_number(database: Database, world: World) -> None:
    with database.reading() as session:
        person = find_person(session, id_number(3))
        assert person is not None
        assert opened(person, "name") == "陈样一"
        assert find_person(session, id_number(999)) is None


def test_the_same_number_cannot_be_registered_twice(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        register_person(session, name="另一人", number=id_number(3), phone=phone(77))
    assert refusal.value.code == "ALREADY_A_MEMBER"


def test_no_sealed_value_stands_in_clear_in_the_table(database: Database, world: World) -> None:
    with database.reading() as session:
        rows = session.execute(text("SELECT name_sealed, id_number_sealed, phone_sealed FROM people")).all()
    assert len(rows) == 6
    for row in rows:
        for blob in row:
            assert "陈样一".encode() not in bytes(blob)
            assert id_number(3).encode() not in bytes(blob)


def test_a_destroyed_key_makes_the_person_unreadable(database: Database, world: World) -> None:
    person_id = world.members["陈样一"].id
    with database.writing() as session:
        destroy_key(session, person_id)
    from crypto.errors import Unreadable

    with database.session() as session:
        person = find_person(session, id_number(3))
        assert person is not None
        with pytest.raises(Unreadable):
            opened(person, "name")
