"""Find a unit and the union that covers it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.unions.models import Union
from service.register.units.models import Unit


def unions_covering(session: Session, uscc: str) -> list[Union]:
    """The union that covers the unit with this credit code; public, like the code itself."""
    covering = select(Union).join(Unit, Unit.union_id == Union.id).where(Unit.uscc == uscc.strip().upper())
    return [union for union in session.scalars(covering) if union.takes_applications]


def unit_named(session: Session, name: str, uscc: str | None) -> Unit | None:
    """A known unit by credit code, else by its exact name."""
    if uscc:
        found = session.scalars(select(Unit).where(Unit.uscc == uscc)).one_or_none()
        if found is not None:
            return found
    return session.scalars(select(Unit).where(Unit.name == name).limit(1)).one_or_none()


def units_covered(session: Session, union_id: UUID, limit: int) -> Sequence[Unit]:
    """The units that a union covers, in the order of annex 1; public facts, the caller reached the union already."""
    covered = select(Unit).where(Unit.union_id == union_id).order_by(Unit.created_at, Unit.id)
    return session.scalars(covered.limit(limit)).all()
