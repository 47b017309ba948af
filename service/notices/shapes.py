"""What goes out of the inbox."""

from datetime import datetime
from uuid import UUID

from service.notices.kinds import KINDS
from service.notices.models import Notice
from service.notices.queries import sentence
from service.shapes import Shape


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


def seen(notice: Notice) -> dict[str, object]:
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
