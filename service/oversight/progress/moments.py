"""截至: the moment that a figure speaks of, so that any past month can be derived from dated facts again."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.ground import clock

MINUTES = 10  # how old a stored figure of the month that lasts becomes


@dataclass(frozen=True)
class AsOf:
    """A figure's as-of: memberships by the legal day, cards, claims and invitations by the instant, both inclusive.

    ``known_at`` is when a stored figure was counted: a membership entered later for an earlier day is not in it.
    """

    day: date
    instant: datetime
    known_at: datetime | None = None

    @property
    def words(self) -> str:
        """The moment as a page states it: to the minute while the day lasts."""
        return f"{self.day}" if self._over else clock.county_time(self.instant)

    @property
    def told(self) -> str:
        """The moment as a page states it, with how often a stored figure is counted anew."""
        renewed = self.known_at is not None and not self._over
        return f"{self.words}，每 {MINUTES} 分钟更新" if renewed else self.words

    @property
    def _over(self) -> bool:
        return self.instant >= clock.midnight(self.day + timedelta(days=1)) - timedelta.resolution


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
    def last_day(self) -> date:
        """月末日."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def end(self) -> AsOf:
        """月末: the last instant of the month; of a month that is not over, this moment."""
        following = self.last_day + timedelta(days=1)
        if following > clock.today():
            return this_moment()
        return AsOf(self.last_day, clock.midnight(following) - timedelta.resolution)


def this_moment() -> AsOf:
    """The moment of now: figures are derived on the spot."""
    return AsOf(clock.today(), clock.now())


def moment_counted(as_of: datetime, counted_at: datetime) -> AsOf:
    """The moment of a stored figure."""
    return AsOf(as_of.astimezone(clock.COUNTY_ZONE).date(), as_of, counted_at)


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
