"""更新的起止: when a campaign opens and closes, by the days that the county chose (HUIGONGKA_REFRESH)."""

from datetime import date, datetime, timedelta

from service.ground import clock
from service.ground.config import Settings
from service.register.schedule import NEVER


def windows_around(settings: Settings, moment: datetime) -> list[tuple[datetime, datetime]]:
    """The windows of the year of a moment and of its neighbours, as (opens, closes), earliest first."""
    year = clock.county_day(moment).year
    return sorted(
        (clock.midnight(date(one, *opens)), clock.midnight(date(one, *closes) + timedelta(days=1)))
        for one in (year - 1, year, year + 1)
        for opens, closes in settings.refresh_windows
    )


def opening_after(settings: Settings, after: datetime) -> datetime:
    """The next time that a campaign opens; never, when the county has none."""
    return next((opens for opens, _ in windows_around(settings, after) if opens > after), NEVER)


def closing_after(settings: Settings, after: datetime) -> datetime:
    """The next time that a campaign closes."""
    return next((closes for _, closes in windows_around(settings, after) if closes > after), NEVER)


def closing_of(settings: Settings, opens_at: datetime) -> datetime | None:
    """The end that the county's days give now to the campaign of this month; None when they have no such campaign."""
    month = (clock.county_day(opens_at).year, clock.county_day(opens_at).month)
    windows = [(clock.county_day(opens), closes) for opens, closes in windows_around(settings, opens_at)]
    return next((closes for day, closes in windows if (day.year, day.month) == month), None)
