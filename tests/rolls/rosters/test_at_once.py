"""Two chairs at once: one version, whoever was first."""

from collections import Counter

import pytest
from sqlalchemy import func, select, text

from service.ground.db import Database
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.models import Roster
from service.rolls.rosters.pending import confirmation
from tests.given import World
from tests.races import race, tally
from tests.rolls.rosters.chair import actor_of, battery_of

pytestmark = pytest.mark.both("locks")


def _pressed(database: Database, world: World, runners: int) -> Counter[str]:
    """What comes of so many who confirm what all of them saw."""
    with database.reading() as session:
        digest = confirmation(session, battery_of(session, world)).digest
        chair = actor_of(session, world, "chair_battery")

    def press(_: int) -> None:
        with database.writing() as session:
            confirm(session, chair, battery_of(session, world), digest)

    return tally(race(press, runners))


def test_of_64_confirmations_at_once_exactly_one_makes_a_version(database: Database, world: World) -> None:
    assert _pressed(database, world, 64) == {"done": 1, "COLLEAGUE_WAS_FASTER": 63}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Roster)) == 1


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_even_without_the_unique_number_the_second_waits_and_finds_a_version(
    database: Database, world: World
) -> None:
    """Whoever confirms holds the union; the constraint is what even psql obeys."""
    numbering = "ALTER TABLE rosters {} CONSTRAINT uq_rosters_union_id_number {}"
    with database.writing() as session:
        session.execute(text(numbering.format("DROP", "")))
    try:
        assert _pressed(database, world, 8) == {"done": 1, "COLLEAGUE_WAS_FASTER": 7}
    finally:
        with database.writing() as session:
            session.execute(text(numbering.format("ADD", "UNIQUE (union_id, number)")))
