"""Limits of activation, ordered by whom they could hurt: the claimant's own first, the county's last, the victim's in days.

Addresses cannot be what stops a search: Estonia lost 286,438 photos to 9,000 of them. Every limit fails towards the union:
the claim can still be confirmed in person, and nobody is told that it must be. What proves (the roster's phone) passes all
of them but the phone's own, which only its holder can fill. What a stranger states about a person counts against the
stranger; only what the person is sent counts against the person, and there each kind of claimant has a budget of its own,
so that accounts which cost nothing use up nobody else's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.limits import LIMITS, is_full, level, take, take_all
from service.ground.sealing import vault
from service.ground.standing import Condition
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.people.models import Person
from service.register.people.phones import Phone
from service.requests.cards.models import Card, Claim, MatchResult, RevokeReason


class Claimant(StrEnum):
    """What is known of whoever claims: the account held this person's card, has a phone that WeChat verified, or neither."""

    KNOWN = "known"
    PHONE = "phone"
    BARE = "bare"


WHO = {Claimant.PHONE: "微信核验过手机号的", Claimant.BARE: "没有核验手机号的"}
MESSAGES = {
    Claimant.KNOWN: "message.known",
    Claimant.PHONE: "message.phone",
    Claimant.BARE: "message.bare",
}
BREAKERS = {Claimant.PHONE: "claim.county_phone", Claimant.BARE: "claim.county_bare"}


def claimant_of(session: Session, claim: Claim, person: Person | None, phone: Phone | None) -> Claimant:
    """Whose budgets a claim draws on."""
    if person is not None and _held_the_card(session, claim, person):
        return Claimant.KNOWN
    return Claimant.PHONE if phone else Claimant.BARE


def _held_the_card(session: Session, claim: Claim, person: Person) -> bool:
    right = or_(Card.revoke_reason.is_(None), Card.revoke_reason != RevokeReason.WRONG_PERSON)
    held = select(Card.id).where(Card.person_id == person.id, Card.account_id == claim.account_id, right)
    return session.scalars(held.limit(1)).first() is not None


def may_fail(session: Session, claim: Claim, claimant: Claimant, phone: Phone | None) -> bool:
    """Whether a claim that proves nothing yet may go on without the union; who held the card is spared the breaker."""
    breaker = BREAKERS.get(claimant)
    return (
        not claim.chair_only
        and not any(is_full(session, "claim.failures", key) for key in _own_keys(session, claim, phone))
        and (breaker is None or not is_full(session, breaker))
    )


def _own_keys(session: Session, claim: Claim, phone: Phone | None) -> list[str]:
    """What is counted of the claimant: the account, and its phone, which may have been verified for many accounts."""
    return [claim.account_id.hex, *([_key(session, "claim_phone", phone)] if phone else [])]


def phone_may(session: Session, number: str, phone: Phone | None) -> bool:
    """Three documents per phone in thirty days; the same document again is not another one."""
    if not phone:
        return True
    pair = _key(session, "claim_pair", f"{phone} {number}")
    if is_full(session, "claim.pair", pair):
        return True
    if not take(session, "claim.phone", _key(session, "claim_phone", phone)):
        return False
    take(session, "claim.pair", pair)  # two at once may both count: the limit then errs towards the union
    return True


def count_failure(session: Session, claim: Claim, claimant: Claimant, phone: Phone | None) -> None:
    """Count a claim that did not match; the audit log says, once, when a breaker of the county opens."""
    for key in _own_keys(session, claim, phone):
        take(session, "claim.failures", key)
    breaker = BREAKERS.get(claimant)
    if breaker is None or not take(session, breaker):
        return
    if is_full(session, breaker):
        record(session, SYSTEM, "claim:break", "claim", claim.id, outcome="refused", reason=breaker)


def may_be_written_to(
    session: Session, claim: Claim, claimant: Claimant, person: Person, phone: Phone | None
) -> bool:
    """Whether this account may have the person sent a code: within its own budgets and the person's for its kind, or not at all."""
    own = _own_keys(session, claim, phone)
    budgets = [("message.day", own[0]), *(("message.account", key) for key in own)]
    return take_all(session, [*budgets, (MESSAGES[claimant], person.id.hex)])


def breaker_standings(session: Session) -> Iterator[Condition]:
    """The county's breakers, which a launch with many wrong statements may fill, or somebody who tries numbers."""
    for claimant, breaker in BREAKERS.items():
        size, used = LIMITS[breaker].size, level(session, breaker)
        words = f"激活核验没有对上（{WHO[claimant]}账号），全县 {used:.0f} 次，上限 {size} 次"
        if not is_full(session, breaker):
            yield Condition(True, words)
            continue
        yield Condition(
            False,
            f"{words}，已满",
            f"{WHO[claimant]}账号现在收不到短信验证码，要由工会当面确认；用登记手机号核验的会员照常激活。"
            "名额一天内逐步恢复。请看“激活核验情况”，弄清是集中激活，还是有人在试。",
        )


@dataclass(frozen=True)
class ClaimsTold:
    """How activation went in a while, in numbers: claims settled, cards bound, not proved, over a limit, accounts."""

    hours: int
    settled: int
    bound: int
    unproved: int
    over_limit: int
    accounts: int


def claims_told(session: Session, hours: int) -> ClaimsTold:
    """The claims settled within so many hours; sums over the county, for more would answer whoever claims and reads it."""
    since = clock.now() - timedelta(hours=hours)
    of_bound = func.count().filter(Claim.card_id.is_not(None))
    over = func.count().filter(Claim.finding == MatchResult.CHAIR_ONLY, Claim.card_id.is_(None))
    sums = select(func.count(), of_bound, over, func.count(Claim.account_id.distinct()))
    settled, bound, over_limit, accounts = session.execute(sums.where(Claim.settled_at > since)).one()
    return ClaimsTold(hours, settled, bound, settled - bound - over_limit, over_limit, accounts)


def _key(session: Session, field: str, value: str) -> str:
    return vault(session).index.current(field, value).digest.hex()
