"""Bind a card to a person and a WeChat account, once it is proved that they belong together (一人一卡)."""

import os
import secrets

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import vault
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.memberships.queries import open_membership
from service.register.notices.actions import tell, text
from service.register.people.models import Person
from service.requests.cards.claims import end_claim
from service.requests.cards.models import Card, Claim, ClaimState, MatchResult
from service.requests.cards.phones import roster_phone

DRAWS = 5


def bind(session: Session, actor: Actor, claim: Claim, person: Person) -> Card | None:
    """Issue the card of a waiting claim, tell the holder, the phone of the roster and an earlier account.

    None, and the claim goes on waiting, when the membership has ended or the person or the account has a
    card in force.
    """
    hold(session, {Account: [claim.account_id], Person: [person.id]})
    membership = open_membership(session, person.id)
    card = _issued(session, claim, person) if membership else None
    if card is None or membership is None:
        claim.finding = MatchResult.BOUND_ELSEWHERE if membership else MatchResult.NO_MEMBERSHIP
        return None
    claim.card_id, claim.finding = card.id, MatchResult.MATCHED
    end_claim(session, claim, ClaimState.BOUND)
    _spread(session, card, person)
    record(session, actor, "card:activate", "card", card.id, union_id=membership.union_id)
    return card


def _issued(session: Session, claim: Claim, person: Person) -> Card | None:
    """A new card; None when the unique indexes say that person or account has one. A number drawn twice is
    redrawn.
    """
    for _ in range(DRAWS):
        card = Card(
            id=new_id(),
            person_id=person.id,
            account_id=claim.account_id,
            number=f"{vault(session).tenant}{secrets.randbelow(10**10):010d}",
            handle=os.urandom(8),
        )
        try:
            with session.begin_nested():
                session.add(card)
                session.flush()
        except IntegrityError:
            if _taken(session, claim, person):
                return None
        else:
            return card
    raise Refusal("BUSY")


def _taken(session: Session, claim: Claim, person: Person) -> bool:
    live = select(Card.id).where(
        or_(Card.person_id == person.id, Card.account_id == claim.account_id), Card.revoked_at.is_(None)
    )
    return session.scalars(live.limit(1)).one_or_none() is not None


def _spread(session: Session, card: Card, person: Person) -> None:
    tell(session, card.account_id, "card_activated", f"card_activated:{card.id}", card.id)
    phone = roster_phone(person)
    if phone:
        text(
            session,
            person.id,
            phone,
            "text_card_activated",
            f"text_card_activated:{card.id}",
            subject_id=card.id,
        )
    earlier = select(Card).where(Card.person_id == person.id, Card.revoked_at.is_not(None))
    last = session.scalars(earlier.order_by(Card.revoked_at.desc()).limit(1)).one_or_none()
    if last is not None and last.account_id != card.account_id:
        tell(session, last.account_id, "card_moved", f"card_moved:{card.id}")
