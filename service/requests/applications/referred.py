"""What waits to be dispatched (待派发), at which desk, and which unions it could go to."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.ground import clock
from service.register.access.models import GRANTS, Act, Actor, Place, Role, Term
from service.register.access.reach import reachable
from service.register.accounts.models import Staff
from service.register.unions.models import MIDDLE_KINDS, Union, UnionKind, UnionState
from service.register.units.models import Unit
from service.requests.applications.models import Application, Status
from service.requests.applications.queries import opened_rows

FEW = 5


def applications_to_dispatch(
    session: Session, actor: Actor, size: int = 50, start: int = 0
) -> list[Application]:
    """What the actor is to dispatch, oldest first: referred from below, or come to his own union from a unit without one.

    The county's desk has what nobody below it has: unions directly below it, and townships without anybody in office.
    """
    wanted = select(Application).join(Union, Union.id == Application.union_id).where(at_desk_of(actor))
    return opened_rows(session, wanted, size, start)


def dispatch_count(session: Session, actor: Actor) -> int:
    """How many applications the actor is to dispatch (待派发)."""
    counted = select(func.count()).select_from(Application).join(Union, Union.id == Application.union_id)
    return session.scalar(counted.where(at_desk_of(actor))) or 0


def at_desk_of(actor: Actor) -> ColumnElement[bool]:
    """What the actor is to dispatch, as a condition on applications and their unions."""
    desks = [_desk(place) for place in actor.places if Act.APPLICATION_DISPATCH in GRANTS[place.role]]
    return or_(*desks) if desks else false()


def _desk(place: Place) -> ColumnElement[bool]:
    below = and_(Union.path.startswith(place.path, autoescape=True), Union.id != place.union_id)
    referred = Application.status == Status.REFERRED
    led_here = and_(
        Application.status == Status.SUBMITTED,
        Application.unit_has_union.is_(False),
        Union.kind.in_(MIDDLE_KINDS),
    )
    if place.role is Role.COUNTY:
        directly = Union.parent_id == place.union_id
        left_alone = or_(directly, ~_in_office_above(clock.today(), itself=False))
        return and_(below, or_(and_(referred, left_alone), and_(led_here, ~_in_office_above(clock.today()))))
    return or_(and_(referred, below), and_(led_here, Union.id == place.union_id))


def _in_office_above(today: date, *, itself: bool = True) -> ColumnElement[bool]:
    """Whether somebody holds the township's role today at a union above this one, or at this one ``itself``."""
    above = aliased(Union)
    return exists(
        select(Term.id)
        .join(above, above.id == Term.union_id)
        .join(Staff, Staff.id == Term.staff_id)
        .where(
            Term.role == Role.TOWNSHIP,
            Term.ended_at.is_(None),
            Term.from_on <= today,
            or_(Term.until_on.is_(None), Term.until_on > today),
            Staff.disabled_at.is_(None),
            Union.path.startswith(above.path),
            *([] if itself else [above.id != Union.id]),
        )
        .correlate(Union)
    )


def unions_to_choose(session: Session, actor: Actor, words: str = "", limit: int = 50) -> Sequence[Union]:
    """The unions that the actor may dispatch to and that take applications, in the order of the tree."""
    open_ones = _taking(actor).order_by(Union.path).limit(limit)
    if words:
        open_ones = open_ones.where(Union.name.contains(words, autoescape=True))
    return session.scalars(open_ones).all()


def unions_suggested(session: Session, actor: Actor, application: Application) -> Sequence[Union]:
    """A few unions that fit: they cover the unit by its credit code or exact name, or are named after it."""
    covering = select(Unit.union_id).where(
        or_(
            and_(Unit.uscc.is_not(None), Unit.uscc == application.unit_uscc),
            Unit.name == application.unit_name,
        )
    )
    fits: list[ColumnElement[bool]] = [Union.id.in_(covering)]
    if len(application.unit_name) >= 4:
        fits.append(Union.name.startswith(application.unit_name, autoescape=True))
    fitting = _taking(actor).where(or_(*fits), Union.id != application.union_id)
    return session.scalars(fitting.order_by(Union.path).limit(FEW)).all()


def _taking(actor: Actor) -> Select[Union]:
    living = Union.state.in_([UnionState.NORMAL, UnionState.PREPARING])
    return select(Union).where(
        reachable(actor, Act.APPLICATION_DISPATCH), living, Union.kind != UnionKind.COUNTY
    )
