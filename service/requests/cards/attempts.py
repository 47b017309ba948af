"""Limits of matching: per person aimed at, per phone, per account, and for the whole county (security note
2.5).

Addresses cannot be what stops a search: Estonia lost 286,438 photos to 9,000 of them. Every limit fails
towards the union: the claim can still be confirmed in person, and nobody is told that it must be.
"""

from sqlalchemy.orm import Session

from service.ground.limits import is_full, take
from service.ground.sealing import vault
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.people.phones import Phone
from service.requests.cards.models import Claim


def may_match(session: Session, claim: Claim, number: str, phone: Phone | None) -> bool:
    """Whether this claim may still be settled without the union; counts the document against the phone."""
    return (
        not claim.chair_only
        and not is_full(session, "claim.target", _key(session, "claim_target", number))
        and not is_full(session, "claim.failures", claim.account_id.hex)
        and not is_full(session, "claim.global")
        and _phone_may(session, number, phone)
    )


def _phone_may(session: Session, number: str, phone: Phone | None) -> bool:
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


def count_failure(session: Session, claim: Claim, number: str) -> None:
    """Count a claim that did not match; the audit log says when the county's breaker opens."""
    take(session, "claim.target", _key(session, "claim_target", number))
    take(session, "claim.failures", claim.account_id.hex)
    take(session, "claim.global")
    if is_full(session, "claim.global"):
        record(session, SYSTEM, "claim:break", "claim", claim.id, outcome="refused", reason="claim.global")


def _key(session: Session, field: str, value: str) -> str:
    return vault(session).index.current(field, value).digest.hex()
