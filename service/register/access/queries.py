"""Reads about unions and staff as an actor may see them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.sealing import load_keys
from service.register.access.models import TOP_ROLES, Act, Actor, Role, Term
from service.register.access.reach import reachable
from service.register.accounts.models import Staff
from service.register.unions.models import Union


def reached_union(session: Session, actor: Actor, act: Act, union_id: UUID) -> Union:
    """The union, if the actor may do ``act`` there; out of reach reads as NOT_FOUND."""
    found = session.scalars(select(Union).where(Union.id == union_id, reachable(actor, act))).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def reached_unions(
    session: Session,
    actor: Actor,
    act: Act,
    words: str = "",
    *,
    under: Union | None = None,
    start: int = 0,
    size: int = 100,
) -> Sequence[Union]:
    """The unions where the actor may do ``act``, in the order of the tree; ``words`` is a part of the name.

    ``under`` keeps to one union and what hangs below it.
    """
    tree = select(Union).where(reachable(actor, act)).order_by(Union.path)
    if under is not None:
        tree = tree.where(Union.path.startswith(under.path, autoescape=True))
    if words:
        tree = tree.where(Union.name.contains(words, autoescape=True))
    return session.scalars(tree.offset(start).limit(size)).all()


def own_places(session: Session, actor: Actor) -> list[tuple[str, Union]]:
    """The words of each role that the actor holds today, with the union it is held at."""
    wanted = [place.union_id for place in actor.places]
    unions = {union.id: union for union in session.scalars(select(Union).where(Union.id.in_(wanted)))}
    return [(place.role.label, unions[place.union_id]) for place in actor.places]


def staff_listed(
    session: Session, actor: Actor, words: str = "", *, start: int = 0, size: int = 100
) -> list[tuple[Staff, list[Term]]]:
    """The accounts that the actor administers whose login contains ``words``, with the terms that have not been ended.

    Three queries for any number of accounts.
    """
    wanted = select(Staff).where(administered(actor)).order_by(Staff.login).offset(start).limit(size)
    if words:
        wanted = wanted.where(Staff.login.contains(words, autoescape=True))
    accounts = session.scalars(wanted).all()
    load_keys(session, [staff.key_owner for staff in accounts])
    held: dict[UUID, list[Term]] = {staff.id: [] for staff in accounts}
    current = select(Term).where(Term.ended_at.is_(None), Term.staff_id.in_(held)).order_by(Term.from_on)
    current = current.options(joinedload(Term.union))
    for term in session.scalars(current):
        held[term.staff_id].append(term)
    return [(staff, held[staff.id]) for staff in accounts]


def administered(actor: Actor) -> ColumnElement[bool]:
    """The accounts that an actor administers: the administrator all, the county those without an office at the county.

    Who holds one, now or later, does not exist for it: nobody locks out or binds anew whoever watches him.
    """
    if actor.may(Act.ACCOUNT_TOP):
        return true()
    top = (Term.staff_id == Staff.id) & Term.role.in_(TOP_ROLES) & in_force(and_later=True)
    return ~select(Term.id).where(top).correlate(Staff).exists()


def staff_account(session: Session, actor: Actor, staff_id: UUID) -> Staff:
    """One account of staff that the actor administers; raises NOT_FOUND."""
    wanted = select(Staff).where(Staff.id == staff_id, administered(actor))
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def staff_of_login(session: Session, actor: Actor, login: str) -> Staff | None:
    """The account of a login that may still sign in, if the actor administers it."""
    live = (Staff.login == login) & Staff.disabled_at.is_(None)
    return session.scalars(select(Staff).where(live, administered(actor))).one_or_none()


def terms_of(session: Session, staff: Staff) -> Sequence[Term]:
    """Every term of office of one account, the newest first, ended ones too."""
    held = select(Term).where(Term.staff_id == staff.id).options(joinedload(Term.union))
    return session.scalars(held.order_by(Term.granted_at.desc(), Term.id.desc())).all()


def current_term(session: Session, actor: Actor, term_id: UUID) -> Term:
    """A term that has not been ended, of an account that the actor administers, locked. Raises NOT_FOUND."""
    open_term = select(Term).join(Term.staff).where(Term.id == term_id, Term.ended_at.is_(None))
    held = open_term.where(administered(actor)).with_for_update(of=Term)
    found = session.scalars(held).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def in_force(*, and_later: bool = False) -> ColumnElement[bool]:
    """Terms in force today, as a condition; ``and_later`` also those that will be."""
    today = clock.today()
    lasting = Term.ended_at.is_(None) & or_(Term.until_on.is_(None), Term.until_on > today)
    return lasting if and_later else lasting & (Term.from_on <= today)


def handlers_at(session: Session, union_ids: Collection[UUID]) -> Sequence[Term]:
    """The handlers' terms at these unions whose accounts are open, by union and login; two queries for any number."""
    held = select(Term).join(Term.staff).join(Term.union)
    mine = (Term.role == Role.HANDLER) & Term.union_id.in_(union_ids) & Staff.disabled_at.is_(None)
    held = held.where(mine, in_force(and_later=True)).order_by(Union.path, Staff.login)
    found = session.scalars(held.options(contains_eager(Term.staff), contains_eager(Term.union))).all()
    load_keys(session, [term.staff.key_owner for term in found])
    return found


def successors_at(session: Session, union_id: UUID) -> list[Term]:
    """Who may follow as chair: a handler of the union who is not its chair already (a term not ended is still his)."""
    chairs = select(Term.staff_id).where(Term.union_id == union_id, Term.role == Role.CHAIR)
    sitting = set(session.scalars(chairs.where(Term.ended_at.is_(None))))
    return [term for term in handlers_at(session, [union_id]) if term.staff_id not in sitting]


def handler_term(session: Session, actor: Actor, term_id: UUID) -> Term:
    """A handler's term at a union of the actor's own, locked; raises NOT_FOUND."""
    mine = (Term.id == term_id) & (Term.role == Role.HANDLER) & reachable(actor, Act.HANDLER_APPOINT)
    held = select(Term).join(Term.union).where(mine, in_force(and_later=True)).with_for_update(of=Term)
    found = session.scalars(held).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_chair_term(session: Session, actor: Actor, union_id: UUID, *, lock: bool = False) -> Term:
    """The actor's own term as chair of the union; with ``lock``, so that he hands it over once. Raises NOT_FOUND."""
    mine = (Term.staff_id == actor.id) & (Term.union_id == union_id) & (Term.role == Role.CHAIR)
    held = select(Term).where(mine, in_force())
    found = session.scalars(held.with_for_update() if lock else held).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def chairs_of(session: Session, union_id: UUID) -> Sequence[Term]:
    """Who is chair of a union today: for its page, which shows the title, the day and the approval."""
    held = select(Term).where(Term.union_id == union_id, Term.role == Role.CHAIR, in_force())
    return session.scalars(held.options(joinedload(Term.staff)).order_by(Term.from_on, Term.id)).all()
