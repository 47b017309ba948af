"""The canary search finds what it looks for, in every spelling and on both databases."""

import pytest
from sqlalchemy import text

from service.doors.demo.told import id_number, phone
from service.ground.db import Database
from tests.canaries import contents_of, found_in
from tests.given import World


@pytest.mark.parametrize("value", ["陈样一", id_number(3), phone(1), "长兴县样例路1号"])
def test_a_value_left_in_clear_is_found_on_both_databases(
    own_database: Database, own_world: World, value: str
) -> None:
    assert found_in(contents_of(own_database.url)) == []
    with own_database.session() as session:
        session.execute(text("UPDATE unions SET remark = :value"), {"value": f"前{value}后"})
        session.commit()
    assert found_in(contents_of(own_database.url)) != []


@pytest.mark.parametrize("spelling", ['"\\u9648\\u6837\\u4e00"', "陈样一".encode().hex(), "x陈样一x"])
def test_every_spelling_is_found(spelling: str) -> None:
    assert found_in(spelling.encode()) != []
