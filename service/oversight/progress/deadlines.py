"""时限: five working days for every step that somebody waits for, the rule that applications have (应办结日)."""

from datetime import date, datetime, timedelta

from service.ground import clock
from service.requests.applications.actions import DECISION_WORKING_DAYS, working_days_after


def due(since: datetime) -> date:
    """The last legal day on which what waits since then is in time."""
    return working_days_after(since.astimezone(clock.COUNTY_ZONE).date(), DECISION_WORKING_DAYS)


def overdue_before() -> datetime:
    """What waits since before this instant is late today: ``due`` of it lies before today."""
    day = clock.today() - timedelta(days=1)
    while working_days_after(day, DECISION_WORKING_DAYS) >= clock.today():
        day -= timedelta(days=1)
    return clock.midnight(day + timedelta(days=1))


def half_year_ago() -> datetime:
    """The beginning of the same legal day six months earlier, or of the last day that month has."""
    today = clock.today()
    month = today.year * 12 + today.month - 1 - 6
    first = date(month // 12, month % 12 + 1, 1)
    longest = ((first + timedelta(days=31)).replace(day=1) - timedelta(days=1)).day
    day = first.replace(day=min(today.day, longest))
    return clock.midnight(day)
