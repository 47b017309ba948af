"""Reads about transfers: the member's own, those of one's unions on either side, those that one oversees."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import load_keys, opened, readable
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Staff
from service.register.people.models import Person
from service.register.unions.models import Union
from service.requests.transfers.models import UNRELEASED, Transfer, TransferStatus, TransferStep


def _unions(actor: Actor, act: Act) -> Select[UUID]:
    return select(Union.id).where(reachable(actor, act))


def _leaving(actor: Actor, act: Act) -> ColumnElement[bool]:
    return Transfer.from_union_id.in_(_unions(actor, act))


def _coming(actor: Actor, act: Act) -> ColumnElement[bool]:
    return Transfer.to_union_id.in_(_unions(actor, act))


def _coming_and_shown(actor: Actor, act: Act) -> ColumnElement[bool]:
    """What a new union asked for does not exist for it before the member or his union agreed."""
    return and_(_coming(actor, act), Transfer.shown_at.is_not(None))


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """The condition: transfers that leave a union in reach, or come to one and were shown to it."""
    return or_(_leaving(actor, Act.TRANSFER_READ), _coming_and_shown(actor, Act.TRANSFER_READ))


def transfer_seen(session: Session, actor: Actor, transfer_id: UUID) -> Transfer:
    """A transfer that the actor may look at; out of reach reads as NOT_FOUND."""
    return _one(session, select(Transfer).where(Transfer.id == transfer_id, _in_reach(actor)))


def transfer_handled(session: Session, actor: Actor, transfer_id: UUID) -> Transfer:
    """A transfer, locked, with one of the actor's own unions on either side; else NOT_FOUND."""
    act = Act.TRANSFER_HANDLE
    wanted = select(Transfer).where(
        Transfer.id == transfer_id, or_(_leaving(actor, act), _coming_and_shown(actor, act))
    )
    return _one(session, wanted, lock=True)


def transfer_overseen(session: Session, actor: Actor, transfer_id: UUID) -> Transfer:
    """A transfer, locked, that leads away from a union which the actor oversees; else NOT_FOUND."""
    wanted = select(Transfer).where(Transfer.id == transfer_id, _leaving(actor, Act.TRANSFER_OVERSEE))
    return _one(session, wanted, lock=True)


def transfer_arbitrated(session: Session, actor: Actor, transfer_id: UUID) -> Transfer:
    """A transfer, locked, that the actor arbitrates: both unions lie in his reach."""
    act = Act.TRANSFER_ARBITRATE
    wanted = select(Transfer).where(Transfer.id == transfer_id, _leaving(actor, act), _coming(actor, act))
    return _one(session, wanted, lock=True)


def _one(session: Session, wanted: Select[Transfer], *, lock: bool = False) -> Transfer:
    """The one that is wanted; of somebody who was erased there is nothing to see (NOT_FOUND). Locked after its person and unions."""
    wanted = wanted.where(readable(Transfer.person_id))
    if lock:
        ids = wanted.with_only_columns(Transfer.id)
        either = or_(Union.id == Transfer.from_union_id, Union.id == Transfer.to_union_id)
        unions = select(Union.id).join(Transfer, either).where(Transfer.id.in_(ids))
        hold(session, {Person: wanted.with_only_columns(Transfer.person_id)}, shared={Union: unions})
        wanted = wanted.with_for_update(of=Transfer).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_transfers(session: Session, actor: Actor, person_id: UUID | None) -> Sequence[Transfer]:
    """What an account asked, and all of the person whom its card proves, the newest first."""
    mine = Transfer.account_id == actor.id
    if person_id is not None:
        mine = or_(mine, Transfer.person_id == person_id)
    told = (
        select(Transfer)
        .where(mine)
        .options(
            joinedload(Transfer.from_union).joinedload(Union.parent),
            joinedload(Transfer.to_union),
            selectinload(Transfer.steps),
        )
    )
    return session.scalars(told.order_by(Transfer.asked_at.desc(), Transfer.id.desc()).limit(50)).all()


def own_transfer(session: Session, actor: Actor, person_id: UUID | None, transfer_id: UUID) -> Transfer:
    """One transfer of the member, locked; anybody else's reads as NOT_FOUND."""
    mine = Transfer.account_id == actor.id
    if person_id is not None:
        mine = or_(mine, Transfer.person_id == person_id)
    return _one(session, select(Transfer).where(Transfer.id == transfer_id, mine), lock=True)


def consent_awaited(session: Session, person_id: UUID) -> bool:
    """Whether a union asks for this person and waits for his answer; the caller knows that he is proved."""
    asked = select(Transfer.id).where(
        Transfer.person_id == person_id,
        Transfer.status == TransferStatus.REQUESTED,
        Transfer.shown_at.is_(None),
    )
    return session.scalars(asked).first() is not None


def transfers_waiting(session: Session, actor: Actor, size: int, start: int = 0) -> Sequence[Transfer]:
    """What waits for this actor: to release, to receive, to release for a silent union, to arbitrate; oldest first."""
    handle, oversee, arbitrate = Act.TRANSFER_HANDLE, Act.TRANSFER_OVERSEE, Act.TRANSFER_ARBITRATE
    mine = or_(
        and_(Transfer.status.in_(UNRELEASED), _leaving(actor, handle)),
        and_(Transfer.status == TransferStatus.RELEASED, _coming(actor, handle)),
        and_(Transfer.status == TransferStatus.OVERDUE, _leaving(actor, oversee)),
        and_(
            Transfer.status == TransferStatus.REFUSED, _coming(actor, arbitrate), _leaving(actor, arbitrate)
        ),
    )
    waiting = (
        select(Transfer)
        .where(mine, readable(Transfer.person_id))
        .options(joinedload(Transfer.person), joinedload(Transfer.from_union), joinedload(Transfer.to_union))
        .order_by(Transfer.asked_at, Transfer.id)
    )
    rows = session.scalars(waiting.offset(start).limit(size)).all()
    load_keys(session, [row.person_id for row in rows])
    return rows


def steps_of(session: Session, transfer: Transfer) -> list[tuple[TransferStep, str]]:
    """The progress of a transfer, oldest first, each step with who took it."""
    found = session.execute(
        select(TransferStep, Staff)
        .outerjoin(Staff, Staff.id == TransferStep.staff_id)
        .where(TransferStep.transfer_id == transfer.id)
        .order_by(TransferStep.at, TransferStep.id)
    ).all()
    load_keys(session, {staff.key_owner for _, staff in found if staff is not None})
    return [(one, f"{staff.title}{opened(staff, 'name')}" if staff else "本人或系统") for one, staff in found]
