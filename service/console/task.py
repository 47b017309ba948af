"""One line of the home page: what waits, where, since when, until when, and the page where it is done."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from service import clock

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """等您办理的一件事; ``note`` is a word more, such as why a roster came back; ``quiet`` is good to know, not to do."""

    what: str = field(repr=False)
    where: str
    link: str
    since: datetime | None = None
    due_on: date | None = None
    note: str = ""
    quiet: bool = False

    @property
    def late(self) -> bool:
        """Whether its last day has passed (超期)."""
        return self.due_on is not None and self.due_on < clock.today()

    @property
    def order(self) -> tuple[datetime, str]:
        """The oldest first; what has no beginning comes last."""
        return (self.since or NEVER, self.link)
