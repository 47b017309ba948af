"""超期: nobody reports it; the day has passed, and the unions above see it."""

from collections.abc import Callable

import pytest

from service.ground.db import Database
from service.requests.applications.dispatch import refer
from service.requests.applications.models import Status
from service.requests.applications.queries import ApplicationsSought, applications_waiting, waiting_counts
from tests.given import World
from tests.queries import counted
from tests.requests.applications.given import staff_of, submitted, union_of

pytestmark = pytest.mark.both("dates")


def test_the_unions_above_see_what_is_overdue_as_soon_as_the_day_has_passed(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-16 09:00")
    with database.writing() as session:
        submitted(session, union_of(session, world.battery), "o-1", "新样甲", 501)
        submitted(session, union_of(session, world.battery), "o-2", "新样乙", 502)
        submitted(session, union_of(session, world.textile), "o-3", "新样丙", 503)

    def late(login: str) -> int:
        with database.reading() as session:
            return waiting_counts(session, staff_of(session, world, login))[1]

    at("2026-11-23 23:00")
    assert [late(login) for login in ("chair_battery", "zhicheng", "huaxi", "county")] == [0] * 4
    at("2026-11-24 00:10")
    assert [late(login) for login in ("chair_battery", "zhicheng", "huaxi", "county", "auditor")] == [
        2,
        2,
        1,
        3,
        0,
    ]


def test_what_is_referred_is_not_the_unions_delay(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-16 09:00")
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        refer(session, staff_of(session, world, "handler_battery"), row, "这家单位在画溪")
    at("2026-11-24 09:00")
    with database.reading() as session:
        street = staff_of(session, world, "zhicheng")
        assert waiting_counts(session, street) == (0, 0)
        assert waiting_counts(session, street, ApplicationsSought((Status.REFERRED,))) == (1, 0)


def test_what_is_over_is_shown_from_the_newest() -> None:
    assert ApplicationsSought((Status.APPROVED,)).newest_first
    assert not ApplicationsSought().newest_first
    assert not ApplicationsSought((Status.REFERRED,)).newest_first


def test_late_is_one_query_however_many_there_are(
    database: Database, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-16 09:00")
    with database.writing() as session:
        union = union_of(session, world.battery)
        for serial in range(501, 506):
            submitted(session, union, f"o-{serial}", "新样甲", serial)
    at("2026-11-24 09:00")
    with database.reading() as session:
        county = staff_of(session, world, "county")
        with counted(database) as statements:
            assert waiting_counts(session, county) == (5, 5)
            assert len([one for one in statements if one.startswith("SELECT")]) == 1
        assert (
            len(applications_waiting(session, county, sought=ApplicationsSought(late=True, unit="电池"))) == 5
        )
