"""What goes over the wire about a copy."""

from datetime import datetime

from pydantic import Field

from service.ground.shapes import Shape


class CopyWanted(Shape):
    """The last digits of the document, which whoever asks for a copy must know."""

    number_tail: str = Field(default="", max_length=8, description="证件号码最后四位；没有填写过证件的不用填")


class CopyLine(Shape):
    """One fact of a copy: its name and its value."""

    label: str
    value: str


class CopySection(Shape):
    """One kind of record, entry by entry."""

    title: str
    entries: list[list[CopyLine]]


class CopySeen(Shape):
    """Everything that is kept of who asks."""

    made_at: datetime
    county: str
    sections: list[CopySection]
