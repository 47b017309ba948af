"""待安置: nobody is left in a closed union."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.sealing import load_keys
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.moving import hold_members, move_many
from service.register.unions.models import Union, UnionState
from service.requests.cards.holders import tell_of_changes

MOST_AT_ONCE = 500


def _stranded(actor: Actor) -> Select[Membership]:
    return (
        select(Membership)
        .join(Union, Union.id == Membership.union_id)
        .where(
            reachable(actor, Act.TRANSFER_OVERSEE),
            Union.state == UnionState.CLOSED,
            Membership.ended_on.is_(None),
        )
    )


def stranded(
    session: Session, actor: Actor, union: Union, *, start: int = 0, size: int = 50
) -> Sequence[Membership]:
    """待安置: every open membership in a closed union, ready to be opened; derived, so that nobody can be left out."""
    of = _stranded(actor).where(Membership.union_id == union.id).options(joinedload(Membership.person))
    rows = session.scalars(of.order_by(Membership.id).offset(start).limit(size)).all()
    load_keys(session, [row.person_id for row in rows])
    return rows


def stranded_by_union(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> list[tuple[Union, int]]:
    """A page of the closed unions in reach that still have members, and how many; beginning with the unions, which are few."""
    closed = select(Union.id).where(reachable(actor, Act.TRANSFER_OVERSEE), Union.state == UnionState.CLOSED)
    counts = (
        select(Membership.union_id, func.count())
        .where(Membership.union_id.in_(closed), Membership.ended_on.is_(None))
        .group_by(Membership.union_id)
    )
    found = dict(session.execute(counts).all())
    unions = select(Union).where(Union.id.in_(found)).order_by(Union.path).offset(start).limit(size)
    return [(union, found[union.id]) for union in session.scalars(unions)]


def rehome(
    session: Session,
    actor: Actor,
    union: Union,
    ids: Sequence[UUID],
    target: Union,
    *,
    keep: bool,
    minute_no: str,
) -> int:
    """安置: members of a closed union go to a living one, or are retained at a union above (``keep``); how many.

    工会法第十三条: 被撤销的工会，其会员的会籍可以继续保留; 《会籍管理办法》第十九条: 会籍可以保留在原单位的上级工会. Raises BATCH_EMPTY,
    BATCH_CHANGED, INPUT_INVALID.
    """
    hold_members(session, ids, union, target)
    if union.state is not UnionState.CLOSED or target.state is UnionState.CLOSED:
        raise Refusal("BATCH_CHANGED")
    if keep and not union.path.startswith(target.path):
        raise invalid(union_id="会籍只能保留在原工会的上级工会。")
    if not keep and not target.takes_applications:
        raise invalid(union_id="这个工会现在不能接收会员，请选别的工会。")
    own = select(Membership.id).where(Membership.union_id == union.id, Membership.id.in_(ids))
    if len(ids) > MOST_AT_ONCE or len(set(session.scalars(own))) != len(set(ids)):
        raise Refusal("BATCH_CHANGED")
    kept = RetainReason.UNIT_CLOSED if keep else None
    return moved(session, actor, ids, target, minute_no, kept)


def moved(
    session: Session,
    actor: Actor,
    ids: Sequence[UUID],
    target: Union,
    minute_no: str,
    kept: RetainReason | None = None,
) -> int:
    """Move many at once from today and tell those who hold a card; how many. Raises BATCH_EMPTY, BATCH_CHANGED."""
    if not ids:
        raise Refusal("BATCH_EMPTY")
    changes = move_many(session, actor, ids, target, clock.today(), minute_no=minute_no, retained_for=kept)
    tell_of_changes(session, changes, target.name)
    return len(changes)
