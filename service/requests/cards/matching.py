"""Settle a claim against the register, in the background, where nobody can time or read the difference."""

from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.holding import hold
from service.ground.sealing import opened
from service.register.access.models import SYSTEM, Actor
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.inquiries.decoys import raise_alarm
from service.register.inquiries.matching import Found, match
from service.register.inquiries.models import AskedHow
from service.register.people.phones import Phone
from service.register.people.register import hold_people
from service.requests.cards.attempts import claimant_of, count_failure, may_fail, phone_may
from service.requests.cards.binding import bind
from service.requests.cards.models import Claim, MatchResult
from service.requests.cards.phones import AT_CLAIM, roster_phone, verified_phone

FAILURES = (MatchResult.NO_MATCH, MatchResult.NO_MEMBERSHIP, MatchResult.PHONE_DIFFERS)


def settle(session: Session, claim: Claim) -> None:
    """Match a waiting claim and bind the card when the verified phone is the one of the roster; else it goes
    on waiting.

    What was found is kept in ``finding`` and ``person_id`` for the union's confirmation and never shown to
    the account.
    """
    claim.settled_at = clock.now()
    account = session.get_one(Account, claim.account_id)
    try:
        number, phone = opened(claim, "id_number"), verified_phone(account, claim.created_at, AT_CLAIM)
        found = match(session, opened(claim, "name"), number)
    except Unreadable:
        claim.finding = MatchResult.UNREADABLE
        return
    if found.decoy_id is not None:
        raise_alarm(session, Actor("account", account.id), found.decoy_id, AskedHow.CLAIM)
    person = found.person if found.named else None
    claim.person_id = person.id if person else None
    claimant = claimant_of(session, claim, person, phone)
    within = may_fail(session, claim, claimant, phone)
    claim.finding = _judged(session, found, number, phone, within)
    if claim.finding is MatchResult.CHAIR_ONLY:
        claim.chair_only = True
    if claim.finding in FAILURES:
        count_failure(session, claim, claimant, phone)
    if claim.finding is MatchResult.MATCHED and person is not None:
        bind(session, SYSTEM, claim, person)
    record(session, SYSTEM, "claim:settle", "claim", claim.id, details={"finding": claim.finding.value})


def hold_named(session: Session, claim: Claim | None) -> None:
    """Hold the account that claims and whoever is registered under the stated number, before the claim is locked."""
    if claim is None:
        return
    hold(session, {Account: [claim.account_id]})
    try:
        hold_people(session, [opened(claim, "id_number")])
    except Unreadable:
        return  # withdrawn meanwhile; what cannot be read names nobody


def _judged(session: Session, found: Found, number: str, phone: Phone | None, within: bool) -> MatchResult:
    """What proves comes first: it passes every counter of failures, and only the phone's own limit holds it."""
    if not phone_may(session, number, phone):
        return MatchResult.CHAIR_ONLY
    member = found.member is not None
    if found.person is not None and member and phone and phone == roster_phone(found.person):
        return MatchResult.MATCHED
    if not within:
        return MatchResult.CHAIR_ONLY
    if found.person is None or not found.named:
        return MatchResult.NO_MATCH
    return MatchResult.PHONE_DIFFERS if member else MatchResult.NO_MEMBERSHIP
