"""What goes in and out of the inbox."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service.ground.shapes import Shape
from service.register.notices.kinds import KINDS
from service.register.notices.models import Notice
from service.register.notices.queries import sentence
from service.register.notices.subscriptions import Moment

AnswerWord = Annotated[str, Field(max_length=40)]


class NoticeSeen(Shape):
    """One notice as its reader sees it."""

    id: UUID
    kind: str
    title: str
    text: str
    subject_id: UUID | None
    at: datetime
    read_at: datetime | None


class Inbox(Shape):
    """The account's notices, newest first."""

    notices: list[NoticeSeen]


class Asked(Shape):
    """The moment (时机) after which the worker is asked for subscriptions."""

    moment: Moment


class TemplateSeen(Shape):
    """One template to ask for."""

    template_id: str
    title: str


class TemplatesSeen(Shape):
    """The templates to ask for, at most three; none when the deployment has none, and then nothing is asked."""

    templates: list[TemplateSeen]


class Answers(Shape):
    """What the dialogue answered, by template; a word that WeChat adds one day takes nothing from the others."""

    answers: dict[str, AnswerWord] = Field(max_length=10)


def notice_seen(notice: Notice) -> dict[str, object]:
    """A notice for its reader."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "title": KINDS[notice.kind].title,
        "text": sentence(notice),
        "subject_id": notice.subject_id,
        "at": notice.created_at,
        "read_at": notice.read_at,
    }
