"""接转请求: a union asks for a worker whom it knows; the answer is the same whether there is such a member or not.

What was typed is compared by the worker process, so that neither the answer nor the time it takes tells anything.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.ground.sealing import destroy_key, opened, seal_fields
from service.register.access.actors import staff_actor
from service.register.access.models import SYSTEM, Act, Actor
from service.register.access.purpose import stated_purpose
from service.register.access.reach import reachable, reaches
from service.register.accounts.models import Staff
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.inquiries.budget import spend
from service.register.inquiries.decoys import raise_alarm
from service.register.inquiries.matching import match
from service.register.inquiries.models import AskedHow
from service.register.jobs.actions import enqueue
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty
from service.register.memberships.search import read_number
from service.register.people.contact import ContactInvalid, read_name
from service.register.people.documents import DocumentInvalid
from service.register.people.register import hold_people
from service.register.unions.models import Union
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy, Transfer, TransferStatus, TransferWish, WishStatus
from service.requests.transfers.steps import step, tell_member

WAITS = timedelta(days=30)  # longer than the old union has to answer, and the one above it after that


def wish(
    session: Session,
    actor: Actor,
    union: Union,
    name: str,
    number: str,
    unit_name: str,
    purpose: str,
    settings: Settings,
) -> TransferWish:
    """Ask for somebody who works here now, by exact name and document number, for a stated purpose.

    《会籍管理办法》第三条: 劳动（工作）关系在哪里，会籍就在哪里. Raises INPUT_INVALID, PURPOSE_MISSING, TOO_OFTEN,
    ASKED_TOO_MANY, UNION_NOT_OPEN.
    """
    if not union.takes_applications:
        raise Refusal("UNION_NOT_OPEN")
    known, document = _read(name, number)
    reason = stated_purpose(purpose, known, document)
    if actor.id is None or not take(session, "wish.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    spend(session, settings, actor, union, AskedHow.WISH, 1)
    made = TransferWish(
        id=new_id(),
        union_id=union.id,
        staff_id=actor.id,
        unit_name=unit_name.strip() or union.name.removesuffix("工会委员会"),
        purpose=reason,
        due_on=clock.today() + WAITS,
    )
    seal_fields(session, made, name=known, id_number=document)
    session.add(made)
    session.flush()
    enqueue(session, JobKind.SETTLE_WISH, made.id)
    record(session, actor, "transfer:wish", "transfer", None, union_id=union.id, details={"purpose": reason})
    return made


def _read(name: str, number: str) -> tuple[str, str]:
    """What was typed, tidied; only the shape is judged, for anything more would be an answer."""
    try:
        document = read_number(number)
    except DocumentInvalid as fault:
        raise invalid(id_number=str(fault)) from None
    try:
        return read_name(name), document
    except ContactInvalid as fault:
        raise invalid(name=str(fault)) from None


def _settle(deployment: Deployment, lease: Lease) -> None:
    """Compare one wish with the register, or take back what was withdrawn, in the transaction that ends the job."""
    with lease.finish() as session:
        _hold_named(session, session.get(TransferWish, lease.subject))
        one = select(TransferWish).where(TransferWish.id == lease.subject)
        locked = one.with_for_update().execution_options(populate_existing=True)
        found = session.scalars(locked).one_or_none()
        if found is None:
            return
        if found.status is WishStatus.WITHDRAWN:
            _take_back(session, found)
        elif found.settled_at is None:
            _pass_on(session, found, deployment.settings.release_days)
            found.settled_at = clock.now()
            if found.import_id is None:
                forget(session, found)


def _hold_named(session: Session, found: TransferWish | None) -> None:
    """Hold whoever is meant before the wish is locked: whoever erases him comes in the same order."""
    try:
        number = opened(found, "id_number") if found is not None else ""
    except Unreadable:
        return
    if number:
        hold_people(session, [number])


WISHES = Duty(JobKind.SETTLE_WISH, _settle)


def forget(session: Session, found: TransferWish) -> None:
    """Make what was typed unreadable for ever."""
    found.name_sealed, found.id_number_sealed = None, None
    destroy_key(session, found.id)


def unsettled() -> Select[TransferWish]:
    """Wishes that wait for the worker."""
    return select(TransferWish).where(
        TransferWish.settled_at.is_(None), TransferWish.status == WishStatus.WAITING
    )


def _pass_on(session: Session, wish: TransferWish, days: int) -> None:
    """To the member and his union, if there is exactly this person; whoever asked has lost nothing and learns nothing."""
    staff = session.get_one(Staff, wish.staff_id)
    actor = staff_actor(session, staff) if staff.disabled_at is None else Actor()
    found = match(session, opened(wish, "name"), opened(wish, "id_number"))
    if found.decoy_id is not None:
        how = AskedHow.WISH if wish.import_id is None else AskedHow.IMPORT
        raise_alarm(session, Actor("staff", staff.id), found.decoy_id, how, wish.union_id)
    if found.person is None or found.held is None or not found.named:
        return
    wish.person_id = found.person.id
    needed = Act.TRANSFER_HANDLE if wish.import_id is None else Act.IMPORT_ROSTER
    if not reaches(actor, needed, wish.union):
        return
    try:
        ask(session, actor, found.held, wish.union, AskedBy.NEW_UNION, days=days, unit_name=wish.unit_name)
    except Refusal:
        return  # on the way already, or here already


def _take_back(session: Session, wish: TransferWish) -> None:
    """End what a withdrawn line asked for, while nobody has answered it."""
    asked = select(Transfer).where(
        Transfer.person_id == wish.person_id,
        Transfer.to_union_id == wish.union_id,
        Transfer.status == TransferStatus.REQUESTED,
        Transfer.shown_at.is_(None),
    )
    transfer = session.scalars(asked.with_for_update()).one_or_none()
    if transfer is not None:
        step(session, SYSTEM, transfer, "withdraw")
        tell_member(session, transfer, "transfer_closed", reason="提出的工会撤回了")


def wishes_listed(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> Sequence[TransferWish]:
    """A page of what the actor's unions asked for, the newest first; of whom is not kept."""
    own = select(TransferWish).join(Union, Union.id == TransferWish.union_id)
    own = own.where(TransferWish.import_id.is_(None))
    own = own.where(reachable(actor, Act.TRANSFER_HANDLE)).options(joinedload(TransferWish.union))
    newest = own.order_by(TransferWish.asked_at.desc(), TransferWish.id.desc())
    return session.scalars(newest.offset(start).limit(size)).all()
