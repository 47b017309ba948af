"""Two chairs at once: one version, whoever was first."""

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


def test_of_64_confirmations_at_once_exactly_one_makes_a_version(database: Database, world: World) -> None:
    with database.reading() as session:
        digest = confirmation(session, battery_of(session, world)).digest
        chair = actor_of(session, world, "chair_battery")

    def press(_: int) -> None:
        with database.writing() as session:
            confirm(session, chair, battery_of(session, world), digest)

    assert tally(race(press)) == {"done": 1, "COLLEAGUE_WAS_FASTER": 63}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Roster)) == 1


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_without_the_unique_number_two_versions_would_be_made(database: Database, world: World) -> None:
    """SQLite lets one writer in at a time, so only PostgreSQL can show what the constraint is for."""
    numbering = "ALTER TABLE rosters {} CONSTRAINT uq_rosters_union_id_number {}"
    with database.writing() as session:
        session.execute(text(numbering.format("DROP", "")))
    try:
        with database.writing() as one, database.writing() as other:
            for session in (one, other):
                union = battery_of(session, world)
                digest = confirmation(session, union).digest
                confirm(session, actor_of(session, world, "chair_battery"), union, digest)
        with database.reading() as session:
            assert session.scalars(select(Roster.number)).all() == [1, 1]
    finally:
        with database.writing() as session:
            session.execute(text("DELETE FROM roster_rows"))
            session.execute(text("DELETE FROM rosters"))
            session.execute(text(numbering.format("ADD", "UNIQUE (union_id, number)")))
