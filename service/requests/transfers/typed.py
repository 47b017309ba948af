"""What staff type about transfers."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.register.unions.models import CloseReason
from service.requests.transfers.models import RefuseReason


class TransferWanted(Shape):
    """Where a member goes, and the unit that he works for now."""

    union_id: UUID = Field(description="请选择转到哪个工会。")
    unit_name: str = Field(default="", max_length=120)


class Wished(Shape):
    """Whom a union says to work for it now: known exactly, and not looked for."""

    union_id: UUID = Field(description="请选择转到哪个工会。")
    name: str = Field(max_length=60, description="请照证件填写姓名。")
    id_number: str = Field(max_length=30, description="请照证件填写证件号码。")
    unit_name: str = Field(default="", max_length=120)
    purpose: str = ""


class Reception(Shape):
    """The minutes of the committee that received, where there are any."""

    minute_no: str = Field(default="", max_length=60)


class TransferRefusal(Shape):
    """Why a union does not agree."""

    reason: RefuseReason = Field(description="请选择理由。")
    words: str = Field(default="", max_length=300)


class Ruling(Shape):
    """Why the county decides as it does."""

    words: str = Field(default="", max_length=300)
    minute_no: str = Field(default="", max_length=60)


class Converted(Shape):
    """Turning an application into a transfer: whether the document itself was seen."""

    seen: bool = False


class Rehomed(Shape):
    """Placing members of a closed union: whom, where to, and whether their membership is retained there."""

    membership_ids: list[UUID] = []
    union_id: UUID = Field(description="请选择转到哪个工会。")
    keep: bool = False
    minute_no: str = Field(default="", max_length=60)


class UnitMoved(Shape):
    """The unit whose members go over, where to, and the mark of the list that was shown."""

    unit: str = Field(max_length=120, description="请填写单位名称。")
    union_id: UUID = Field(description="请选择新建的工会。")
    fingerprint: str = Field(default="", max_length=16)
    minute_no: str = Field(max_length=60, description="请填写建会的批复文号。")


class Closing(Shape):
    """Why and when a union is closed, by which approval."""

    reason: CloseReason = Field(description="请选择撤销的原因。")
    closed_on: date = Field(description="请填写撤销的日期。")
    close_no: str = Field(default="", max_length=60)
