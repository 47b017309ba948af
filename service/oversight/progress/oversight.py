"""所辖工会: each union below with its members, what waits there, when it last did something, and what to ask about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.oversight.progress.activity import last_active
from service.oversight.progress.chairs import Seat, seats
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import is_late
from service.register.memberships.queries import members_counted
from service.register.unions.models import Union, UnionKind, UnionState
from service.requests.applications.models import WAITING, Application
from service.rolls.rosters.models import Roster


@dataclass(frozen=True)
class UnionQueue:
    """在办的入会申请 of one union: how many, since when the oldest, and how many are overdue (超期)."""

    count: int = 0
    oldest: datetime | None = None
    overdue: int = 0


@dataclass(frozen=True)
class Overseen:
    """One line of the page; ``seat`` is None for a union without a chair's office of its own, as a township."""

    union: Union
    members: int
    queue: UnionQueue
    confirmed_at: datetime | None
    active_at: datetime | None
    seat: Seat | None

    @property
    def marks(self) -> list[str]:
        """What stands out in this union's figures, in words."""
        marks = [f"超期 {self.queue.overdue} 件"] if self.queue.overdue else []
        if self.members and self.confirmed_at is None:
            marks.append("从未确认花名册")
        elif self.confirmed_at is not None and clock.county_day(self.confirmed_at) < clock.months_after(
            clock.today(), -6
        ):
            marks.append("半年未确认花名册")
        if self.seat in (Seat.VACANT, Seat.EXPIRED):
            marks.append(self.seat.label)
        return marks


def overseen(
    session: Session, actor: Actor, *, path: str = "", start: int = 0, size: int = 50
) -> list[Overseen]:
    """A page of the unions that the actor oversees, in the order of the tree; six queries for any number."""
    unions = _below(session, actor, path, start, size)
    ids = [union.id for union in unions]
    members, queues, confirmed = (
        members_counted(session, ids),
        _queues(session, ids),
        _confirmed(session, ids),
    )
    active, chairs = last_active(session, ids), seats(session, ids)
    return [
        Overseen(
            union,
            members.get(union.id, 0),
            queues.get(union.id, UnionQueue()),
            confirmed.get(union.id),
            active.get(union.id),
            chairs[union.id] if union.kind is UnionKind.GRASSROOTS else None,
        )
        for union in unions
    ]


def _below(session: Session, actor: Actor, path: str, start: int, size: int) -> Sequence[Union]:
    living = (Union.kind != UnionKind.COUNTY, Union.state != UnionState.CLOSED)
    tree = select(Union).where(reachable(actor, Act.PROGRESS_COMPARE), *living).order_by(Union.path)
    if path:
        tree = tree.where(Union.path.startswith(path, autoescape=True))
    return session.scalars(tree.offset(start).limit(size)).all()


def _queues(session: Session, unions: Collection[UUID]) -> dict[UUID, UnionQueue]:
    overdue = case((is_late(Application.due_on), 1), else_=0)
    waiting = (
        select(
            Application.union_id,
            func.count(),
            func.min(Application.submitted_at),
            func.coalesce(func.sum(overdue), 0),
        )
        .where(Application.union_id.in_(unions), Application.status.in_(WAITING))
        .group_by(Application.union_id)
    )
    return {row[0]: UnionQueue(row[1], row[2], int(row[3])) for row in session.execute(waiting)}


def _confirmed(session: Session, unions: Collection[UUID]) -> dict[UUID, datetime]:
    newest = select(Roster.union_id, func.max(Roster.confirmed_at)).where(Roster.union_id.in_(unions))
    return {row[0]: row[1] for row in session.execute(newest.group_by(Roster.union_id))}
