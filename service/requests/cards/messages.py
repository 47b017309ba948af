"""短信验证码: six digits sent to the phone of the roster, for whoever's WeChat has another number."""

import hmac
import secrets

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.register.access.models import Actor
from service.register.accounts.models import Account
from service.register.audit.log import record
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.memberships.queries import open_membership
from service.register.notices.actions import text
from service.register.notices.kinds import CODE_LASTS
from service.register.people.models import Person
from service.requests.cards.attempts import claimant_of, may_be_written_to
from service.requests.cards.binding import bind
from service.requests.cards.digits import message_tag, six_digits, well_spelt
from service.requests.cards.models import Card, Claim, ClaimState, MatchResult
from service.requests.cards.phones import AT_CLAIM, roster_phone, verified_phone
from service.requests.cards.queries import shown_state


def want_message(session: Session, actor: Actor, claim: Claim) -> None:
    """Note that the account asks for a code; whether one is sent is decided later and never told."""
    if take(session, "code.wanted", claim.account_id.hex) and shown_state(claim) is ClaimState.WAITING:
        claim.message_wanted_at = clock.now()
        enqueue(session, JobKind.SETTLE_CLAIM, claim.id)
    record(session, actor, "claim:want_message", "claim", claim.id)


def answer_wish(session: Session, claim: Claim) -> None:
    """Send a code (worker) if only the phone is unproved: a member by name and number, without a card, with
    a phone.

    At most one a day for one account, and within the budgets of the account and of the person (``attempts``); a new code
    replaces the one before.
    """
    claim.message_wanted_at = None
    if claim.finding is not MatchResult.PHONE_DIFFERS or claim.person_id is None:
        return
    person = session.get_one(Person, claim.person_id)
    phone = roster_phone(person)
    if not phone or not _may_have_card(session, claim, person):
        return
    verified = verified_phone(session.get_one(Account, claim.account_id), claim.created_at, AT_CLAIM)
    claimant = claimant_of(session, claim, person, verified)
    if not may_be_written_to(session, claim, claimant, person, verified):
        return
    code = six_digits()
    claim.message_code_tag, claim.message_sent_at = message_tag(session, claim, code), clock.now()
    dedupe = f"text_claim_code:{claim.id}:{claim.message_sent_at.isoformat()}"
    text(session, person.id, phone, "text_claim_code", dedupe, subject_id=claim.id, secret=code)


def _may_have_card(session: Session, claim: Claim, person: Person) -> bool:
    live = select(Card.id).where(
        or_(Card.person_id == person.id, Card.account_id == claim.account_id), Card.revoked_at.is_(None)
    )
    return open_membership(session, person.id) is not None and session.scalars(live.limit(1)).first() is None


def check_message_code(session: Session, actor: Actor, claim: Claim, code: str) -> None:
    """Bind with the code that was sent; raises CLAIM_CODE_WRONG (counted), the same for a claim that never
    got one.

    The claim is locked by the caller. A right code is used up even when the card cannot be bound any more.
    """
    within = take(session, "code.try", claim.id.hex)
    if not _fits(session, claim, code) or not within:
        record(session, actor, "claim:verify", "claim", claim.id, outcome="refused")
        raise Refusal("CLAIM_CODE_WRONG", keep=True)
    claim.message_code_tag = None
    record(session, actor, "claim:verify", "claim", claim.id)
    bind(session, actor, claim, session.get_one(Person, claim.person_id))


def _fits(session: Session, claim: Claim, code: str) -> bool:
    if shown_state(claim) is not ClaimState.WAITING or not well_spelt(code):
        return False
    sent_at, stored = claim.message_sent_at, claim.message_code_tag or secrets.token_bytes(32)
    same = hmac.compare_digest(message_tag(session, claim, code), stored)
    return same and sent_at is not None and clock.now() - sent_at <= CODE_LASTS
