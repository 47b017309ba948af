"""放行、接收、不同意、裁定: both unions answer a transfer, and the county when one of them will not."""

from typing import Any

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.sealing import with_key
from service.register.access.models import Act, Actor
from service.register.access.reach import reaches
from service.register.facts.declared import OF_MEMBERSHIP, OF_PERSON
from service.register.memberships.actions import enlist
from service.register.memberships.models import Membership
from service.register.memberships.moving import transfer as move_membership
from service.register.memberships.queries import open_membership
from service.register.people.models import Person
from service.register.people.register import bring_up_to_date
from service.register.unions.models import Union, UnionState
from service.requests.applications.models import Application
from service.requests.applications.statements import facts_stated
from service.requests.cards.holders import tell_of_changes
from service.requests.transfers.asking import is_stale
from service.requests.transfers.models import UNRELEASED, RefuseReason, Transfer, TransferStatus
from service.requests.transfers.steps import step, tell_member


def release(session: Session, actor: Actor, transfer: Transfer) -> None:
    """放行 by the old union. 《会籍管理办法》第十二条: 会员调离时，由原工会办理组织关系接转.

    Raises TRANSFER_NOT_YOUR_TURN for the new union, MOVE_NOT_ALLOWED.
    """
    _must_act_for(actor, transfer, transfer.from_union)
    transfer.shown_at = transfer.shown_at or clock.now()
    step(session, actor, transfer, "release")
    tell_member(session, transfer, "transfer_released", union=transfer.to_union.name)


def release_above(session: Session, actor: Actor, transfer: Transfer) -> None:
    """上级放行: the old union kept silent for too long, so the union above answers for it. Raises MOVE_NOT_ALLOWED."""
    step(session, actor, transfer, "release_above")
    tell_member(session, transfer, "transfer_released", union=transfer.to_union.name)


def receive(session: Session, actor: Actor, transfer: Transfer, *, minute_no: str = "") -> None:
    """接收 by the new union's committee: received and done in one act, the membership moves today.

    《会籍管理办法》第三条: 劳动（工作）关系在哪里，会籍就在哪里. Raises TRANSFER_NOT_YOUR_TURN for the old union,
    MOVE_NOT_ALLOWED, TRANSFER_STALE, UNION_NOT_OPEN.
    """
    _must_act_for(actor, transfer, transfer.to_union)
    step(session, actor, transfer, "receive")
    _carry_out(session, actor, transfer, minute_no)


def refuse(session: Session, actor: Actor, transfer: Transfer, reason: RefuseReason, words: str = "") -> None:
    """不同意, with a reason, by the union whose turn it is; the county decides then.

    What only the new union asked for, and the member has not agreed to, ends here: there is nobody to decide for.
    Raises TRANSFER_NOT_YOUR_TURN, MOVE_NOT_ALLOWED, INPUT_INVALID.
    """
    _must_act_for(
        actor, transfer, transfer.from_union if transfer.status in UNRELEASED else transfer.to_union
    )
    if reason is RefuseReason.OTHER and not words.strip():
        raise invalid(words="选了“其他”，请写清楚为什么不同意。")
    if transfer.awaits_consent:
        step(session, actor, transfer, "decline", reason, words)
        tell_member(session, transfer, "transfer_closed", reason=reason.label)
        return
    step(session, actor, transfer, "refuse", reason, words)
    tell_member(session, transfer, "transfer_refused", reason=reason.label)


def grant(session: Session, actor: Actor, transfer: Transfer, words: str, *, minute_no: str) -> None:
    """裁定接转 by the county, which stands for both unions: the membership moves today.

    Raises MOVE_NOT_ALLOWED, TRANSFER_STALE, UNION_NOT_OPEN, INPUT_INVALID.
    """
    _must_say_why(words)
    step(session, actor, transfer, "grant", words=words)
    _carry_out(session, actor, transfer, minute_no)


