"""Reads about unions and staff as an actor may see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.access.models import Act, Actor, Term
from service.access.reach import reachable
from service.accounts.models import Staff
from service.errors import Refusal
from service.sealing import load_keys
from service.unions.models import Union


def reached_union(session: Session, actor: Actor, act: Act, union_id: UUID) -> Union:
    """The union, if the actor may do ``act`` there; out of reach reads as NOT_FOUND."""
    found = session.scalars(select(Union).where(Union.id == union_id, reachable(actor, act))).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def reached_unions(
    session: Session, actor: Actor, act: Act, words: str = "", *, start: int = 0, size: int = 100
) -> Sequence[Union]:
    """The unions where the actor may do ``act``, in the order of the tree; ``words`` is a part of the name."""
    tree = select(Union).where(reachable(actor, act)).order_by(Union.path)
    if words:
        tree = tree.where(Union.name.contains(words, autoescape=True))
    return session.scalars(tree.offset(start).limit(size)).all()


def own_places(session: Session, actor: Actor) -> list[tuple[str, Union]]:
    """The words of each role that the actor holds today, with the union it is held at."""
    wanted = [place.union_id for place in actor.places]
    unions = {union.id: union for union in session.scalars(select(Union).where(Union.id.in_(wanted)))}
    return [(place.role.label, unions[place.union_id]) for place in actor.places]


def staff_listed(session: Session) -> list[tuple[Staff, list[Term]]]:
    """Every account of staff with the terms that have not been ended; for the administrator, who stands above reach.

    Three queries for any number of accounts.
    """
    accounts = session.scalars(select(Staff).order_by(Staff.login)).all()
    load_keys(session, [staff.key_owner for staff in accounts])
    held: dict[UUID, list[Term]] = {staff.id: [] for staff in accounts}
    current = (
        select(Term).where(Term.ended_at.is_(None)).options(joinedload(Term.union)).order_by(Term.from_on)
    )
    for term in session.scalars(current):
        held[term.staff_id].append(term)
    return [(staff, held[staff.id]) for staff in accounts]


def staff_account(session: Session, staff_id: UUID) -> Staff:
    """One account of staff, for the administrator; raises NOT_FOUND."""
    found = session.get(Staff, staff_id)
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def terms_of(session: Session, staff: Staff) -> Sequence[Term]:
    """Every term of office of one account, the newest first, ended ones too."""
    held = select(Term).where(Term.staff_id == staff.id).options(joinedload(Term.union))
    return session.scalars(held.order_by(Term.granted_at.desc(), Term.id.desc())).all()


def current_term(session: Session, term_id: UUID) -> Term:
    """A term that has not been ended, locked; for the administrator. Raises NOT_FOUND."""
    open_term = select(Term).where(Term.id == term_id, Term.ended_at.is_(None))
    found = session.scalars(open_term.with_for_update()).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found
