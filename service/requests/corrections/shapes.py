"""What goes in and out of a correction at the member's door."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.people.shown import masked
from service.requests.applications.models import Correctable
from service.requests.corrections.fields import fact_of
from service.requests.corrections.models import Correction, CorrectionStatus


class CorrectionAsked(Shape):
    """One field, and what it should be: text, or the code of a code list."""

    field: Correctable
    value: str = Field(min_length=1, max_length=120)
    reason: str = Field(default="", max_length=200)


class CorrectionSeen(Shape):
    """A correction as its member sees it: the value masked where it is personal."""

    id: UUID
    field: Correctable
    field_words: str
    value: str
    reason: str
    status: CorrectionStatus
    status_words: str
    due_on: date
    answered_at: datetime | None
    answer: str | None


class FieldOffered(Shape):
    """A field that may be corrected here."""

    field: Correctable
    label: str


class CorrectionsSeen(Shape):
    """The member's corrections, newest first, and what may be asked."""

    corrections: list[CorrectionSeen]
    fields: list[FieldOffered] = Field(description="empty without a card in force")


def correction_seen(correction: Correction) -> dict[str, object]:
    """A correction for its member."""
    field = correction.field
    return {
        "id": correction.id,
        "field": field,
        "field_words": field.label,
        "value": masked(fact_of(field), opened(correction, "value")),
        "reason": opened(correction, "reason"),
        "status": correction.status,
        "status_words": correction.standing,
        "due_on": correction.due_on,
        "answered_at": correction.answered_at,
        "answer": opened(correction, "answer") or None,
    }
