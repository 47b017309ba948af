"""建会批转: when a unit has founded its own union, its members leave the joint union (or the township) in one act."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal, invalid
from service.ground.sealing import load_keys
from service.register.access.models import GRANTS, Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.memberships.moving import hold_members
from service.register.memberships.queries import counted
from service.register.unions.models import Union, UnionForm, UnionState
from service.register.units.models import Unit
from service.requests.transfers.models import OPEN, Transfer
from service.requests.transfers.rehoming import moved

MOST = 5000
OF_MANY_UNITS = (UnionForm.JOINT, UnionForm.FEDERATION)


def _shared(actor: Actor) -> ColumnElement[bool]:
    """The unions that a unit may leave: the actor's own, and the joint ones below it. A union of one unit is not left."""
    held = [place.union_id for place in actor.places if Act.TRANSFER_OVERSEE in GRANTS[place.role]]
    joint = and_(reachable(actor, Act.TRANSFER_OVERSEE), Union.form.in_(OF_MANY_UNITS))
    return or_(Union.id.in_(held), joint)


def _free(actor: Actor) -> Select[Membership]:
    """Counted members of a union that a unit may leave, without an open transfer."""
    leaving = exists().where(Transfer.person_id == Membership.person_id, Transfer.status.in_(OPEN))
    of = select(Membership).join(Union, Union.id == Membership.union_id)
    return of.where(_shared(actor), Membership.ended_on.is_(None), counted(), ~leaving)


def members_of_unit(session: Session, actor: Actor, unit_name: str, size: int = MOST) -> Sequence[Membership]:
    """建会批转的名单: whose unit is written exactly so, ready to be opened."""
    wanted = _free(actor).where(Membership.unit_name == unit_name)
    whole = (joinedload(Membership.person), joinedload(Membership.union))
    rows = session.scalars(wanted.options(*whole).order_by(Membership.id).limit(size)).all()
    load_keys(session, [row.person_id for row in rows])
    return rows


def ids_of_unit(session: Session, actor: Actor, unit_name: str) -> Sequence[UUID]:
    """The ids of everybody on the list of ``members_of_unit``."""
    wanted = _free(actor).where(Membership.unit_name == unit_name).with_only_columns(Membership.id)
    return session.scalars(wanted.order_by(Membership.id).limit(MOST + 1)).all()


def units_to_move(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> list[tuple[str, Union, int]]:
    """A page of units that have a union of their own while members of theirs are still elsewhere: the name, the union, how many."""
    target = select(Unit.name, Unit.union_id).join(Union, Union.id == Unit.union_id)
    own = and_(Union.form == UnionForm.SINGLE, Union.state != UnionState.CLOSED)
    founded = target.where(own, reachable(actor, Act.TRANSFER_OVERSEE)).subquery()
    waiting = (
        _free(actor)
        .join(founded, founded.c.name == Membership.unit_name)
        .where(founded.c.union_id != Membership.union_id)
        .with_only_columns(founded.c.name, founded.c.union_id, func.count())
        .group_by(founded.c.name, founded.c.union_id)
        .order_by(founded.c.name, founded.c.union_id)
    )
    found = session.execute(waiting.offset(start).limit(size)).all()
    unions = {
        union.id: union
        for union in session.scalars(select(Union).where(Union.id.in_(row[1] for row in found)))
    }
    return [(name, unions[union_id], count) for name, union_id, count in found]


def fingerprint(ids: Sequence[UUID]) -> str:
    """A short mark of a list: confirmed are those whom the page showed, not those of later."""
    return hashlib.sha256(b"".join(one.bytes for one in sorted(ids))).hexdigest()[:16]


def move_unit(
    session: Session, actor: Actor, unit_name: str, target: Union, mark: str, *, minute_no: str
) -> int:
    """建会批转: the members of one unit go over to the union that it has founded, all or nothing; how many.

    《会籍管理办法》第六条: 用人单位建立工会后，其会员的会籍及时接转. Raises BATCH_EMPTY, BATCH_CHANGED, INPUT_INVALID.
    """
    ids = ids_of_unit(session, actor, unit_name)
    if len(ids) > MOST:
        raise invalid(unit=f"这个单位有 {MOST} 多位会员，一次转不完，请联系县总工会管理员。")
    hold_members(session, ids, target)
    if not target.takes_applications:
        raise invalid(union_id="这个工会现在不能接收会员，请选别的工会。")
    ids = ids_of_unit(session, actor, unit_name)
    if fingerprint(ids) != mark:
        raise Refusal("BATCH_CHANGED")
    return moved(session, actor, ids, target, minute_no)
