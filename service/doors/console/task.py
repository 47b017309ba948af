"""One line of the home page: what waits, where, since when, until when, and the page where it is done."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from service.ground import clock

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """等您办理的一件事; ``note`` is a word more, such as why a roster came back; ``quiet`` is good to know, not to do.

    ``first`` goes before everything else, whatever waited longer.
    """

    what: str = field(repr=False)
    where: str
    link: str
    since: datetime | None = None
    due_on: date | None = None
    note: str = ""
    quiet: bool = False
    first: bool = False

    @property
    def late(self) -> bool:
        """Whether its last day has passed (超期)."""
        return self.due_on is not None and self.due_on < clock.today()

    @property
    def order(self) -> tuple[bool, datetime, str]:
        """What goes first, then the oldest; what has no beginning comes last."""
        return (not self.first, self.since or NEVER, self.link)
