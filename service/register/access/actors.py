"""Turn a signed-in person into an actor: the roles that are in force today, read anew on every request."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.marks import genuine, load_marks
from service.register.access.models import Actor, Place, Term
from service.register.access.queries import in_force
from service.register.accounts.models import Staff


def staff_actor(session: Session, staff: Staff, request_id: str | None = None) -> Actor:
    """The member of staff with the terms of office of this day; an ended term is gone with the next request.

    A term, or a place in the tree, that the service did not write gives nothing.
    """
    held = select(Term).where(Term.staff_id == staff.id, in_force()).options(joinedload(Term.union))
    terms = session.scalars(held.order_by(Term.id)).all()
    load_marks(session, [id_ for term in terms for id_ in (term.id, term.union_id)])
    believed = [term for term in terms if genuine(session, term) and genuine(session, term.union)]
    places = tuple(Place(term.role, term.union_id, term.union.path) for term in believed)
    return Actor("staff", staff.id, places, request_id)
