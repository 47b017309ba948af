"""法定退休日 (《国务院关于渐进式延迟法定退休年龄的办法》, in force since 2025-01-01): vectors of all three lines of the schedule."""

from datetime import date

import pytest

from service.register.facts.words import Gender
from service.register.people.retirement import MEN, WOMEN_50, WOMEN_55, Track, retirement_due_on


@pytest.mark.parametrize(
    ("track", "born", "due"),
    [
        (MEN, "1964-12", "2024-12"),
        (MEN, "1965-01", "2025-02"),
        (MEN, "1965-05", "2025-07"),
        (MEN, "1976-09", "2039-09"),
        (WOMEN_55, "1970-01", "2025-02"),
        (WOMEN_55, "1981-09", "2039-09"),
        (WOMEN_50, "1975-01", "2025-02"),
        (WOMEN_50, "1984-10", "2039-09"),
        (WOMEN_50, "1984-11", "2039-11"),
    ],
)
def test_the_legal_day_moves_as_the_schedule_says(track: Track, born: str, due: str) -> None:
    """第一条: 男职工和原法定退休年龄为五十五周岁的女职工，每四个月延迟一个月，分别逐步延迟至六十三周岁和五十八周岁；
    原法定退休年龄为五十周岁的女职工，每二个月延迟一个月，逐步延迟至五十五周岁.
    """
    assert track.due_on(date.fromisoformat(f"{born}-01")).isoformat()[:7] == due


def test_a_day_that_the_month_does_not_have_is_its_last() -> None:
    assert WOMEN_50.due_on(date(1974, 12, 31)) == date(2024, 12, 31)
    assert MEN.due_on(date(1965, 1, 31)) == date(2025, 2, 28)


def test_a_woman_of_unknown_track_is_past_only_the_later_day() -> None:
    """No form of 长总工〔2018〕12号 asks which of the two lines of 第一条 a woman follows."""
    assert retirement_due_on(date(1975, 1, 15), Gender.FEMALE) == WOMEN_55.due_on(date(1975, 1, 15))
    assert retirement_due_on(date(1975, 1, 15), Gender.MALE) == MEN.due_on(date(1975, 1, 15))
