"""持卡人: the account whose card in force proves a person; it is told what became of the membership."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.register.access.models import Actor
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import EndReason
from service.register.notices.actions import tell
from service.requests.cards.models import Card, CardStatus
from service.requests.cards.queries import card_held, live_cards, own_card

# Nobody writes to the phone of a member who died.
KINDS = {
    EndReason.TRANSFERRED: "membership_moved",
    EndReason.RETAINED: "membership_retained",
    EndReason.RESUMED: "membership_resumed",
    EndReason.LEFT: "membership_ended",
    EndReason.LAPSED: "membership_ended",
    EndReason.EXPELLED: "membership_ended",
    EndReason.VOID: "membership_ended",
}


def proved_card(session: Session, actor: Actor) -> Card:
    """The card in force of the actor's own account, which proves who he is; raises CARD_MISSING, CARD_NOT_ACTIVE.

    A card that its holder froze (挂失) proves nothing: somebody else may hold the phone.
    """
    card = own_card(session, actor)
    if card.suspended_at is not None:
        raise Refusal("CARD_NOT_ACTIVE", state=CardStatus.SUSPENDED.label)
    return card


def proved_person(session: Session, actor: Actor) -> UUID | None:
    """Whom the card in force of the actor's own account proves; None without one, or with one that is frozen."""
    card = card_held(session, actor.id) if actor.id else None
    return card.person_id if card is not None and card.suspended_at is None else None


def tell_of_changes(session: Session, changes: Iterable[MembershipChange], union: str = "") -> None:
    """Leave a notice with each holder whose membership changed; two queries for any number of cards."""
    told = [change for change in changes if change.kind in KINDS]
    cards = live_cards(session, [change.person_id for change in told])
    for change in told:
        card = cards.get(change.person_id)
        if card is not None:
            kind = KINDS[change.kind]
            blanks = {"day": f"{change.effective_on}"}
            if kind == "membership_ended":
                blanks["reason"] = change.kind.label
            if kind == "membership_moved":
                blanks["union"] = union
            tell(session, card.account_id, kind, f"{kind}:{change.id}", change.id, **blanks)


def account_of(session: Session, person_id: UUID) -> UUID | None:
    """The account that holds the person's card in force, if any; for notices of the service itself."""
    card = live_cards(session, [person_id]).get(person_id)
    return card.account_id if card else None
