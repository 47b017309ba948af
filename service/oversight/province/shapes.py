"""What the county types about packs, and what the addresses of lists carry."""

from datetime import date
from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.ground.words import Words
from service.oversight.province.models import RowResult
from service.oversight.province.standings import Standing


class Scope(Words):
    """报送哪些人."""

    EVERYBODY = "everybody", "全部在册会员"
    CHANGES = "changes", "只报有差异的（没有通过的、有变化的、新增的、已离开的）"


class PackAsked(Shape):
    """A pack of which union, of whom, what for."""

    union_id: UUID = Field(description="请选择报送哪个工会。")
    scope: Scope = Field(description="请选择报送哪些人。")
    purpose: str = Field(default="", max_length=60)


class HandedIn(Shape):
    """On which day it was handed in."""

    sent_on: date = Field(description="请填写上传的日期。")


def read_result(text: str) -> RowResult | None:
    """A result as an address names it."""
    return RowResult(text) if text in list(RowResult) else None


def read_standing(text: str) -> Standing | None:
    """A standing as an address names it."""
    return Standing(text) if text in list(Standing) else None
