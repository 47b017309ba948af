"""申请接转: by the member who is proved by his card, by his union, by the union that he works for now."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.register.access.models import SYSTEM, Actor
from service.register.memberships.models import Membership
from service.register.memberships.queries import open_membership
from service.register.people.models import Person
from service.register.unions.models import Union, UnionState
from service.requests.transfers.models import MOVES, OPEN, AskedBy, Transfer
from service.requests.transfers.steps import note, step, tell_member


def ask(
    session: Session,
    actor: Actor,
    membership: Membership,
    union: Union,
    asked_by: AskedBy,
    *,
    days: int,
    unit_name: str = "",
    account_id: UUID | None = None,
    application_id: UUID | None = None,
) -> Transfer:
    """Ask that a membership moves to ``union``; the old union has ``days`` to answer. Who asks as a union agrees at once.

    Who was a member before, and is none now, may be asked for by a union alone (``rejoins``): he himself agrees, or the
    union that he was in. 《会籍管理办法》第三条: 一次入会、动态接转; 第十二条: 会员工作单位变动，接转组织关系.
    Raises TRANSFER_OPEN, TRANSFER_SAME_UNION, MEMBERSHIP_ENDED, UNION_NOT_OPEN.
    """
    hold(session, {Person: [membership.person_id]}, shared={Union: [membership.union_id, union.id]})
    session.refresh(membership)
    rejoins = membership.end_reason is not None
    if membership.end_reason is not None and asked_by is not AskedBy.NEW_UNION:
        raise Refusal("MEMBERSHIP_ENDED", reason=membership.end_reason.label)
    if membership.union_id == union.id:
        raise Refusal("TRANSFER_SAME_UNION")
    if not union.takes_applications:
        raise Refusal("UNION_NOT_OPEN")
    _drop_stale(session, membership)
    transfer = Transfer(
        id=new_id(),
        person_id=membership.person_id,
        membership_id=membership.id,
        from_union_id=membership.union_id,
        to_union_id=union.id,
        asked_by=asked_by,
        rejoins=rejoins,
        account_id=account_id,
        application_id=application_id,
        staff_id=actor.id if actor.kind == "staff" else None,
        unit_name=unit_name.strip() or union.name.removesuffix("工会委员会"),
        # A union that asks for somebody is told nothing before he agrees, or the union that he is in lets him go.
        shown_at=None if asked_by is AskedBy.NEW_UNION else clock.now(),
        due_on=clock.today() + timedelta(days=days),
    )
    try:
        with session.begin_nested():
            session.add(transfer)
            session.flush()
    except IntegrityError:
        raise Refusal("TRANSFER_OPEN") from None
    note(session, actor, transfer, "ask")
    if asked_by is AskedBy.NEW_UNION:
        tell_member(session, transfer, "transfer_wished", union=union.name, due=f"{transfer.due_on}")
        return transfer
    tell_member(session, transfer, "transfer_asked", due=f"{transfer.due_on}")
    if asked_by is AskedBy.OLD_UNION:
        step(session, actor, transfer, "release")
    elif membership.union.state is UnionState.CLOSED:
        step(session, SYSTEM, transfer, "expire")  # nobody is left there to answer
    return transfer


def _drop_stale(session: Session, membership: Membership) -> None:
    """Void a transfer whose member has left the union it began at, so that a new one can be asked."""
    mine = select(Transfer).where(Transfer.person_id == membership.person_id, Transfer.status.in_(OPEN))
    found = session.scalars(mine.with_for_update()).one_or_none()
    if found is not None and is_stale(session, found):
        step(session, SYSTEM, found, "void")


def is_stale(session: Session, transfer: Transfer) -> bool:
    """Whether the member has no membership any more in the union that the transfer leads away from.

    Of who returns: whether he has a membership again.
    """
    held = open_membership(session, transfer.person_id)
    if transfer.rejoins:
        return held is not None
    return held is None or held.union_id != transfer.from_union_id


def agree(session: Session, actor: Actor, transfer: Transfer) -> None:
    """本人同意 what a union asked for: from now on it sees the transfer, and the old union answers it as any other.

    Raises MOVE_NOT_ALLOWED.
    """
    _must_wait_for_an_answer(transfer, "agree")
    transfer.shown_at, transfer.account_id = clock.now(), actor.id
    step(session, actor, transfer, "agree")


def decline(session: Session, actor: Actor, transfer: Transfer) -> None:
    """本人不同意: it ends here, and the union that asked learns nothing. Raises MOVE_NOT_ALLOWED."""
    _must_wait_for_an_answer(transfer, "decline")
    step(session, actor, transfer, "decline")


def _must_wait_for_an_answer(transfer: Transfer, action: str) -> None:
    if not transfer.awaits_consent:
        raise Refusal("MOVE_NOT_ALLOWED", action=MOVES[action].label, state=transfer.status.label)


def withdraw(session: Session, actor: Actor, transfer: Transfer) -> None:
    """撤回 by the member himself, at any time before it is done. Raises MOVE_NOT_ALLOWED."""
    step(session, actor, transfer, "withdraw")
