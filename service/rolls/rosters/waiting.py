"""What waits for a chair in his own rosters, counted without opening a single name."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union
from service.rolls.rosters.models import Roster, RosterRow


def unconfirmed(session: Session, actor: Actor) -> list[tuple[Union, int]]:
    """The unions whose roster the actor confirms, with how many joined or left since the last version.

    Corrections are seen on the roster's page only: to know them every line would have to be opened. Four queries.
    """
    mine = session.scalars(
        select(Union).where(reachable(actor, Act.ROSTER_CONFIRM)).order_by(Union.path)
    ).all()
    last = _last_versions(session, [union.id for union in mine])
    joined, left = _counted(session, _joined(mine, last)), _counted(session, _left(last))
    return [(union, joined.get(union.id, 0) + left.get(union.id, 0)) for union in mine]


def _counted(session: Session, counts: Select[UUID, int]) -> dict[UUID, int]:
    return dict(session.execute(counts).all())


def _last_versions(session: Session, unions: Sequence[UUID]) -> list[UUID]:
    """The newest version of each union that has one."""
    newer = aliased(Roster)
    newest = select(func.max(newer.number)).where(newer.union_id == Roster.union_id).scalar_subquery()
    versions = select(Roster.id).where(Roster.union_id.in_(unions), Roster.number == newest)
    return list(session.scalars(versions))


def _joined(unions: Sequence[Union], last: Sequence[UUID]) -> Select[UUID, int]:
    """Found by version and person, for which the rows have an index; who left and came back has not changed."""
    frozen = (
        select(RosterRow.id)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(
            RosterRow.roster_id.in_(last),
            RosterRow.person_id == Membership.person_id,
            Roster.union_id == Membership.union_id,
        )
    )
    return (
        select(Membership.union_id, func.count())
        .where(
            Membership.union_id.in_([union.id for union in unions]),
            Membership.ended_on.is_(None),
            counted(),
            ~frozen.exists(),
        )
        .group_by(Membership.union_id)
    )


def _left(last: Sequence[UUID]) -> Select[UUID, int]:
    """Whose membership ended or is retained, and who is not in this union's roster by another one."""
    now = aliased(Membership)
    still = select(now.id).where(
        now.person_id == RosterRow.person_id,
        now.union_id == Roster.union_id,
        now.ended_on.is_(None),
        now.retained_for.is_(None),
    )
    return (
        select(Roster.union_id, func.count())
        .join(RosterRow, RosterRow.roster_id == Roster.id)
        .join(Membership, Membership.id == RosterRow.membership_id)
        .where(Roster.id.in_(last), Membership.ended_on.is_not(None), ~still.exists())
        .group_by(Roster.union_id)
    )
