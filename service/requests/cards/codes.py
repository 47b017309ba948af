"""动态会员码: the codes that the holder's phone shows, fetched ahead for ten minutes, one for each half
minute.

The phone keeps no secret, only finished codes, so what a thief reads out of it is dead in ten minutes.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from crypto.tokens import STEP_SECONDS, CardCodes
from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import vault
from service.register.access.models import Actor
from service.register.memberships.queries import open_membership
from service.requests.cards.models import Card, CardStatus
from service.requests.cards.queries import card_status, own_card

BATCH = 20
PURPOSE_SHOW = 1


@dataclass(frozen=True)
class ShownCode:
    """One code for the screen: the text of the QR code, the two digits to compare, and when to show it."""

    text: str = field(repr=False)
    match_number: str
    valid_from: datetime
    valid_until: datetime


def batch(session: Session, actor: Actor, public_url: str) -> list[ShownCode]:
    """Twenty codes of the holder's own card, ten minutes of them, beginning now.

    Raises TOO_OFTEN, CARD_MISSING, CARD_NOT_ACTIVE.
    """
    card = own_card(session, actor)
    if not take(session, "code.batch", card.account_id.hex):
        raise Refusal("TOO_OFTEN")
    status = card_status(card, open_membership(session, card.person_id))
    if status is not CardStatus.ACTIVE:
        raise Refusal("CARD_NOT_ACTIVE", state=status.label)
    codes, first = CardCodes(vault(session).ring), step_now()
    return [_shown(codes, card, step, public_url) for step in range(first, first + BATCH)]


def _shown(codes: CardCodes, card: Card, step: int, public_url: str) -> ShownCode:
    return ShownCode(
        f"{public_url}/v/{codes.issue(card.handle, step, PURPOSE_SHOW)}",
        codes.match_number(card.handle, step),
        _instant(step),
        _instant(step + 1),
    )


def step_now() -> int:
    """The half minute that it is now, counted since 1970 by the server's clock."""
    return int(clock.now().timestamp()) // STEP_SECONDS


def _instant(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP_SECONDS, UTC)
