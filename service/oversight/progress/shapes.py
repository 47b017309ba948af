"""What is typed when members were told to claim the card."""

from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.oversight.progress.models import Way

EVERYBODY, CHOSEN = "everybody", "chosen"


class Invited(Shape):
    """In which way members were told, and whom: everybody left, or those who were ticked."""

    way: Way = Field(description="请选择用什么方式通知的。")
    who: str = Field(pattern=f"^({EVERYBODY}|{CHOSEN})$", description="请选择通知了谁。")
    membership_id: list[UUID] = []

    @property
    def chosen(self) -> list[UUID] | None:
        """The memberships ticked; None is everybody."""
        return None if self.who == EVERYBODY else self.membership_id
