"""What waits for a chair in his own rosters, counted without opening a single name."""

from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from service.access.models import Act, Actor
from service.access.reach import reachable
from service.memberships.models import Membership
from service.rosters.models import Roster, RosterRow
from service.unions.models import Union


def unconfirmed(session: Session, actor: Actor) -> list[tuple[Union, int]]:
    """The unions whose roster the actor confirms, with how many joined or left since the last version.

    Corrections are seen on the roster's page only: to know them every line would have to be opened. Three queries.
    """
    mine = session.scalars(
        select(Union).where(reachable(actor, Act.ROSTER_CONFIRM)).order_by(Union.path)
    ).all()
    ids = [union.id for union in mine]
    joined, left = _counted(session, _joined(ids)), _counted(session, _left(ids))
    return [(union, joined.get(union.id, 0) + left.get(union.id, 0)) for union in mine]


def _counted(session: Session, counts: Select[UUID, int]) -> dict[UUID, int]:
    return dict(session.execute(counts).all())


def _joined(unions: list[UUID]) -> Select[UUID, int]:
    frozen = (
        select(RosterRow.id)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(RosterRow.membership_id == Membership.id, Roster.number == _last(Membership.union_id))
    )
    return (
        select(Membership.union_id, func.count())
        .where(Membership.union_id.in_(unions), Membership.ended_on.is_(None), ~frozen.exists())
        .group_by(Membership.union_id)
    )


def _left(unions: list[UUID]) -> Select[UUID, int]:
    return (
        select(Roster.union_id, func.count())
        .join(RosterRow, RosterRow.roster_id == Roster.id)
        .join(Membership, Membership.id == RosterRow.membership_id)
        .where(
            Roster.union_id.in_(unions),
            Roster.number == _last(Roster.union_id),
            Membership.ended_on.is_not(None),
        )
        .group_by(Roster.union_id)
    )


def _last(union_id: InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    """The number of the newest version of the union that ``union_id`` names in the query around it."""
    newest = aliased(Roster)
    return select(func.max(newest.number)).where(newest.union_id == union_id).scalar_subquery()
