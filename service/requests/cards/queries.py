"""Reads about cards and claims: a holder's own, or what a member of staff reaches."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.marks import genuine, one_with_marks
from service.ground.sealing import load_keys
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Account
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union
from service.requests.cards.models import Card, CardCheck, CardStatus, Claim, ClaimState


def own_claim(session: Session, actor: Actor, claim_id: UUID, *, lock: bool = False) -> Claim:
    """A claim of the actor's own account; anyone else's does not exist (CLAIM_NOT_FOUND)."""
    own = select(Claim).where(Claim.id == claim_id, Claim.account_id == actor.id)
    if lock:
        hold(
            session, {Account: [actor.id] if actor.id else [], Person: own.with_only_columns(Claim.person_id)}
        )
        own = own.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(own).one_or_none()
    if found is None:
        raise Refusal("CLAIM_NOT_FOUND")
    return found


def shown_state(claim: Claim) -> ClaimState:
    """The state that its account reads: a claim past its time has ended, whether or not it was tidied up."""
    over = claim.state is ClaimState.WAITING and claim.expires_at <= clock.now()
    return ClaimState.CLOSED if over else claim.state


def waiting_claim(session: Session, account_id: UUID) -> Claim | None:
    """The claim of an account that waits and has time left, if there is one."""
    own = (Claim.account_id == account_id) & (Claim.state == ClaimState.WAITING)
    waiting = select(Claim).where(own, Claim.expires_at > clock.now())
    return session.scalars(waiting).one_or_none()


def card_held(session: Session, account_id: UUID) -> Card | None:
    """The card in force of an account with its person: what proves who the account is; None when there is none."""
    held = select(Card).where(Card.account_id == account_id, Card.revoked_at.is_(None))
    return _believed(session, held.options(joinedload(Card.person)))


def _believed(session: Session, held: Select[Card]) -> Card | None:
    """The card, unless somebody else than the service bound it to its account or its person."""
    card: Card | None = one_with_marks(session, held, Card.id)
    return card if card is not None and genuine(session, card) else None


def own_card(session: Session, actor: Actor, *, lock: bool = False) -> Card:
    """The card in force of the actor's own account; raises CARD_MISSING."""
    own = select(Card).where(Card.account_id == actor.id, Card.revoked_at.is_(None))
    if lock:
        hold(session, {Person: own.with_only_columns(Card.person_id)})
        own = own.with_for_update(of=Card).execution_options(populate_existing=True)
    found = _believed(session, own)
    if found is None:
        raise Refusal("CARD_MISSING")
    return found


def card_status(card: Card, membership: Membership | None) -> CardStatus:
    """The card's status from dated facts: revoked, before membership ended or retained, before suspended, else active.

    工会章程第八条: who retains a membership keeps it and its record, not the benefits that the card opens.
    """
    if card.revoked_at is not None:
        return CardStatus.REVOKED
    if membership is None:
        return CardStatus.NO_MEMBERSHIP
    if membership.is_retained:
        return CardStatus.RETAINED
    return CardStatus.SUSPENDED if card.suspended_at is not None else CardStatus.ACTIVE


def checks_of(session: Session, card: Card) -> list[datetime]:
    """When the card was checked, newest first, at most fifty: times only, never by whom."""
    times = select(CardCheck.checked_at).where(CardCheck.card_id == card.id)
    return list(session.scalars(times.order_by(CardCheck.checked_at.desc()).limit(50)))


def live_cards(session: Session, people: Iterable[UUID]) -> dict[UUID, Card]:
    """The card in force of each of these people who has one, in one query; the caller's list is in reach
    already.
    """
    found = session.scalars(select(Card).where(Card.person_id.in_(list(people)), Card.revoked_at.is_(None)))
    return {card.person_id: card for card in found}


def active_accounts(session: Session, accounts: Iterable[UUID]) -> set[UUID]:
    """Which of these WeChat accounts hold a card in force; the caller's list is in reach already."""
    held = select(Card.account_id).where(Card.account_id.in_(list(accounts)), Card.revoked_at.is_(None))
    return set(session.scalars(held))


def cards_of(session: Session, person_id: UUID) -> list[Card]:
    """Every card that a person ever had, the latest first; the caller has asked for reach already."""
    held = select(Card).where(Card.person_id == person_id).order_by(Card.activated_at.desc(), Card.id)
    return list(session.scalars(held))


def card_in_reach(session: Session, actor: Actor, act: Act, card_id: UUID) -> tuple[Card, Membership]:
    """A card in force, locked after its person, whose holder's last membership is in a union of the actor's reach; else
    NOT_FOUND.
    """
    later = aliased(Membership)
    last = select(func.max(later.sequence)).where(later.person_id == Card.person_id).scalar_subquery()
    reached = (
        select(Card, Membership)
        .join(Membership, Membership.person_id == Card.person_id)
        .join(Union, Union.id == Membership.union_id)
        .where(
            Card.id == card_id, Card.revoked_at.is_(None), Membership.sequence == last, reachable(actor, act)
        )
    )
    hold(session, {Person: select(Card.person_id).where(Card.id == card_id)})
    locked = reached.with_for_update(of=Card).execution_options(populate_existing=True)
    found = session.execute(locked).one_or_none()
    if found is None or not genuine(session, found[0]):
        raise Refusal("NOT_FOUND")
    return found[0], found[1]


def cards_reached(
    session: Session, actor: Actor, act: Act, union_id: UUID, *, start: int = 0, size: int = 50
) -> list[tuple[Card, Membership]]:
    """The cards in force of a union's members, the latest first, ready to be opened, if the actor may do ``act``
    there.
    """
    reached = (
        select(Card, Membership)
        .join(Membership, (Membership.person_id == Card.person_id) & Membership.ended_on.is_(None))
        .join(Union, Union.id == Membership.union_id)
        .where(Union.id == union_id, Card.revoked_at.is_(None), reachable(actor, act))
        .options(joinedload(Card.person))
        .order_by(Card.activated_at.desc(), Card.id)
    )
    found = [(card, held) for card, held in session.execute(reached.offset(start).limit(size))]
    load_keys(session, [card.person_id for card, _ in found])
    return found
