"""Turn a signed-in person into an actor: the roles that are in force today, read anew on every request."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Actor, Place, Term
from service.register.access.queries import in_force
from service.register.accounts.models import Staff
from service.register.unions.models import Union


def staff_actor(session: Session, staff: Staff, request_id: str | None = None) -> Actor:
    """The member of staff with the terms of office of this day; an ended term is gone with the next request."""
    terms = session.execute(
        select(Term.role, Union.id, Union.path)
        .join(Union, Union.id == Term.union_id)
        .where(
            Term.staff_id == staff.id,
            in_force(),
        )
    )
    places = tuple(Place(role, union_id, path) for role, union_id, path in terms)
    return Actor("staff", staff.id, places, request_id)
