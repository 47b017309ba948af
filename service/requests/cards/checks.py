"""验卡: the check of a shown code by whoever scans it; a code is good for ninety seconds, and for one
scanner.

A code relayed live within its seconds cannot be told from one shown by its holder; it is made visible
instead: both screens show the same two digits, and the holder is told of every check.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from crypto.errors import Unreadable
from crypto.tokens import CardCode, CardCodes
from service.ground import clock
from service.ground.db import insert_unless_there, new_id
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.marks import genuine
from service.ground.sealing import opened, vault
from service.ground.words import Words
from service.register.memberships.queries import open_membership
from service.register.notices.actions import tell
from service.register.people.contact import masked_name
from service.requests.cards.codes import PURPOSE_SHOW, step_now
from service.requests.cards.models import Card, CardCheck, CardStatus
from service.requests.cards.queries import card_status

STEPS_BACK, STEPS_AHEAD = 2, 1
ADDRESS = "/v/"  # what stands before the code in the QR code of a card


class Verdict(Words):
    """核验结果, as whoever scans reads it."""

    VALID = "valid", "有效"
    SEEN_BEFORE = "seen_before", "此码已被核验过"
    SUSPENDED = "suspended", "已冻结"
    NO_MEMBERSHIP = "no_membership", "会籍已结束"
    REVOKED = "revoked", "已注销"
    RETAINED = "retained", "保留会籍，卡不能使用"


@dataclass(frozen=True)
class CheckResult:
    """What whoever scans may know; a name and digits only for a card in force and a fresh code."""

    verdict: Verdict
    server_time: datetime
    masked_name: str = ""
    match_number: str = ""
    first_checked_at: datetime | None = None


def check(session: Session, code: str, scanner: str, counted: str) -> CheckResult:
    """Check a code for a scanner (a random cookie, or an account), counted by its address, or by the account. Raises TOO_OFTEN,
    CARD_CODE_INVALID (counted).

    The first scanner sees green, and green again when asking again; another one sees when it was checked
    first. Checks stand in their own table for thirty days, who scanned for one, and not in the audit log, which is for
    ever: where people show their cards is not for the county to remember.
    """
    if not take(session, "code.check", counted):
        raise Refusal("TOO_OFTEN")
    genuine, card = _genuine(session, code)
    status = card_status(card, open_membership(session, card.person_id))
    if status is not CardStatus.ACTIVE:
        return CheckResult(Verdict[status.name], clock.now())
    match = CardCodes(vault(session).ring).match_number(card.handle, genuine.step, genuine.key_version)
    mine = scanner_mark(session, scanner, card, genuine.step)
    first = _first_check(session, card, genuine.step, mine)
    if first.scanner != mine:
        return CheckResult(Verdict.SEEN_BEFORE, clock.now(), first_checked_at=first.checked_at)
    dedupe = f"card_checked:{card.id}:{genuine.step}"
    tell(session, card.account_id, "card_checked", dedupe, card.id, match=match)
    return CheckResult(Verdict.VALID, clock.now(), masked_name(opened(card.person, "name")), match)


def scanner_mark(session: Session, scanner: str, card: Card, step: int) -> bytes:
    """Who scans, for this card and half minute alone: under a key of the ring, so that no table of accounts tells who it was."""
    return vault(session).index.current("card_check", f"{card.id} {step} {scanner}").digest


def code_scanned(text: str) -> str:
    """The code in what a camera read: behind the address, whatever stands before it; the code alone is judged."""
    return text.rpartition(ADDRESS)[2]


def _genuine(session: Session, code: str) -> tuple[CardCode, Card]:
    """What the code says and its card; forged, too old, of another purpose or of no card is one refusal."""
    try:
        said = CardCodes(vault(session).ring).read(code)
    except Unreadable:
        raise Refusal("CARD_CODE_INVALID", keep=True) from None
    fresh = -STEPS_BACK <= said.step - step_now() <= STEPS_AHEAD
    of_handle = select(Card).where(Card.handle == said.handle).options(joinedload(Card.person))
    card = session.scalars(of_handle).one_or_none() if fresh and said.purpose == PURPOSE_SHOW else None
    if card is None or not genuine(session, card):
        raise Refusal("CARD_CODE_INVALID", keep=True)
    return said, card


def _first_check(session: Session, card: Card, step: int, scanner: bytes) -> CardCheck:
    """The first check of this card and step, this one or an earlier one: the unique row decides, not a look
    before.
    """
    own = {"card_id": card.id, "step": step, "scanner": scanner}
    session.execute(insert_unless_there(session, CardCheck, id=new_id(), checked_at=clock.now(), **own))
    first = select(CardCheck).where(CardCheck.card_id == card.id, CardCheck.step == step)
    return session.scalars(first).one()
