"""What staff type about applications."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.requests.applications.models import Correctable, Outcome, Reason
from service.requests.applications.reveal import Field as Revealed


class Return(Shape):
    """Why an application goes back, and what to change in it."""

    reason: Reason = Field(description="请选择退回理由。")
    fields: list[Correctable] = []
    words: str = Field(default="", max_length=300)


class Referral(Shape):
    """Why an application is not this union's own; from the dispatcher's page also the version that he looked at."""

    why: str = Field(default="", max_length=300)
    version: int = 0


class Dispatch(Shape):
    """Where an application goes, and the version that the dispatcher looked at."""

    union_id: UUID = Field(description="请选择派发到哪个工会。")
    version: int = 0
    words: str = Field(default="", max_length=300)


class RevealWish(Shape):
    """The field to be shown in full, and the purpose."""

    field: Revealed = Field(description="请选择看哪一项。")
    purpose: str = ""


class DecisionTaken(Shape):
    """The committee's decision as its minutes have it.

    ``everything`` stands for all that the page offered for approval: those of ``unit``, as ``fingerprint`` marks them.
    """

    union_id: UUID
    application_ids: list[UUID] = []
    everything: bool = False
    fingerprint: str = Field(default="", max_length=16)
    unit: str = Field(default="", max_length=60)
    unchecked: bool = False
    start: int = 0
    outcome: Outcome = Field(description="请选择会议的决定。")
    decided_on: date = Field(description="请填写会议日期。")
    minute_no: str = Field(max_length=60, description="请填写会议纪要编号。")
    committee: int = Field(description="请填写委员会一共几人。")
    present: list[str] = []
    others: str = Field(default="", max_length=2000)
    few_confirmed: bool = False
    reason: Reason | None = None
    words: str = Field(default="", max_length=300)
