"""What opaque numbers are called where nobody may be named: titles of staff, names of unions."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.accounts.models import Staff
from service.register.audit.models import AuditEntry
from service.register.unions.models import Union


def names_of(session: Session, rows: Sequence[AuditEntry]) -> dict[UUID, str]:
    """The title of every member of staff and the name of every union in these rows; two queries for any number."""
    staff = {row.actor_id for row in rows if row.actor_kind == "staff" and row.actor_id}
    unions = {row.union_id for row in rows if row.union_id}
    return titles_of(session, staff) | _union_names(session, unions)


def titles_of(session: Session, staff: Iterable[UUID]) -> dict[UUID, str]:
    """The titles of members of staff."""
    found = session.execute(select(Staff.id, Staff.title).where(Staff.id.in_(list(staff))))
    return {row.id: row.title for row in found}


def _union_names(session: Session, unions: Iterable[UUID]) -> dict[UUID, str]:
    found = session.execute(select(Union.id, Union.name).where(Union.id.in_(list(unions))))
    return {row.id: row.name for row in found}


def staff_meant(session: Session, words: str) -> UUID | None:
    """The account that a typed login, or a number copied from the log, stands for; of any kind, for the auditor."""
    try:
        return UUID(words)
    except ValueError:
        return session.scalar(select(Staff.id).where(Staff.login == words))
