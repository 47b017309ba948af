"""What the background worker does for cards: settle claims, end those past their time, forget old checks."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.deployment import Deployment
from service.requests.cards.claims import end_claim
from service.requests.cards.matching import settle
from service.requests.cards.messages import answer_wish
from service.requests.cards.models import CardCheck, Claim, ClaimState

AT_ONCE = 100
CHECKS_KEPT = timedelta(days=30)


def settle_next(deployment: Deployment) -> bool:
    """Settle the claim that has waited longest, or answer its wish for a text message; False when none
    waits.

    One transaction per claim, its row locked; an account has at most one waiting claim, so nobody can crowd
    the queue.
    """
    with deployment.database.writing() as session:
        claim = _longest_waiting(session)
        if claim is None:
            return False
        if claim.settled_at is None:
            settle(session, claim)
        if claim.message_wanted_at is not None:
            answer_wish(session, claim)
    return True


def _longest_waiting(session: Session) -> Claim | None:
    waiting = select(Claim).where(
        Claim.state == ClaimState.WAITING,
        Claim.expires_at > clock.now(),
        or_(Claim.settled_at.is_(None), Claim.message_wanted_at.is_not(None)),
    )
    since = func.coalesce(Claim.message_wanted_at, Claim.created_at)
    return session.scalars(
        waiting.order_by(since, Claim.id).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()


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
    """Delete checks older than thirty days, a hundred at once; whether there were any.

    Where a card was shown is nobody's to keep.
    """
    with deployment.database.writing() as session:
        old = select(CardCheck.id).where(CardCheck.checked_at < clock.now() - CHECKS_KEPT).limit(AT_ONCE)
        forgotten = list(session.scalars(old))
        session.execute(delete(CardCheck).where(CardCheck.id.in_(forgotten)))
    return bool(forgotten)
