"""Whether a union has a chair at work: an account that is open, in a term that is in force."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.words import Words
from service.register.access.models import Role, Term
from service.register.accounts.models import Staff


class Seat(Words):
    """主席席位."""

    TAKEN = "taken", "有主席"
    VACANT = "vacant", "没有主席账号"
    EXPIRED = "expired", "任期已满"


def seats(session: Session, unions: Collection[UUID]) -> dict[UUID, Seat]:
    """The seat of each of these unions, one query: 任期已满 is a term that ran out and that nobody followed."""
    chairs = (
        select(Term.union_id, Term.until_on, func.min(Term.from_on))
        .join(Staff, Staff.id == Term.staff_id)
        .where(
            Term.union_id.in_(unions),
            Term.role == Role.CHAIR,
            Term.ended_at.is_(None),
            Staff.disabled_at.is_(None),
        )
        .group_by(Term.union_id, Term.until_on)
    )
    found = dict.fromkeys(unions, Seat.VACANT)
    today = clock.today()
    for union_id, until_on, from_on in session.execute(chairs):
        if until_on is not None and until_on <= today:
            if found[union_id] is Seat.VACANT:
                found[union_id] = Seat.EXPIRED
        elif from_on <= today:
            found[union_id] = Seat.TAKEN
    return found
