"""工作日: without weekends and public holidays, with 调休 working weekends, and with what the county adds."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from service.ground import clock
from service.ground.config import Settings
from service.ground.holidays import HolidaysUnreadable, holidays_of, read_holidays
from service.register.deployment import deploy
from tests.oversight.progress.given import At


def day(text: str) -> date:
    """A day of 2026."""
    return date.fromisoformat(f"2026-{text}")


def test_five_working_days_skip_the_weekend(at: At) -> None:
    at("2026-11-20 23:30")  # a Friday
    assert clock.due(clock.now(), 5) == day("11-27")


def test_the_national_holiday_does_not_count_and_the_working_saturday_does() -> None:
    """国办发明电〔2025〕7号: 10月1日至7日放假, 9月20日（周日）、10月10日（周六）上班."""
    assert clock.working_days_after(day("09-30"), 1) == day("10-08")
    assert clock.working_days_after(day("10-08"), 2) == day("10-10")
    assert clock.working_days_after(day("09-19"), 1) == day("09-20")
    assert clock.working_days_after(day("02-13"), 5) == day("02-27")


@pytest.mark.parametrize("count", [5, 15])
def test_what_is_overdue_is_exactly_what_was_due_before_today(at: At, count: int) -> None:
    for offset in range(24):
        at(f"2026-{day('09-20') + timedelta(days=offset):%m-%d} 15:00")
        for back in range(40):
            since = clock.now() - timedelta(days=back)
            late = clock.due(since, count) < clock.today()
            assert late == (since < clock.overdue_before(count)), (offset, back)


def test_a_year_that_is_not_announced_goes_by_the_weekday() -> None:
    assert clock.working_days_after(date(2031, 10, 3), 1) == date(2031, 10, 6)
    assert holidays_of().announced == {2025, 2026}


def test_the_county_adds_a_year_by_a_file_of_its_own(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "holidays.txt"
    own.write_text("# 样例\n2031 已公布\n2031-10-01..2031-10-07 休 国庆节\n2031-10-11 班\n", encoding="utf-8")
    try:
        deploy(settings.model_copy(update={"holidays": str(own)})).database.engine.dispose()
        assert clock.working_days_after(date(2031, 9, 30), 4) == date(2031, 10, 11)
        assert 2031 in clock.holidays.announced
        assert clock.working_days_after(day("09-30"), 1) == day("10-08")
    finally:
        clock.holidays = holidays_of()


@pytest.mark.parametrize(
    "line", ["2027-02-30 休", "2027-01-03..2027-01-01 休", "2027-01-01 假", "2027年1月1日 休"]
)
def test_a_line_that_means_nothing_is_named_and_not_left_out(line: str) -> None:
    with pytest.raises(HolidaysUnreadable, match="line 2"):
        read_holidays(f"# 样例\n{line}\n")
