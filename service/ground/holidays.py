"""法定节假日和调休: which days the county works, read from a text that a clerk can extend.

The State Council announces each year's days in the November before, so no library knows them earlier than a text does.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

ANNOUNCED = Path(__file__).with_name("holidays.txt")
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?\s+(休|班)(?:\s.*)?")
_YEAR = re.compile(r"(\d{4})\s+已公布")


class HolidaysUnreadable(Exception):
    """A line of the calendar means nothing; the text names its number."""


@dataclass(frozen=True)
class Holidays:
    """The days that are not as their weekday says, and the years whose days are all known."""

    working: dict[date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day: as announced, else from Monday to Friday."""
        return self.working.get(day, day.weekday() < 5)


def read_holidays(text: str) -> Holidays:
    """The calendar that a text writes down; a later line holds against an earlier one. Raises HolidaysUnreadable."""
    working: dict[date, bool] = {}
    years = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if year := _YEAR.fullmatch(line):
            years.add(int(year[1]))
        elif line:
            working |= _days(line, number)
    return Holidays(working, frozenset(years))


def _days(line: str, number: int) -> dict[date, bool]:
    found = _LINE.fullmatch(line)
    try:
        first = date.fromisoformat(found[1]) if found else date.max
        last = date.fromisoformat(found[2]) if found and found[2] else first
    except ValueError:
        found = None
    if found is None or not 0 <= (last - first).days < 31:
        raise HolidaysUnreadable(f"line {number} is neither «2027-01-01..2027-01-03 休» nor «2027 已公布»")
    return {first + timedelta(days=n): found[3] == "班" for n in range((last - first).days + 1)}


@cache
def holidays_of(own: str = "") -> Holidays:
    """The announced days, and over them those of the county's ``own`` file."""
    texts = [ANNOUNCED, *([Path(own)] if own else [])]
    return read_holidays("\n".join(path.read_text(encoding="utf-8") for path in texts))
