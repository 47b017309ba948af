"""Reads about corrections: a member's own, those that the union of his membership answers, and what it left lying."""

from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import load_keys, readable
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import is_late
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union
from service.requests.cards.queries import card_held
from service.requests.corrections.models import Correction, CorrectionStatus

SHOWN = 50


def _own(session: Session, actor: Actor) -> Select[Correction]:
    """What this account asked, and what was asked before of the person whose card it holds."""
    card = card_held(session, actor.id) if actor.id else None
    asked = Correction.account_id == actor.id
    return select(Correction).where(or_(asked, Correction.person_id == card.person_id) if card else asked)


def own_corrections(session: Session, actor: Actor) -> list[Correction]:
    """The member's corrections, newest first, ready to be opened."""
    ordered = _own(session, actor).order_by(Correction.created_at.desc(), Correction.id.desc())
    found = session.scalars(ordered.limit(SHOWN)).all()
    load_keys(session, [one.key_owner for one in found])
    return list(found)


def own_correction(session: Session, actor: Actor, correction_id: UUID) -> Correction:
    """One of the member's own, locked; anyone else's reads as NOT_FOUND."""
    wanted = _own(session, actor).where(Correction.id == correction_id)
    found = session.scalars(wanted.with_for_update(of=Correction)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def _in_reach(actor: Actor, act: Act) -> Select[Correction, Membership]:
    """Corrections with the membership in force or last held, where its union is in reach.

    To who oversees, a correction exists once the union has let its last day pass, and while nobody else answered it.
    """
    later = aliased(Membership)
    last = select(func.max(later.sequence)).where(later.person_id == Correction.person_id).scalar_subquery()
    wanted = (
        select(Correction, Membership)
        .join(Membership, Membership.person_id == Correction.person_id)
        .join(Membership.union)
        .where(Membership.sequence == last, reachable(actor, act), readable(Correction.person_id))
        .options(contains_eager(Membership.union), joinedload(Correction.person))
    )
    if act is not Act.CORRECTION_OVERSEE:
        return wanted
    unanswered = Correction.status == CorrectionStatus.WAITING
    return wanted.where(is_late(Correction.due_on), or_(unanswered, Correction.answered_by == actor.id))


def correction_in_reach(
    session: Session, actor: Actor, act: Act, correction_id: UUID, *, lock: bool = False
) -> tuple[Correction, Membership]:
    """A correction in any state of a member of the actor's union, with his membership; else NOT_FOUND."""
    wanted = _in_reach(actor, act).where(Correction.id == correction_id)
    if lock:
        # The union too: a document number that is agreed to counts against its budget.
        named = Correction.id == correction_id
        here = select(Membership.union_id).join(Correction, Correction.person_id == Membership.person_id)
        here = here.where(named).order_by(Membership.sequence.desc()).limit(1)
        hold(session, {Person: select(Correction.person_id).where(named), Union: here})
        wanted = wanted.with_for_update(of=Correction).execution_options(populate_existing=True)
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found[0], found[1]
