"""截至: months of the county's calendar."""

from datetime import date, datetime, timedelta

import pytest

from service.ground import clock
from service.oversight.progress.moments import Month, month_of, months_back, this_moment
from tests.oversight.progress.given import At


def test_a_past_month_ends_with_its_last_instant_in_the_county(at: At) -> None:
    at("2026-11-20 09:00")
    end = month_of("2026-10").end
    assert end.day == date(2026, 10, 31)
    assert end.instant == datetime(2026, 11, 1, tzinfo=clock.COUNTY_ZONE) - timedelta(microseconds=1)
    assert (end.words, month_of("2026-12").earlier) == ("2026-10-31", Month(2026, 10))
    assert Month(2026, 1).earlier == Month(2025, 12)


def test_the_month_that_lasts_ends_now(at: At) -> None:
    at("2026-11-20 09:00")
    assert month_of("2026-11").end == this_moment()
    assert this_moment().words == "2026-11-20 09:00"


def test_the_month_is_over_from_the_first_midnight_on(at: At) -> None:
    at("2026-11-30 23:59")
    assert month_of("2026-11").end.words == "2026-11-30 23:59"
    at("2026-12-01 00:00")
    assert month_of("2026-11").end.words == "2026-11-30"


@pytest.mark.parametrize("text", ["", "2026-13", "2026-1", "1999-01", "2027-01", "x", "2026-11\n", "²026-11"])
def test_a_month_that_cannot_be_meant_reads_as_this_month(at: At, text: str) -> None:
    at("2026-11-20 09:00")
    assert month_of(text) == Month(2026, 11)


def test_a_year_of_months_goes_back_over_the_new_year(at: At) -> None:
    at("2026-02-01 09:00")
    assert [str(month) for month in months_back(3)] == ["2026-02", "2026-01", "2025-12"]
