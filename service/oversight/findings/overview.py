"""疑点一览: of each kind how many, out of how many, as of when; for each union below, with the list behind every number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from service.oversight.findings.models import OF_A_PERSON, Kind
from service.oversight.findings.queries import counted_by_union, last_round
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.unions.models import Union, UnionState


@dataclass(frozen=True)
class Figure:
    """One number with what it is out of: members in force, or living unions that have members."""

    kind: Kind
    open: int
    overdue: int
    answered: int
    out_of: int

    @property
    def share(self) -> str:
        """Numerator in percent of the denominator, a hundredth at least when there is anything."""
        return f"{self.live * 100 / self.out_of:.2f}%" if self.out_of else ""

    @property
    def live(self) -> int:
        """How many questions are not closed."""
        return self.open + self.answered

    @property
    def of_people(self) -> bool:
        """Whether the figure counts people; otherwise it counts unions."""
        return self.kind in OF_A_PERSON


@dataclass(frozen=True)
class FindingsPart:
    """The questions below one union."""

    union_id: UUID
    name: str
    open: int
    overdue: int
    answered: int
    members: int


@dataclass(frozen=True)
class FindingsOverview:
    """Everything in reach, or below one union, as of the last look; some of the unions directly below."""

    as_of: datetime | None
    members: int
    unions: int
    figures: Sequence[Figure]
    parts: Sequence[FindingsPart]


Row = tuple[str, Kind, int, int, int]


Below = tuple[UUID, str, str]


def unions_below(
    session: Session, actor: Actor, under: Union | None = None, *, start: int = 0, size: int = 50
) -> Sequence[Below]:
    """The living unions directly below ``under``, or below the actor's own places: number, name and path."""
    tops = [under.id] if under else [place.union_id for place in actor.places]
    children = (
        select(Union.id, Union.name, Union.path)
        .where(_within(actor, under), Union.parent_id.in_(tops), Union.state != UnionState.CLOSED)
        .order_by(Union.path)
    )
    found = session.execute(children.offset(start).limit(size))
    return [(union_id, name, path) for union_id, name, path in found]


def _within(actor: Actor, under: Union | None) -> ColumnElement[bool]:
    within = reachable(actor, Act.FINDING_READ)
    return within & Union.path.startswith(under.path, autoescape=True) if under else within


def overview(session: Session, actor: Actor, under: Union | None, below: Sequence[Below]) -> FindingsOverview:
    """What the last look found, ``under`` a union in reach, and in each union ``below``; as many statements for three
    unions as for a county.
    """
    within = _within(actor, under)
    rows = counted_by_union(session, within)
    sizes = {row[0]: row[1] for row in session.execute(_sizes(within))}
    members, unions = sum(sizes.values()), len(sizes)
    figures = [_figure(kind, rows, members if kind in OF_A_PERSON else unions) for kind in Kind]
    parts = [_part(union_id, name, _below(rows, path), sizes, path) for union_id, name, path in below]
    one = last_round(session)
    as_of = one.begun_at if one else None
    return FindingsOverview(as_of, members, unions, figures, parts)


def _sizes(within: ColumnElement[bool]) -> Select[str, int]:
    """By path how many members in force every living union has."""
    lasting = (Membership.union_id == Union.id) & Membership.ended_on.is_(None)
    living = Union.state != UnionState.CLOSED
    return (
        select(Union.path, func.count()).join(Membership, lasting).where(within, living).group_by(Union.path)
    )


def _below(rows: Iterable[Row], path: str) -> list[Row]:
    return [row for row in rows if row[0].startswith(path)]


def _figure(kind: Kind, rows: Iterable[Row], out_of: int) -> Figure:
    return Figure(kind, *_sums([row for row in rows if row[1] is kind]), out_of)


def _sums(rows: Sequence[Row]) -> tuple[int, int, int]:
    """The columns that count open, overdue and answered questions."""
    return sum(row[2] for row in rows), sum(row[3] for row in rows), sum(row[4] for row in rows)


def _part(union_id: UUID, name: str, rows: Sequence[Row], sizes: dict[str, int], path: str) -> FindingsPart:
    members = sum(count for below, count in sizes.items() if below.startswith(path))
    return FindingsPart(union_id, name, *_sums(rows), members)
