"""Reads about memberships that deserve a name."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.memberships.models import Membership


def open_membership(session: Session, person_id: UUID) -> Membership | None:
    """The person's membership in force, if any; for rules of the service, not an answer to anyone by itself."""
    return session.scalars(
        select(Membership).where(Membership.person_id == person_id, Membership.ended_on.is_(None))
    ).one_or_none()
