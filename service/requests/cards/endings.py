"""挂失、解除绑定: the holder freezes or unbinds his card; the union releases one whose phone or WeChat was
lost.

Staff can only release. A new binding goes through a claim again, with the same proof as the first (ASVS
6.4.4).
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.register.access.models import Act, Actor
from service.register.accounts.models import Account
from service.register.audit.log import By, record
from service.register.notices.actions import tell, text
from service.register.people.models import Person
from service.requests.cards.models import Card, RevokeReason
from service.requests.cards.phones import AT_UNBINDING, roster_phone, verified_phone
from service.requests.cards.queries import card_in_reach, own_card


def suspend(session: Session, actor: Actor) -> Card:
    """冻结 the holder's own card at once, without any proof; again changes nothing. Raises CARD_MISSING."""
    card = own_card(session, actor, lock=True)
    if card.suspended_at is None:
        card.suspended_at = clock.now()
        tell(session, card.account_id, "card_suspended", f"card_suspended:{card.id}", card.id)
        record(session, actor, "card:suspend", "card", card.id)
    return card


def unbind(session: Session, actor: Actor, account: Account) -> None:
    """Unbind the holder's own card: WeChat has just verified the phone of the roster.

    Raises CARD_MISSING, and CARD_PHONE_NEEDED when the phone is older than ten minutes or not the one of the
    roster.
    """
    card = own_card(session, actor, lock=True)
    phone = roster_phone(card.person)
    if not phone or verified_phone(account, clock.now(), AT_UNBINDING) != phone:
        raise Refusal("CARD_PHONE_NEEDED")
    _revoke(card, RevokeReason.HOLDER)
    tell(session, card.account_id, "card_unbound", f"card_unbound:{card.id}", card.id)
    text(
        session,
        card.person_id,
        phone,
        "text_card_unbound",
        f"text_card_unbound:{card.id}",
        subject_id=card.id,
    )
    record(session, actor, "card:unbind", "card", card.id)


def release(session: Session, actor: Actor, card_id: UUID, reason: RevokeReason) -> Card:
    """解除绑定 by the union, for a card in reach; the account that held it is told. Raises NOT_FOUND,
    INPUT_INVALID.

    How often this person's cards were released within a year stands in the audit row.
    """
    if reason is RevokeReason.HOLDER:
        raise invalid(reason="请选择解除绑定的原因。")
    card, membership = card_in_reach(session, actor, Act.CARD_RELEASE, card_id)
    _revoke(card, reason)
    card.revoked_by = actor.id
    session.flush()
    tell(
        session,
        card.account_id,
        "card_released",
        f"card_released:{card.id}",
        card.id,
        reason=reason.label,
    )
    details: dict[str, int | str] = {"reason": reason.value, "releases_in_a_year": _releases(session, card)}
    record(session, actor, "card:release", "card", card.id, union_id=membership.union_id, details=details)
    return card


def release_cancelled(session: Session, actor: By, account_id: UUID) -> bool:
    """End the card of a WeChat account that no longer exists, so that the member can claim it from his new one.

    It ends rather than freezes: a frozen card would stay bound to nobody and keep the member from a new claim, which asks
    for the same proof as the first. The phone of the roster is told. Whether there was a card.
    """
    held = select(Card).where(Card.account_id == account_id, Card.revoked_at.is_(None))
    hold(session, {Person: session.scalars(held.with_only_columns(Card.person_id)).all()})
    card = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if card is None:
        return False
    _revoke(card, RevokeReason.PHONE_LOST)
    if phone := roster_phone(card.person):
        kind = "text_card_unbound"
        text(session, card.person_id, phone, kind, f"{kind}:{card.id}", subject_id=card.id)
    details = {"reason": RevokeReason.PHONE_LOST.value}
    record(session, actor, "card:release", "card", card.id, details=details)
    return True


def revoke_erased(card: Card) -> None:
    """The card of somebody who has been erased at his own wish ends with his data; one that has ended stays as it is."""
    if card.revoked_at is None:
        _revoke(card, RevokeReason.HOLDER)


def _revoke(card: Card, reason: RevokeReason) -> None:
    card.revoked_at, card.revoke_reason = clock.now(), reason


def _releases(session: Session, card: Card) -> int:
    counted = select(func.count()).where(
        Card.person_id == card.person_id,
        Card.revoked_by.is_not(None),
        Card.revoked_at > clock.now() - timedelta(days=365),
    )
    return session.scalar(counted) or 0
