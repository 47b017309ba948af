"""Chairs as people who can be told something: the WeChat account that each has bound."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.register.access.models import Role, Term
from service.register.access.queries import in_force
from service.register.accounts.scan_models import StaffBinding


def accounts_of_chairs(session: Session, unions: Sequence[UUID]) -> dict[UUID, UUID]:
    """By union the account of its chair, if he has bound one; of two chairs the newest. A query per 500 unions."""
    found: dict[UUID, UUID] = {}
    for part in in_parts(unions):
        chairs = (
            select(Term.union_id, StaffBinding.account_id)
            .join(StaffBinding, (StaffBinding.staff_id == Term.staff_id) & StaffBinding.ended_at.is_(None))
            .where(Term.union_id.in_(part), Term.role == Role.CHAIR, in_force())
            .order_by(Term.from_on, Term.granted_at)
        )
        found |= {row[0]: row[1] for row in session.execute(chairs)}
    return found