def close_transfer(session: Session, actor: Actor, transfer: Transfer, words: str) -> None:
    """裁定不接转 by the county: the membership stays where it is. Raises MOVE_NOT_ALLOWED, INPUT_INVALID."""
    _must_say_why(words)
    step(session, actor, transfer, "close", words=words)
    tell_member(session, transfer, "transfer_closed", reason="县总工会裁定不接转")


def _must_act_for(actor: Actor, transfer: Transfer, union: Union) -> None:
    """Raise TRANSFER_NOT_YOUR_TURN unless the actor answers for ``union``."""
    if not reaches(actor, Act.TRANSFER_HANDLE, union):
        raise Refusal("TRANSFER_NOT_YOUR_TURN", whose=turn_of(transfer) or "别处")


def _must_say_why(words: str) -> None:
    if len(words.strip()) < 4:
        raise invalid(words="请写明裁定的理由，两个工会都会看到。")


def _carry_out(session: Session, actor: Actor, transfer: Transfer, minute_no: str) -> None:
    unions = [transfer.from_union_id, transfer.to_union_id]
    hold(session, {Person: [transfer.person_id]}, shared={Union: unions})
    if not transfer.to_union.takes_applications:
        raise Refusal("UNION_NOT_OPEN")
    if transfer.rejoins:
        _begin_again(session, actor, transfer, minute_no)
        return
    held = _still_there(session, transfer)
    transfer.done_on, transfer.minute_no = clock.today(), minute_no.strip()[:60]
    facts = _stated(session, transfer) | {"unit_name": transfer.unit_name}
    today, minute_no = clock.today(), transfer.minute_no
    change = move_membership(session, actor, held, transfer.to_union, today, minute_no=minute_no, **facts)
    session.flush()
    tell_of_changes(session, [change], transfer.to_union.name)


def _begin_again(session: Session, actor: Actor, transfer: Transfer, minute_no: str) -> None:
    """Begin a new stretch of somebody whose last one had ended; he has agreed, or the union that he was in has."""
    if is_stale(session, transfer):
        raise Refusal("TRANSFER_STALE")
    transfer.done_on, transfer.minute_no = clock.today(), minute_no.strip()[:60]
    person, union = session.get_one(Person, transfer.person_id), transfer.to_union
    enlist(session, actor, person, union, unit_name=transfer.unit_name)
    tell_member(session, transfer, "transfer_returned", union=union.name)


def _stated(session: Session, transfer: Transfer) -> dict[str, Any]:
    """What the application that was converted states of the new work; and the register takes over what it states else.

    By whatever he is found (name, document number, phone) nothing changes here: for these a member asks a correction.
    """
    if transfer.application_id is None or not with_key(session, [transfer.application_id]):
        return {}
    application = session.get_one(Application, transfer.application_id)
    person = session.get_one(Person, transfer.person_id)
    of_person = facts_stated(application, (fact for fact in OF_PERSON if not fact.sought))
    bring_up_to_date(session, person, of_person, person.document_kind, person.level)
    of_membership = facts_stated(application, OF_MEMBERSHIP)
    return {name: value for name, value in of_membership.items() if value}


def _still_there(session: Session, transfer: Transfer) -> Membership:
    held = open_membership(session, transfer.person_id)
    if held is None or held.union_id != transfer.from_union_id:
        raise Refusal("TRANSFER_STALE")
    return held


def turn_of(transfer: Transfer) -> str:
    """Whose turn it is, in words (现在在谁手里)."""
    if transfer.status in UNRELEASED:
        closed = transfer.from_union.state is UnionState.CLOSED
        late = transfer.status is TransferStatus.OVERDUE
        above = transfer.from_union.parent
        return above.name if (late or closed) and above is not None else transfer.from_union.name
    if transfer.status is TransferStatus.RELEASED:
        return transfer.to_union.name
    return "县总工会" if transfer.status is TransferStatus.REFUSED else ""
