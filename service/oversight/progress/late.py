"""谁慢了: what should have been done by now below the actor, the latest first; four queries for any number of unions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from service.ground import clock
from service.ground.words import Words
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union, UnionState
from service.requests.applications.actions import DECISION_WORKING_DAYS
from service.requests.applications.models import WAITING, Application
from service.rolls.rosters.models import Roster, RosterStatus


class LateKind(Words):
    """慢在哪里."""

    APPLICATIONS = "applications", "入会申请超期未办结"
    RETURNED = "returned", "花名册被退回，没有重新确认"
    UNACCEPTED = "unaccepted", "花名册已上报，上级没有接收"
    UNCONFIRMED = "unconfirmed", "已有会员，从未确认花名册"

    @property
    def unit(self) -> str:
        """What is counted: applications, else members."""
        return "件" if self is LateKind.APPLICATIONS else "人"


@dataclass(frozen=True)
class Late:
    """One line: where, what, how many, until when it should have been done, and the page where it stands."""

    kind: LateKind
    union_id: UUID
    union_name: str
    count: int
    due_on: date
    link: str

    @property
    def days(self) -> int:
        """逾期天数: calendar days since the last day in time."""
        return (clock.today() - self.due_on).days


def late(session: Session, actor: Actor) -> list[Late]:
    """Everything late in the unions that the actor oversees, the longest overdue first."""
    found = [
        *_applications(session, actor),
        *_returned(session, actor),
        *_unaccepted(session, actor),
        *_unconfirmed(session, actor),
    ]
    return sorted(found, key=lambda one: (one.due_on, one.union_name, one.kind.value))


def _overseen(actor: Actor) -> ColumnElement[bool]:
    return reachable(actor, Act.PROGRESS_COMPARE) & (Union.state != UnionState.CLOSED)


def _applications(session: Session, actor: Actor) -> Iterator[Late]:
    oldest: ColumnElement[Any] = func.min(Application.due_on)
    overdue = (
        select(Union.id, Union.name, func.count(), oldest)
        .join(Application, Application.union_id == Union.id)
        .where(_overseen(actor), Application.status.in_(WAITING), Application.due_on < clock.today())
        .group_by(Union.id, Union.name)
    )
    for union_id, name, count, due_on in session.execute(overdue):
        link = f"/console/applications?late=1&union_id={union_id}"
        yield Late(LateKind.APPLICATIONS, union_id, name, count, due_on, link)


def _returned(session: Session, actor: Actor) -> Iterator[Late]:
    """The newest version was returned, and five working days later no other has been confirmed."""
    newer = aliased(Roster)
    newest = select(func.max(newer.number)).where(newer.union_id == Roster.union_id).scalar_subquery()
    returned = _rosters(actor, Roster.returned_at).where(
        Roster.status == RosterStatus.RETURNED,
        Roster.number == newest,
        Roster.returned_at < clock.overdue_before(DECISION_WORKING_DAYS),
    )
    return _of_rosters(LateKind.RETURNED, session.execute(returned))


def _unaccepted(session: Session, actor: Actor) -> Iterator[Late]:
    submitted = _rosters(actor, Roster.submitted_at).where(
        Roster.status == RosterStatus.SUBMITTED,
        Roster.submitted_at < clock.overdue_before(DECISION_WORKING_DAYS),
    )
    return _of_rosters(LateKind.UNACCEPTED, session.execute(submitted))


def _rosters(actor: Actor, since: Any) -> Select[Any]:
    facts = select(Union.id, Union.name, Roster.id, Roster.members, since)
    return facts.join(Roster, Roster.union_id == Union.id).where(_overseen(actor))


def _of_rosters(kind: LateKind, rows: Iterable[Any]) -> Iterator[Late]:
    for union_id, name, roster_id, members, since in rows:
        yield Late(
            kind,
            union_id,
            name,
            members,
            clock.due(since, DECISION_WORKING_DAYS),
            f"/console/roster-versions/{roster_id}",
        )


def _unconfirmed(session: Session, actor: Actor) -> Iterator[Late]:
    """Members, the first of them entered more than five working days ago, and no version at all."""
    confirmed = select(Roster.id).where(Roster.union_id == Union.id).exists()
    # Union by union, and only for those without a version: grouping would go through every member of the county.
    open_ones = (Membership.union_id == Union.id, Membership.ended_on.is_(None), counted())
    members = select(func.count()).where(*open_ones).scalar_subquery()
    first = select(func.min(Membership.created_at)).where(*open_ones).scalar_subquery()
    without = select(Union.id, Union.name, members, first).where(
        _overseen(actor), ~confirmed, first < clock.overdue_before(DECISION_WORKING_DAYS)
    )
    for union_id, name, count, since in session.execute(without):
        link = f"/console/rosters/{union_id}"
        yield Late(LateKind.UNCONFIRMED, union_id, name, count, clock.due(since, DECISION_WORKING_DAYS), link)
