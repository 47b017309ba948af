"""Reads about memberships that deserve a name."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from service.memberships.models import Membership


def open_membership(session: Session, person_id: UUID) -> Membership | None:
    """The person's membership in force, if any; for rules of the service, not an answer to anyone by itself."""
    return session.scalars(
        select(Membership).where(Membership.person_id == person_id, Membership.ended_on.is_(None))
    ).one_or_none()


def last_membership(session: Session, person_id: UUID) -> Membership | None:
    """The person's membership in force, or the last one, with its union; the caller has asked for reach already."""
    chain = select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.union))
    return session.scalars(chain.order_by(Membership.sequence.desc()).limit(1)).one_or_none()


def begun_by_decision(session: Session, person_id: UUID, decision_id: UUID) -> Membership | None:
    """The person's membership in force, if this decision began it; the caller knows whose decision it is."""
    begun = (Membership.person_id == person_id) & (Membership.decision_id == decision_id)
    lasting = select(Membership).where(begun, Membership.ended_on.is_(None))
    return session.scalars(lasting.options(joinedload(Membership.union))).one_or_none()


def members_counted(session: Session, unions: Iterable[UUID]) -> dict[UUID, int]:
    """会员人数 of each of these unions that has members, in one query; the caller's list is in reach already."""
    counted = (
        select(Membership.union_id, func.count())
        .where(Membership.union_id.in_(list(unions)), Membership.ended_on.is_(None))
        .group_by(Membership.union_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
