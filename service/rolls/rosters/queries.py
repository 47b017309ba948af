"""Reads about rosters: the versions in an actor's reach, and what waits to be confirmed.

What waits is derived, never stored: the open memberships of the union against the rows of its last version.
So an approved application stands in the union's open roster at once, waiting to be confirmed, and no queue
has to be kept in step with the register.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal
from service.ground.sealing import load_keys
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union
from service.rolls.rosters.lines import Line, frozen_line, masked
from service.rolls.rosters.models import Roster, RosterRow


def _rosters(where: ColumnElement[bool]) -> Select[Roster]:
    return (
        select(Roster).join(Union, Union.id == Roster.union_id).where(where).options(joinedload(Roster.union))
    )


def roster_in_reach(session: Session, actor: Actor, act: Act, roster_id: UUID) -> Roster:
    """A version of a roster, if the actor may do ``act`` to it; out of reach reads as NOT_FOUND."""
    found = session.scalars(_rosters(reachable(actor, act)).where(Roster.id == roster_id)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def history(session: Session, actor: Actor, union_id: UUID) -> list[Roster]:
    """All versions of a union's roster, newest first, if the actor reads that union."""
    versions = _rosters(reachable(actor, Act.ROSTER_READ)).where(Roster.union_id == union_id)
    return list(session.scalars(versions.order_by(Roster.number.desc())))


def last_confirmed(session: Session, union_id: UUID) -> Roster | None:
    """The union's newest version; for rules of the service, which have asked for reach already."""
    newest = select(Roster).where(Roster.union_id == union_id).order_by(Roster.number.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def members_of(session: Session, union_id: UUID) -> list[Membership]:
    """The union's open memberships with their persons, in the order of joining, ready to be opened.

    保留会籍 stand in no roster (《会籍管理办法》第十六条: 不计入会员人数).
    """
    members = session.scalars(
        select(Membership)
        .where(Membership.union_id == union_id, Membership.ended_on.is_(None), counted())
        .options(joinedload(Membership.person))
        .order_by(Membership.started_on, Membership.created_at, Membership.id)
    ).all()
    load_keys(session, [member.person_id for member in members])
    return list(members)


def rows_of(
    session: Session, roster: Roster, *, start: int = 0, size: int | None = None
) -> Sequence[RosterRow]:
    """The frozen rows of a version in their order, ready to be opened."""
    rows = session.scalars(
        select(RosterRow)
        .where(RosterRow.roster_id == roster.id)
        .order_by(RosterRow.position)
        .offset(start)
        .limit(size)
    ).all()
    load_keys(session, [row.key_owner for row in rows])
    return rows


def shown_rows(
    session: Session, roster: Roster, *, start: int = 0, size: int = 50
) -> list[tuple[RosterRow, Line]]:
    """A page of a version as lists show it: names and numbers masked."""
    return [(row, masked(frozen_line(row))) for row in rows_of(session, roster, start=start, size=size)]
