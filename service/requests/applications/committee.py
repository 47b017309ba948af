"""Reads about committees and their decisions (委员会决议): who sits there, what was decided, what can be decided."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal
from service.ground.sealing import load_keys, opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.models import Staff
from service.register.facts.words import Post
from service.register.memberships.models import Membership
from service.register.unions.models import Union
from service.requests.applications.models import Application, Decision, Status, Step
from service.requests.applications.queries import ApplicationsSought, not_erased

# Who sits in the committee by what the roster says; anyone else is typed.
SEATED = (Post.CHAIR, Post.VICE_CHAIR, Post.COMMITTEE)
MOST_SEATS = 60


def decision_in_reach(session: Session, actor: Actor, act: Act, decision_id: UUID) -> Decision:
    """A decision of a union where the actor may do ``act``; raises NOT_FOUND."""
    found = session.scalars(
        select(Decision)
        .join(Union, Union.id == Decision.union_id)
        .where(Decision.id == decision_id, reachable(actor, act))
        .options(joinedload(Decision.union))
    ).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def decided_applications(session: Session, decision: Decision) -> list[Application]:
    """Every application that a decision answered and that can still be read, in the order in which they came."""
    decided = select(Application).where(Application.decision_id == decision.id, not_erased())
    rows = session.scalars(decided.order_by(Application.submitted_at, Application.id)).all()
    load_keys(session, [row.key_owner for row in rows])
    return list(rows)


def reason_of(session: Session, decision: Decision) -> str:
    """Why the committee said no, in the words of the list; empty when it said yes. One decision has one reason."""
    given = (
        select(Step.reason)
        .join(Application, Application.id == Step.application_id)
        .where(Application.decision_id == decision.id, Step.action == "reject", Step.reason.is_not(None))
    )
    reason = session.scalars(given.limit(1)).one_or_none()
    return reason.label if reason else ""


def recorded_by(session: Session, decision: Decision) -> str:
    """Title and name of the colleague who recorded a decision."""
    staff = session.get_one(Staff, decision.recorded_by)
    return f"{staff.title}{opened(staff, 'name')}"


def attendees(decision: Decision) -> list[str]:
    """The names of those who were present, as recorded; none for a decision of before names were kept."""
    return opened(decision, "attendees").splitlines()


def decisions_of(session: Session, union: Union, size: int, start: int = 0) -> list[tuple[Decision, int]]:
    """The union's decisions, the newest first, each with how many applications it answered; one query.

    ``union`` was found in reach.
    """
    answered = (
        select(func.count())
        .where(Application.decision_id == Decision.id)
        .correlate(Decision)
        .scalar_subquery()
    )
    page = select(Decision, answered).where(Decision.union_id == union.id)
    order = (Decision.decided_on.desc(), Decision.recorded_at.desc(), Decision.id.desc())
    found = session.execute(page.order_by(*order).offset(start).limit(size))
    return [(row[0], row[1]) for row in found]


def last_meeting(session: Session, union: Union) -> Decision | None:
    """The decision that the union recorded last: who was there then is offered again."""
    newest = select(Decision).where(Decision.union_id == union.id).order_by(Decision.recorded_at.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def seated(session: Session, union: Union) -> list[str]:
    """The names of the committee by the roster (主席、副主席、委员), and of whoever was present last time."""
    holding = (
        select(Membership)
        .where(Membership.union_id == union.id, Membership.ended_on.is_(None), Membership.post.in_(SEATED))
        .options(joinedload(Membership.person))
        .order_by(Membership.created_at, Membership.id)
        .limit(MOST_SEATS)
    )
    people = [membership.person for membership in session.scalars(holding)]
    load_keys(session, [person.key_owner for person in people])
    last = last_meeting(session, union)
    before = attendees(last) if last is not None else []
    return list(dict.fromkeys([*(opened(person, "name") for person in people), *before]))


def checked_ids(session: Session, actor: Actor, union: Union, unit: str = "") -> Sequence[UUID]:
    """Everything that the committee of ``union`` can approve, narrowed to words of the unit, in a fixed order."""
    sought = ApplicationsSought((Status.CHECKED,), unit=unit, union_id=union.id)
    checked = (
        select(Application.id)
        .join(Union, Union.id == Application.union_id)
        .where(reachable(actor, Act.APPLICATION_DECIDE), *sought.conditions())
    )
    return session.scalars(checked.order_by(Application.id)).all()


def fingerprint(ids: Sequence[UUID]) -> str:
    """A short mark of a list of applications: «all of them» means those that the page showed, not those of later."""
    return hashlib.sha256(b"".join(one.bytes for one in ids)).hexdigest()[:16]
