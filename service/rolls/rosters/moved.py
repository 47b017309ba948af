"""Who joined or left a union since its last version, without opening a single name: whether anybody, and how many.

Corrections are seen on the roster's page only: to know them every line would have to be opened.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union
from service.rolls.rosters.models import Roster, RosterRow


def joined_since() -> ColumnElement[bool]:
    """A condition on unions: somebody counts as a member who is not in the last version."""
    return _joined().where(Membership.union_id == Union.id).correlate(Union).exists()


def left_since() -> ColumnElement[bool]:
    """A condition on unions: somebody stands in the last version who is no member any more, or retained."""
    return _left().where(Roster.union_id == Union.id).correlate(Union).exists()


def changes_of(session: Session, unions: Sequence[UUID]) -> dict[UUID, int]:
    """How many joined or left in each of these unions; two statements for any number."""
    found = dict.fromkeys(unions, 0)
    joined = _joined().with_only_columns(Membership.union_id, func.count())
    left = _left().with_only_columns(Roster.union_id, func.count())
    for counts in (
        joined.where(Membership.union_id.in_(unions)).group_by(Membership.union_id),
        left.where(Roster.union_id.in_(unions)).group_by(Roster.union_id),
    ):
        for union_id, count in session.execute(counts):
            found[union_id] += count
    return found


def _is_newest() -> ColumnElement[bool]:
    newer = aliased(Roster)
    newest = select(func.max(newer.number)).where(newer.union_id == Roster.union_id).correlate(Roster)
    return Roster.number == newest.scalar_subquery()


def _joined() -> Select[UUID]:
    """Found by version and person, for which the rows have an index; who left and came back has not changed."""
    frozen = (
        select(RosterRow.id)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(
            _is_newest(),
            Roster.union_id == Membership.union_id,
            RosterRow.person_id == Membership.person_id,
        )
        .correlate(Membership)
    )
    return select(Membership.id).where(Membership.ended_on.is_(None), counted(), ~frozen.exists())


def _left() -> Select[UUID]:
    """Whose membership ended or is retained, and who is not in this union's roster by another one."""
    now = aliased(Membership)
    still = (
        select(now.id)
        .where(
            now.person_id == RosterRow.person_id,
            now.union_id == Roster.union_id,
            now.ended_on.is_(None),
            now.retained_for.is_(None),
        )
        .correlate(RosterRow, Roster)
    )
    return (
        select(RosterRow.id)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .join(Membership, Membership.id == RosterRow.membership_id)
        .where(_is_newest(), Membership.ended_on.is_not(None), ~still.exists())
    )
