"""What goes over the wire about an erasure."""

from datetime import date

from pydantic import Field

from service.ground.shapes import Shape
from service.oversight.erasures.models import ErasureStatus


class ErasureSeen(Shape):
    """What waits, if anything, and the day on which it is done."""

    status: ErasureStatus | None
    status_words: str
    basis_words: str
    due_on: date | None
    may_ask: bool = Field(
        description="nothing waits, and no membership obliges the county to keep the register"
    )
    days: int = Field(description="how many days pass before it is done")
