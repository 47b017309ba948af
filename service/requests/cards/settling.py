"""What the background worker does for cards: settle claims, end those past their time, forget old checks."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, or_, select, true, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.register.jobs.leases import Lease
from service.register.jobs.models import JobKind
from service.register.jobs.working import Duty
from service.requests.cards.claims import end_claim
from service.requests.cards.matching import hold_named, settle
from service.requests.cards.messages import answer_wish
from service.requests.cards.models import CardCheck, Claim, ClaimState

AT_ONCE = 100
CHECKS_KEPT = timedelta(days=30)
SCANNERS_KEPT = timedelta(days=1)


def _settle(_deployment: Deployment, lease: Lease) -> None:
    """Settle one claim, or answer its wish for a text message, in the transaction that ends the job."""
    with lease.finish() as session:
        live = unsettled().where(Claim.id == lease.subject)
        hold_named(session, session.scalars(live).one_or_none())
        locked = live.with_for_update().execution_options(populate_existing=True)
        claim = session.scalars(locked).one_or_none()
        if claim is None:
            return  # settled, withdrawn or past its time
        if claim.settled_at is None:
            settle(session, claim)
        if claim.message_wanted_at is not None:
            answer_wish(session, claim)


SETTLING = Duty(JobKind.SETTLE_CLAIM, _settle)


def unsettled() -> Select[Claim]:
    """Claims that wait for the worker."""
    return select(Claim).where(
        Claim.state == ClaimState.WAITING,
        Claim.expires_at > clock.now(),
        or_(Claim.settled_at.is_(None), Claim.message_wanted_at.is_not(None)),
    )


def close_expired(deployment: Deployment) -> bool:
    """End waiting claims past their time, a hundred at once, with what they stated; whether there were any."""
    with deployment.database.writing() as session:
        expired = select(Claim).where(Claim.state == ClaimState.WAITING, Claim.expires_at <= clock.now())
        claims = list(session.scalars(expired.limit(AT_ONCE).with_for_update(skip_locked=True)))
        for claim in claims:
            end_claim(session, claim, ClaimState.CLOSED)
            record(session, SYSTEM, "claim:expire", "claim", claim.id)
    return bool(claims)


def forget_checks(deployment: Deployment) -> bool:
    """Delete checks older than thirty days and empty who scanned after one, a hundred at once; whether there were any.

    Where a card was shown is nobody's to keep.
    """
    with deployment.database.writing() as session:
        forgotten = _older(session, CHECKS_KEPT, true())
        session.execute(delete(CardCheck).where(CardCheck.id.in_(forgotten)))
        known = _older(session, SCANNERS_KEPT, CardCheck.scanner.is_not(None))
        session.execute(update(CardCheck).where(CardCheck.id.in_(known)).values(scanner=None))
    return bool(forgotten or known)


def _older(session: Session, kept: timedelta, which: ColumnElement[bool]) -> list[UUID]:
    old = select(CardCheck.id).where(CardCheck.checked_at < clock.now() - kept, which)
    return list(session.scalars(old.limit(AT_ONCE)))
