"""Write what people are to be told, in the transaction of the act it tells of; once per ``dedupe``."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service import clock
from service.db import new_id
from service.notices.models import Channel, Notice


def tell(
    session: Session, account_id: UUID, kind: str, dedupe: str, subject_id: UUID | None = None, **blanks: Any
) -> None:
    """Put a message into an account's inbox; a second one with the same ``dedupe`` is not written."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Notice)
        .values(
            id=new_id(),
            channel=Channel.INBOX,
            kind=kind,
            account_id=account_id,
            subject_id=subject_id,
            blanks=blanks,
            dedupe=dedupe,
            created_at=clock.now(),
            due_at=clock.now(),
            attempts=0,
        )
        .on_conflict_do_nothing()
    )
