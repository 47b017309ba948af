"""Reads about snapshots: the county's list of them, and the lines of the unions in an actor's reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.ground.errors import Refusal
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import Union
from service.rolls.snapshots.models import Snapshot, SnapshotLine


@dataclass(frozen=True)
class Sums:
    """What the lines in reach add up to."""

    unions: int
    confirmed: int
    members: int
    registered: int
    reported: int
    reporting: int  # unions that have a number of their own in annex 1
    members_reporting: int


def snapshots(session: Session) -> Sequence[Snapshot]:
    """Every snapshot, the newest first; that there is one is no secret, its lines are asked for in reach."""
    return session.scalars(select(Snapshot).order_by(Snapshot.as_of.desc(), Snapshot.kind)).all()


def snapshot_named(session: Session, snapshot_id: UUID) -> Snapshot:
    """One snapshot; NOT_FOUND when there is none."""
    found = session.get(Snapshot, snapshot_id)
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def within(actor: Actor, act: Act = Act.ROSTER_READ) -> ColumnElement[bool]:
    """The lines of the unions in reach now, as a condition on SnapshotLine; a union that moved goes with its present place."""
    return SnapshotLine.union_id.in_(select(Union.id).where(reachable(actor, act)))


def lines_in_reach(
    session: Session, actor: Actor, snapshot: Snapshot, *, start: int = 0, size: int = 50
) -> Sequence[SnapshotLine]:
    """Lines of a snapshot, the unions that never confirmed first, then in the order of the tree."""
    found = _lines(actor, snapshot).order_by(SnapshotLine.roster_id.is_not(None), SnapshotLine.position)
    return session.scalars(found.offset(start).limit(size)).all()


def line_in_reach(session: Session, actor: Actor, snapshot: Snapshot, union_id: UUID) -> SnapshotLine:
    """One union's line; out of reach reads as NOT_FOUND."""
    found = session.scalars(_lines(actor, snapshot).where(SnapshotLine.union_id == union_id)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def sums_in_reach(session: Session, actor: Actor, snapshot: Snapshot) -> Sums:
    """The sums of the lines in reach, in one statement."""
    line = SnapshotLine
    sums = select(
        func.count(),
        func.count(line.roster_id),
        func.coalesce(func.sum(line.members), 0),
        func.coalesce(func.sum(line.registered), 0),
        func.coalesce(func.sum(line.reported), 0),
        func.count(line.reported),
        func.coalesce(func.sum(case((line.reported.is_not(None), line.members), else_=0)), 0),
    ).where(line.snapshot_id == snapshot.id, within(actor))
    row = session.execute(sums).one()
    return Sums(*(number or 0 for number in row))


def names_of(session: Session, unions: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """Names of these unions as they are now, in the order of the tree; the caller found them in reach."""
    wanted = list(unions)
    found: list[tuple[str, UUID, str]] = []
    for part in in_parts(wanted):
        named = select(Union.path, Union.id, Union.name).where(Union.id.in_(part))
        found += [(row[0], row[1], row[2]) for row in session.execute(named)]
    return [(union_id, name) for _, union_id, name in sorted(found)]


def _lines(actor: Actor, snapshot: Snapshot) -> Select[SnapshotLine]:
    return select(SnapshotLine).where(SnapshotLine.snapshot_id == snapshot.id, within(actor))
