"""What staff type about applications."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.applications.models import Outcome, Reason
from service.applications.reveal import Field as Revealed
from service.shapes import Shape


class Return(Shape):
    """Why an application goes back."""

    reason: Reason = Field(description="请选择退回理由。")
    words: str = Field(default="", max_length=300)


class RevealWish(Shape):
    """Which field, what for."""

    field: Revealed = Field(description="请选择看哪一项。")
    purpose: str = ""


class DecisionTaken(Shape):
    """The committee's decision as its minutes have it."""

    union_id: UUID
    application_ids: list[UUID] = []
    outcome: Outcome = Field(description="请选择会议的决定。")
    decided_on: date = Field(description="请填写会议日期。")
    minute_no: str = Field(max_length=60, description="请填写会议纪要编号。")
    reason: Reason | None = None
    words: str = Field(default="", max_length=300)
