"""通知激活: the union notes whom it has told to claim the card, and in which way."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import insert_unless_there, new_id
from service.ground.errors import invalid
from service.oversight.progress.models import Invitation, Way
from service.oversight.progress.uninvited import uninvited_of
from service.register.access.models import Act, Actor
from service.register.access.queries import reached_union
from service.register.audit.log import record
from service.register.unions.models import Union


def invite(
    session: Session, actor: Actor, union: Union, way: Way, chosen: Collection[UUID] | None = None
) -> int:
    """Note that the union's members without a card were told (登记已通知); returns how many were new.

    ``chosen`` are memberships; None is everybody. Whoever has a card, was noted before or is no member of this union is
    left out; the unique membership decides between two who note at once. Raises NOT_FOUND, and INPUT_INVALID when
    nobody is chosen.
    """
    reached_union(session, actor, Act.MEMBER_INVITE, union.id)
    if chosen is not None and not chosen:
        raise invalid(membership_id="请至少勾选一位会员，或者选“全部”。")
    now = clock.now()
    facts = {"union_id": union.id, "way": way, "invited_at": now, "invited_by": actor.id}
    rows = [
        {"id": new_id(), "membership_id": membership_id, **facts}
        for membership_id in uninvited_of(session, union.id, chosen)
    ]
    if not rows:
        return 0
    noted = insert_unless_there(session, Invitation).returning(Invitation.id)
    count = len(session.scalars(noted, rows).all())
    if count:
        details: dict[str, int | str] = {"members": count, "way": way.value}
        record(session, actor, "member:invite", "union", union.id, union_id=union.id, details=details)
    return count
