"""Settle a claim against the register, in the background, where nobody can time or read the difference."""

from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.sealing import opened
from service.register.access.models import SYSTEM
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.memberships.queries import open_membership
from service.register.people.contact import ContactInvalid, read_name
from service.register.people.models import Person
from service.register.people.phones import Phone
from service.register.people.register import find_person
from service.requests.cards.attempts import count_failure, may_match
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
        person = _named_person(session, claim, number)
    except Unreadable:
        claim.finding = MatchResult.UNREADABLE
        return
    claim.person_id = person.id if person else None
    claim.finding = _judged(session, claim, person, number, phone)
    if claim.finding in FAILURES:
        count_failure(session, claim, number)
    if claim.finding is MatchResult.MATCHED and person is not None:
        bind(session, SYSTEM, claim, person)
    record(session, SYSTEM, "claim:settle", "claim", claim.id, details={"finding": claim.finding.value})


def _judged(
    session: Session, claim: Claim, person: Person | None, number: str, phone: Phone | None
) -> MatchResult:
    if not may_match(session, claim, number, phone):
        claim.chair_only = True
        return MatchResult.CHAIR_ONLY
    if person is None:
        return MatchResult.NO_MATCH
    if open_membership(session, person.id) is None:
        return MatchResult.NO_MEMBERSHIP
    return MatchResult.MATCHED if phone and phone == roster_phone(person) else MatchResult.PHONE_DIFFERS


def _named_person(session: Session, claim: Claim, number: str) -> Person | None:
    """The person with exactly the stated number and name."""
    person = find_person(session, number)
    if person is None or _plain_name(opened(person, "name")) != opened(claim, "name"):
        return None
    return person


def _plain_name(name: str) -> str:
    try:
        return read_name(name)
    except ContactInvalid:
        return name
