"""Turn a signed-in person into an actor: the roles that are in force today, read anew on every request."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor, Place, Term
from service.accounts.models import Staff
from service.unions.models import Union


def staff_actor(session: Session, staff: Staff, request_id: str | None = None) -> Actor:
    """The member of staff with the terms of office of this day; an ended term is gone with the next request."""
    today = clock.today()
    terms = session.execute(
        select(Term.role, Union.id, Union.path)
        .join(Union, Union.id == Term.union_id)
        .where(
            Term.staff_id == staff.id,
            Term.ended_at.is_(None),
            Term.from_on <= today,
            or_(Term.until_on.is_(None), Term.until_on > today),
        )
    )
    places = tuple(Place(role, union_id, path) for role, union_id, path in terms)
    return Actor("staff", staff.id, places, request_id)
