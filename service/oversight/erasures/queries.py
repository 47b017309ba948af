"""Reads of erasures: what waits for an account, and what staff reach."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.clock import midnight
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import destroyed, load_keys, opened, readable
from service.oversight.erasures.models import OPEN, Erasure, ErasureStatus
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Account, AccountSession
from service.register.accounts.scan_models import StaffBinding
from service.register.memberships.models import Membership
from service.register.memberships.queries import open_membership
from service.register.people.models import Person
from service.register.people.register import find_person
from service.register.unions.models import Union
from service.requests.applications.models import OPEN as UNDER_WAY
from service.requests.applications.models import Application, Status
from service.requests.cards.models import Card, Claim, ClaimState
from service.requests.cards.queries import card_held


def own_erasure(session: Session, actor: Actor, *, lock: bool = False) -> Erasure | None:
    """What waits for this account, or for the person whose card it holds, whoever asked for it."""
    card = card_held(session, actor.id) if actor.id else None
    mine = Erasure.account_id == actor.id
    if card is not None:
        mine = or_(mine, Erasure.person_id == card.person_id)
    waiting = select(Erasure).where(mine, Erasure.status.in_(OPEN)).order_by(Erasure.asked_at, Erasure.id)
    if lock:
        hold(session, {Person: waiting.with_only_columns(Erasure.person_id).order_by(None)})
        waiting = waiting.execution_options(populate_existing=True)
    return session.scalars(waiting.with_for_update() if lock else waiting).first()


def is_member(session: Session, account_id: UUID) -> bool:
    """Whether whoever this account is proved to be is a member now: by its card, or by an application that was approved.

    The union approved exactly this number for exactly this account, so nothing is learned that it did not tell.
    """
    card = card_held(session, account_id)
    people = [card.person_id] if card else []
    approved = (Application.account_id == account_id) & (Application.status == Status.APPROVED)
    for one in session.scalars(select(Application).where(approved, readable(Application.id))):
        person = find_person(session, opened(one, "id_number"))
        people += [person.id] if person else []
    return any(open_membership(session, person_id) is not None for person_id in people)


def erasure_in_reach(
    session: Session, actor: Actor, act: Act, erasure_id: UUID, *, lock: bool = False
) -> Erasure:
    """An erasure of somebody whose last membership was in the actor's reach; out of reach reads as NOT_FOUND."""
    wanted = (
        select(Erasure)
        .join(Union, Union.id == Erasure.union_id)
        .where(Erasure.id == erasure_id, reachable(actor, act), Erasure.person_id.is_not(None))
        .options(joinedload(Erasure.person), joinedload(Erasure.union))
    )
    if lock:
        hold(session, {Person: select(Erasure.person_id).where(Erasure.id == erasure_id)})
        wanted = wanted.with_for_update(of=Erasure).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def erasures_listed(
    session: Session, actor: Actor, act: Act, statuses: Sequence[ErasureStatus], start: int, size: int
) -> Sequence[Erasure]:
    """The erasures of these statuses in reach, the oldest first, ready to be opened; the erased stay unnamed."""
    listed = (
        select(Erasure)
        .join(Union, Union.id == Erasure.union_id)
        .where(reachable(actor, act), Erasure.status.in_(statuses), Erasure.person_id.is_not(None))
        .options(joinedload(Erasure.person), joinedload(Erasure.union))
        .order_by(Erasure.asked_at, Erasure.id)
    )
    found = session.scalars(listed.offset(start).limit(size)).all()
    load_keys(session, [one.key_owner for one in found])
    return found


def outlived(session: Session, before: date, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Who can still be read although the last membership ended before a day, with its union (worker).

    Whoever is a member, or retains a membership, is not among them, nor is anybody for whom an erasure waits.
    """
    own = Membership.person_id == Person.id
    lasting = exists().where(own, or_(Membership.ended_on.is_(None), Membership.ended_on >= before))
    waits = exists().where(Erasure.person_id == Person.id, Erasure.status.in_(OPEN))
    last = select(Membership.union_id).where(own).order_by(Membership.sequence.desc()).limit(1)
    found = (
        select(Person.id, last.scalar_subquery())
        .where(~lasting, ~waits, exists().where(own), readable(Person.id))
        .order_by(Person.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def unused(session: Session, before: date, limit: int) -> Sequence[UUID]:
    """WeChat accounts that nobody has used since a day: no log-in, no card, no office, nothing under way (worker)."""
    since = midnight(before)
    used = exists().where(AccountSession.account_id == Account.id, AccountSession.expires_at >= since)
    card = exists().where(Card.account_id == Account.id, Card.revoked_at.is_(None))
    open_one = exists().where(Application.account_id == Account.id, Application.status.in_(UNDER_WAY))
    claim = exists().where(Claim.account_id == Account.id, Claim.state == ClaimState.WAITING)
    waits = exists().where(Erasure.account_id == Account.id, Erasure.status.in_(OPEN))
    staff = exists().where(StaffBinding.account_id == Account.id, StaffBinding.ended_at.is_(None))
    busy = or_(used, card, open_one, claim, waits, staff)
    idle = and_(Account.created_at < since, ~busy, ~destroyed(Account.id))
    return session.scalars(select(Account.id).where(idle).order_by(Account.id).limit(limit)).all()
