"""The one clock: instants in UTC, legal days in the county's time zone."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.ground.holidays import Holidays, holidays_of

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")


def system_time() -> datetime:
    """This instant by the clock of the machine."""
    return datetime.now(UTC)


# Tests put their own source here; nothing else does.
source: Callable[[], datetime] = system_time

# The county's working days; ``deploy`` puts them in when the county names a file of its own.
holidays: Holidays = holidays_of()


def now() -> datetime:
    """This instant, timezone-aware, in UTC."""
    return source()


def today() -> date:
    """The legal day (日) in the county."""
    return now().astimezone(COUNTY_ZONE).date()


def county_day(instant: datetime) -> date:
    """The legal day of an instant in the county."""
    return instant.astimezone(COUNTY_ZONE).date()


def midnight(day: date) -> datetime:
    """The first instant of a legal day in the county; 24:00 of a day is ``midnight`` of the next."""
    return datetime.combine(day, time(), COUNTY_ZONE)


def county_time(instant: datetime) -> str:
    """An instant as people of the county read it, to the minute."""
    return instant.astimezone(COUNTY_ZONE).strftime("%Y-%m-%d %H:%M")


def months_after(day: date, months: int) -> date:
    """The same day some months later (before, when negative), or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_after(day: date, count: int) -> date:
    """The day ``count`` working days (工作日) later: without weekends and public holidays, with 调休 working weekends."""
    while count:
        day += timedelta(days=1)
        count -= holidays.works(day)
    return day


def due(since: datetime, count: int) -> date:
    """The last legal day in time for what waits since an instant and has ``count`` working days."""
    return working_days_after(county_day(since), count)


def overdue_before(count: int) -> datetime:
    """What waits since before this instant is late today: ``due`` of it lies before today."""
    day = today() - timedelta(days=1)
    while working_days_after(day, count) >= today():
        day -= timedelta(days=1)
    return midnight(day + timedelta(days=1))


def chinese_day(day: date) -> str:
    """A legal day as paper writes it: 2026年5月9日."""
    return f"{day.year}年{day.month}月{day.day}日"
