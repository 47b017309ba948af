"""接转请求: a union asks for a worker whom it knows; the answer is the same whether there is such a member or not.

What was typed is compared by the worker process, so that neither the answer nor the time it takes tells anything.
"""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.ground.sealing import destroy_key, opened, seal_fields
from service.register.access.actors import staff_actor
from service.register.access.models import Act, Actor
from service.register.access.purpose import stated_purpose
from service.register.access.reach import reachable, reaches
from service.register.accounts.models import Staff
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.actions import enqueue
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty
from service.register.memberships.queries import open_membership
from service.register.memberships.search import read_number
from service.register.people.contact import ContactInvalid, name_key, read_name
from service.register.people.documents import DocumentInvalid
from service.register.people.register import find_person
from service.register.unions.models import Union
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy, TransferWish


def wish(
    session: Session, actor: Actor, union: Union, name: str, number: str, unit_name: str, purpose: str
) -> TransferWish:
    """Ask for somebody who works here now, by exact name and document number, for a stated purpose.

    《会籍管理办法》第三条: 劳动（工作）关系在哪里，会籍就在哪里. Raises INPUT_INVALID, PURPOSE_MISSING, TOO_OFTEN, UNION_NOT_OPEN.
    """
    if not union.takes_applications:
        raise Refusal("UNION_NOT_OPEN")
    known, document = _read(name, number)
    reason = stated_purpose(purpose, known, document)
    if actor.id is None or not take(session, "wish.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    made = TransferWish(
        id=new_id(),
        union_id=union.id,
        staff_id=actor.id,
        unit_name=unit_name.strip() or union.name.removesuffix("工会委员会"),
        purpose=reason,
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
    """Compare one wish with the register, in the transaction that ends the job."""
    with lease.finish() as session:
        waiting = unsettled().where(TransferWish.id == lease.subject)
        found = session.scalars(waiting.with_for_update()).one_or_none()
        if found is not None:
            _pass_on(session, found, deployment.settings.release_days)
            found.settled_at, found.name_sealed, found.id_number_sealed = clock.now(), None, None
            destroy_key(session, found.id)


WISHES = Duty(JobKind.SETTLE_WISH, _settle)


def unsettled() -> Select[TransferWish]:
    """Wishes that wait for the worker."""
    return select(TransferWish).where(TransferWish.settled_at.is_(None))


def _pass_on(session: Session, found: TransferWish, days: int) -> None:
    """To the member and his union, if there is exactly this person; whoever asked has lost nothing and learns nothing."""
    staff = session.get_one(Staff, found.staff_id)
    actor = staff_actor(session, staff) if staff.disabled_at is None else Actor()
    person = find_person(session, opened(found, "id_number"))
    held = open_membership(session, person.id) if person is not None else None
    if person is None or held is None or not reaches(actor, Act.TRANSFER_HANDLE, found.union):
        return
    if name_key(opened(person, "name")) != name_key(opened(found, "name")):
        return
    try:
        ask(session, actor, held, found.union, AskedBy.NEW_UNION, days=days, unit_name=found.unit_name)
    except Refusal:
        return  # on the way already, or here already


def wishes_listed(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> Sequence[TransferWish]:
    """A page of what the actor's unions asked for, the newest first; of whom is not kept."""
    own = select(TransferWish).join(Union, Union.id == TransferWish.union_id)
    own = own.where(reachable(actor, Act.TRANSFER_HANDLE)).options(joinedload(TransferWish.union))
    newest = own.order_by(TransferWish.asked_at.desc(), TransferWish.id.desc())
    return session.scalars(newest.offset(start).limit(size)).all()
