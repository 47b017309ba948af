"""会议纪要: a draft of the committee's minutes, drawn up from the decision that was recorded, to read and to sign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from service.ground import clock
from service.ground.printing import pdf


@dataclass(frozen=True)
class Minutes:
    """What the minutes print, in clear; dropped as soon as they are printed. ``absent`` may be unknown."""

    union_name: str
    held_on: date
    minute_no: str
    committee: int | None
    present: Sequence[str] = field(repr=False)
    absent: Sequence[str] = field(repr=False)
    outcome: str
    applicants: Sequence[tuple[str, str]] = field(repr=False)
    reason: str = ""


def minutes_pdf(minutes: Minutes) -> bytes:
    """The draft as PDF; raises PRINT_NOT_READY, BUSY."""
    day = clock.chinese_day(minutes.held_on)
    return pdf("applications/minutes.html", minutes=minutes, held_on=day)
