"""Reads about memberships that deserve a name."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from service.ground.db import in_parts
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import load_keys, readable
from service.ground.words import Words
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.cases import Expulsion
from service.register.memberships.models import GOES_ON, Membership
from service.register.people.models import Person
from service.register.unions.models import Union


def counted() -> ColumnElement[bool]:
    """Which stretches count as 会员人数: 保留会籍 are members and are not counted (《会籍管理办法》第十六条).

    Beside it stands which day is meant: ``ended_on IS NULL`` for now.
    """
    return Membership.retained_for.is_(None)


def open_membership(session: Session, person_id: UUID) -> Membership | None:
    """The person's membership in force, if any; for rules of the service, not an answer to anyone by itself."""
    return session.scalars(
        select(Membership).where(Membership.person_id == person_id, Membership.ended_on.is_(None))
    ).one_or_none()


def last_membership(session: Session, person_id: UUID) -> Membership | None:
    """The person's membership in force, or the last one, with its union; the caller has asked for reach already."""
    chain = select(Membership).where(Membership.person_id == person_id).options(joinedload(Membership.union))
    return session.scalars(chain.order_by(Membership.sequence.desc()).limit(1)).one_or_none()


def begun_by_decision(session: Session, person_id: UUID, decision_id: UUID) -> Membership | None:
    """The person's membership in force, if this decision began it; the caller knows whose decision it is."""
    begun = (Membership.person_id == person_id) & (Membership.decision_id == decision_id)
    lasting = select(Membership).where(begun, Membership.ended_on.is_(None))
    return session.scalars(lasting.options(joinedload(Membership.union))).one_or_none()


def members_counted(session: Session, unions: Iterable[UUID]) -> dict[UUID, int]:
    """会员人数 of each of these unions that has members, in one query; the caller's list is in reach already."""
    numbers = (
        select(Membership.union_id, func.count())
        .where(Membership.union_id.in_(list(unions)), Membership.ended_on.is_(None), counted())
        .group_by(Membership.union_id)
    )
    return {row[0]: row[1] for row in session.execute(numbers)}


def chains(session: Session, people: Iterable[UUID]) -> dict[UUID, list[Membership]]:
    """Every stretch of each of these people, the earliest first; a query per 500 people, all asked for in reach."""
    found: dict[UUID, list[Membership]] = {}
    for part in in_parts(list(people)):
        rows = select(Membership).where(Membership.person_id.in_(part)).order_by(Membership.sequence)
        for row in session.scalars(rows):
            found.setdefault(row.person_id, []).append(row)
    return found


def membership_in_reach(session: Session, actor: Actor, act: Act, membership_id: UUID) -> Membership:
    """A stretch in a union where the actor may do ``act``; out of reach reads as NOT_FOUND."""
    found = session.scalars(
        select(Membership)
        .join(Union, Union.id == Membership.union_id)
        .where(Membership.id == membership_id, reachable(actor, act), readable(Membership.person_id))
        .options(joinedload(Membership.person), joinedload(Membership.union))
    ).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


class WhichMembers(Words):
    """哪些会员: what a list of members shows."""

    LASTING = "lasting", "全部会员"
    RETAINED = "retained", "保留会籍的"
    ENDED = "ended", "会籍已经结束的"


def members_listed(
    session: Session,
    actor: Actor,
    act: Act,
    which: WhichMembers = WhichMembers.LASTING,
    *,
    start: int = 0,
    size: int = 50,
) -> Sequence[Membership]:
    """The memberships in the unions where the actor may do ``act``, of those who can still be read, ready to be opened.

    Whoever went on elsewhere is there and not among those whose membership ended.
    """
    shown = {
        WhichMembers.LASTING: Membership.ended_on.is_(None),
        WhichMembers.RETAINED: Membership.ended_on.is_(None) & Membership.retained_for.is_not(None),
        WhichMembers.ENDED: Membership.end_reason.is_not(None) & Membership.end_reason.not_in(GOES_ON),
    }
    listed = (
        select(Membership)
        .join(Union, Union.id == Membership.union_id)
        .where(reachable(actor, act), shown[which])
        .options(joinedload(Membership.person), joinedload(Membership.union))
        .order_by(Union.path, Membership.started_on, Membership.id)
    )
    if which is WhichMembers.ENDED:
        listed = listed.where(readable(Membership.person_id))
    found = session.scalars(listed.offset(start).limit(size)).all()
    load_keys(session, [one.person_id for one in found])
    return found


def expulsion_in_reach(
    session: Session, actor: Actor, act: Act, case_id: UUID, *, lock: bool = False
) -> Expulsion:
    """An expulsion in a union where the actor may do ``act``; out of reach reads as NOT_FOUND. Locked with its person."""
    if lock:
        hold(session, {Person: select(Expulsion.person_id).where(Expulsion.id == case_id)})
    wanted = (
        select(Expulsion)
        .join(Union, Union.id == Expulsion.union_id)
        .where(Expulsion.id == case_id, reachable(actor, act), readable(Expulsion.person_id))
    )
    if lock:
        wanted = wanted.with_for_update(of=Expulsion).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found
