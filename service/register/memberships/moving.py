"""接转: a membership moves to another union on one day, alone or many at once; nobody is without one in between."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.ground.db import in_parts, insert_many, new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.register.audit.log import By
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import EndReason, Membership, RetainReason
from service.register.memberships.segments import Evidence, go_on, handed_on, hold_member, record_change
from service.register.people.models import Person
from service.register.unions.models import Union


def transfer(
    session: Session,
    actor: By,
    membership: Membership,
    union: Union,
    on: date,
    *,
    minute_no: str = "",
    **facts: Any,
) -> MembershipChange:
    """接转 to ``union`` from a day on: the old stretch ends and the new one begins on it.

    《会籍管理办法》第三条: 会员会籍随劳动（工作）关系流动而变动，一次入会、动态接转. Who was retained works again and counts
    again (第十九条: 再就业后接转). Raises MEMBERSHIP_ENDED, TRANSFER_SAME_UNION, COLLEAGUE_WAS_FASTER.
    """
    hold_member(session, membership, union.id)
    if membership.union_id == union.id:
        raise Refusal("TRANSFER_SAME_UNION")
    day, evidence = max(on, membership.started_on), Evidence(minute_no=minute_no)
    return go_on(session, actor, membership, EndReason.TRANSFERRED, day, evidence, union_id=union.id, **facts)


def move_many(
    session: Session,
    actor: By,
    ids: Sequence[UUID],
    union: Union,
    on: date,
    *,
    minute_no: str,
    retained_for: RetainReason | None = None,
) -> list[MembershipChange]:
    """Move many open memberships at once, all or none (建会批转、撤会安置); ``retained_for`` keeps them at ``union`` (保留).

    Who is retained already stays so. Raises BATCH_CHANGED when one of them is no longer open, TRANSFER_SAME_UNION.
    """
    hold_members(session, ids, union)
    moved: list[MembershipChange] = []
    for part in in_parts(sorted(set(ids))):
        wanted = select(Membership).where(Membership.id.in_(part)).order_by(Membership.id)
        rows = session.scalars(wanted.execution_options(populate_existing=True)).all()
        if len(rows) != len(part) or any(row.end_reason is not None for row in rows):
            raise Refusal("BATCH_CHANGED")
        if any(row.union_id == union.id for row in rows):
            raise Refusal("TRANSFER_SAME_UNION")
        _move_part(session, actor, rows, union, on, minute_no, retained_for)
        ended = select(MembershipChange).where(MembershipChange.membership_id.in_(part))
        moved += session.scalars(ended).all()
    return moved


def hold_members(session: Session, ids: Sequence[UUID], *unions: Union) -> None:
    """Hold whose memberships these are, in one order, and the unions on which the move rests."""
    people: list[UUID] = []
    for part in in_parts(sorted(set(ids))):
        people += session.scalars(select(Membership.person_id).where(Membership.id.in_(part)))
    hold(session, {Person: people}, shared={Union: [union.id for union in unions]})


def _move_part(
    session: Session,
    actor: By,
    rows: Sequence[Membership],
    union: Union,
    on: date,
    minute_no: str,
    retained_for: RetainReason | None,
) -> None:
    """Three statements for up to 500 people: the old stretches end, the new ones begin, the changes are kept."""
    endings, beginnings, changes = [], [], []
    for row in rows:
        kept, day, following = row.retained_for or retained_for, max(on, row.started_on), new_id()
        kind = EndReason.RETAINED if kept else EndReason.TRANSFERRED
        endings.append({"id": row.id, "ended_on": day, "end_reason": kind})
        beginnings.append(
            {
                "id": following,
                "person_id": row.person_id,
                "union_id": union.id,
                "sequence": row.sequence + 1,
                "started_on": day,
                "basis": row.basis,
                "decision_id": row.decision_id,
                "retained_for": kept,
                **handed_on(row, elsewhere=True),
            }
        )
        changes.append(
            {
                "id": new_id(),
                "person_id": row.person_id,
                "membership_id": row.id,
                "next_id": following,
                "kind": kind,
                "effective_on": day,
                "minute_no": minute_no.strip(),
                "staff_id": actor.id if actor.kind == "staff" else None,
            }
        )
        record_change(session, actor, row, kind, kept)
    session.execute(update(Membership), endings)
    insert_many(session, Membership, beginnings)
    insert_many(session, MembershipChange, changes)
    session.expire_all()
