"""What a chair types when a membership changes (会籍变更)."""

from datetime import date

from pydantic import Field

from service.ground.shapes import Shape
from service.register.memberships.changes import ResumeReason, VoidReason
from service.register.memberships.models import RetainReason


class Retention(Shape):
    """保留会籍."""

    reason: RetainReason = Field(description="请选择保留的原因。")
    from_on: date = Field(description="请填写从哪天起保留。")
    upper: bool = False
    minute_no: str = Field(default="", max_length=60)
    words: str = Field(default="", max_length=300)


class Resumption(Shape):
    """恢复会籍."""

    reason: ResumeReason = Field(description="请选择恢复的原因。")
    from_on: date = Field(description="请填写从哪天起恢复。")
    words: str = Field(default="", max_length=300)


class Departure(Shape):
    """退会."""

    asked_on: date = Field(description="请填写本人提出的日期。")
    persuaded_on: date = Field(description="请填写劝导的日期。")
    declared_on: date = Field(description="请填写委员会宣布的日期。")
    minute_no: str = Field(max_length=60, description="请填写会议纪要编号。")
    words: str = Field(default="", max_length=300)


class Lapse(Shape):
    """视为自动退会."""

    idle_since: date = Field(description="请填写从哪天起不交会费、不参加活动。")
    persuaded_on: date = Field(description="请填写教育的日期。")
    declared_on: date = Field(description="请填写委员会宣布的日期。")
    minute_no: str = Field(max_length=60, description="请填写会议纪要编号。")
    words: str = Field(default="", max_length=300)


class Death(Shape):
    """去世."""

    died_on: date = Field(description="请填写去世的日期。")
    words: str = Field(default="", max_length=300)


class Voiding(Shape):
    """登记错误."""

    reason: VoidReason = Field(description="请选择哪一种登记错误。")
    words: str = Field(default="", max_length=300)


class Merger(Shape):
    """合并重复登记: the survivor by his document number, in the body of the form only."""

    number: str = Field(max_length=40, repr=False, description="请填写保留的那一份登记的证件号码。")
    words: str = Field(default="", max_length=300)


class Proposal(Shape):
    """小组的开除意见."""

    group_on: date = Field(description="请填写小组讨论的日期。")
    opinion: str = Field(max_length=1000, description="请写明小组的意见和判决依据。")


class ExpulsionRuling(Shape):
    """委员会对开除案的决定."""

    decided_on: date = Field(description="请填写委员会开会的日期。")
    minute_no: str = Field(max_length=60, description="请填写会议纪要编号。")


class Filing(Shape):
    """备案."""

    file_no: str = Field(max_length=60, description="请填写备案编号。")
