"""What goes over the wire about an erasure."""

from datetime import date

from service.erasures.models import ErasureStatus
from service.shapes import Shape


class ErasureSeen(Shape):
    """What waits, if anything, and the day on which it is done."""

    status: ErasureStatus | None
    status_words: str
    due_on: date | None
