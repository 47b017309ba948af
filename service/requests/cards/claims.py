"""激活核验: an account says «this card is mine», and is answered at once, in the same words whomever it
names.

Name and document number are not proof: both are known to colleagues. What proves is the phone of the roster
(verified by WeChat, or by a text message), or the union seeing the document. Nothing here looks at the
register; that is done later, by the worker, and only the outcome «bound» ever shows (OWASP ASVS 5.0, 6.3.8
and 6.4.2).
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import destroy_key, seal_fields
from service.register.access.models import Actor
from service.register.accounts.actions import needed_consent
from service.register.accounts.models import Account, ConsentKind
from service.register.audit.log import record
from service.register.facts.words import DocumentKind
from service.register.jobs.actions import enqueue
from service.register.jobs.models import JobKind
from service.register.people.actions import judge_identity
from service.requests.cards.digits import chair_tags, six_digits
from service.requests.cards.models import Claim, ClaimState

CLAIM_LASTS = timedelta(days=7)
DRAWS = 30


def state_claim(
    session: Session,
    actor: Actor,
    account: Account,
    kind: DocumentKind,
    name: str,
    number: str,
    address: str,
) -> Claim:
    """State a claim; the account's earlier one ends. Raises CONSENT_MISSING, or INPUT_INVALID for what
    cannot be right.

    Over a limit the claim is taken all the same, but only the phone of the roster or the union proves it then; the
    answer does not say so.
    """
    needed_consent(session, account.id, ConsentKind.IDENTITY)
    name, document = judge_identity(kind, name, number)
    # The account's limit comes first: its row is locked, so two claims of one account come one after the other.
    within = _within_limits(session, account.id, address)
    _close_earlier(session, account.id)
    claim = Claim(
        id=new_id(),
        account_id=account.id,
        document_kind=document.kind,
        chair_only=not within,
        expires_at=clock.now() + CLAIM_LASTS,
    )
    seal_fields(session, claim, name=name, id_number=document.number)
    _add_with_chair_code(session, claim)
    enqueue(session, JobKind.SETTLE_CLAIM, claim.id)
    record(session, actor, "claim:state", "claim", claim.id)
    return claim


def _within_limits(session: Session, account_id: UUID, address: str) -> bool:
    """Ask the claimant's own limits, whatever the other says: the same statements for everyone."""
    by_account = take(session, "claim.account", account_id.hex)
    by_address = take(session, "claim.address", address)
    return by_account and by_address


def _close_earlier(session: Session, account_id: UUID) -> None:
    earlier = select(Claim).where(Claim.account_id == account_id, Claim.state == ClaimState.WAITING)
    for claim in session.scalars(earlier.with_for_update()):
        end_claim(session, claim, ClaimState.CLOSED)
    session.flush()


def withdraw_claim(session: Session, actor: Actor, account_id: UUID) -> bool:
    """End what an account claims, with what it stated: consent was withdrawn. Whether anything waited."""
    waiting = select(Claim).where(Claim.account_id == account_id, Claim.state == ClaimState.WAITING)
    claim = session.scalars(waiting.with_for_update()).one_or_none()
    if claim is None:
        return False
    end_claim(session, claim, ClaimState.CLOSED)
    record(session, actor, "claim:withdraw", "claim", claim.id)
    return True


def _add_with_chair_code(session: Session, claim: Claim) -> None:
    """Add the claim with six digits that no other waiting claim has: the unique index decides, a collision
    draws again.
    """
    for _ in range(DRAWS):
        code = six_digits()
        claim.chair_code_tag = chair_tags(session, code)[0]
        seal_fields(session, claim, chair_code=code)
        try:
            with session.begin_nested():
                session.add(claim)
                session.flush()
        except IntegrityError as conflict:
            if "chair_code" not in str(conflict.orig):
                raise
        else:
            return
    raise Refusal("BUSY")


def end_claim(session: Session, claim: Claim, state: ClaimState) -> None:
    """End a waiting claim; its key is destroyed, so the name and number that were stated are gone."""
    claim.state = state
    claim.message_wanted_at = claim.message_code_tag = None
    destroy_key(session, claim.id)
