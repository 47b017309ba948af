"""截至: the moment that a figure speaks of, so that any past month is recomputed from dated facts and nothing is stored."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service import clock


@dataclass(frozen=True)
class Moment:
    """A figure's as-of: memberships by the legal day, cards, claims and invitations by the instant, both inclusive."""

    day: date
    instant: datetime

    @property
    def words(self) -> str:
        """The moment as a page states it: to the minute while the day lasts."""
        over = self.instant >= _midnight(self.day + timedelta(days=1)) - timedelta.resolution
        return f"{self.day}" if over else clock.county_time(self.instant)


@dataclass(frozen=True, order=True)
class Month:
    """月份: a month of the county's calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        """The month as an address carries it: 2026-10."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def words(self) -> str:
        """The month as the bulletin prints it: 2026年10月."""
        return f"{self.year}年{self.number}月"

    @property
    def earlier(self) -> "Month":
        """The month before."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def end(self) -> Moment:
        """月末: the last instant of the month; of a month that is not over, this moment."""
        following = _first_of_next(date(self.year, self.number, 1))
        if following > clock.today():
            return this_moment()
        return Moment(following - timedelta(days=1), _midnight(following) - timedelta.resolution)


def this_moment() -> Moment:
    """Now."""
    return Moment(clock.today(), clock.now())


def this_month() -> Month:
    """The month of the county's calendar that is not over yet."""
    today = clock.today()
    return Month(today.year, today.month)


def month_of(text: str) -> Month:
    """The month that an address names; one that cannot be read or has not begun reads as this month."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    named = Month(int(found[1]), int(found[2])) if found else this_month()
    return min(named, this_month())


def months_back(count: int) -> list[Month]:
    """This month and those before it, newest first."""
    months = [this_month()]
    while len(months) < count:
        months.append(months[-1].earlier)
    return months


def _first_of_next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.COUNTY_ZONE)
