"""法定退休日 by the gradual schedule in force since 2025-01-01 (全国人大常委会 2024-09-13 决定).

Being past it proves nothing: work may go on by agreement (弹性延迟、返聘), so it is a question, never a change.
"""

from dataclasses import dataclass
from datetime import date

from service.ground import clock
from service.register.facts.words import Gender


@dataclass(frozen=True)
class Track:
    """One line of the schedule: the old age, the first birth month it moves for, and how fast up to which delay."""

    age: int
    first_year: int
    birth_months_per_month: int
    longest_delay: int

    def due_on(self, born: date) -> date:
        """The legal day of retirement of someone born on ``born``."""
        later = (born.year - self.first_year) * 12 + born.month - 1
        delay = 0 if later < 0 else min(self.longest_delay, later // self.birth_months_per_month + 1)
        return clock.months_after(born, self.age * 12 + delay)


MEN = Track(60, 1965, 4, 36)
WOMEN_55 = Track(55, 1970, 4, 36)
WOMEN_50 = Track(50, 1975, 2, 60)


def retirement_due_on(born: date, gender: Gender) -> date:
    """The latest legal day: no form tells a woman's track (干部 or 工人), so the later of both counts."""
    if gender is Gender.MALE:
        return MEN.due_on(born)
    return max(WOMEN_55.due_on(born), WOMEN_50.due_on(born))
