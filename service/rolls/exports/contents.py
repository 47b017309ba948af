"""What goes into a file: the annex rows of a union and of all below it, read in short transactions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.sealing import load_keys, opened
from service.register.memberships.queries import members_counted
from service.register.unions.models import Union, UnionKind, UnionState
from service.register.units.models import Unit
from service.rolls.exports.models import LEAVES, Export
from service.rolls.rosters.lines import Line, frozen_line, line_of
from service.rolls.rosters.models import Roster
from service.rolls.rosters.queries import members_of, rows_of
from service.rolls.rosters.sheets import Heading
from service.rolls.rosters.verify import verify
from service.rolls.snapshots.models import SnapshotLine


@dataclass(frozen=True)
class Source:
    """One union's roster to draw: its last confirmed version, or its members of this moment when there is none."""

    union_id: UUID
    name: str
    roster_id: UUID | None
    as_of: date | None
    number: int | None
    members: int
    frozen: bool = False

    def index_row(self, planted: int = 0) -> list[str]:
        """The union in the table of contents (目录), with as many lines more as are planted in its sheet."""
        version = f"第 {self.number} 版" if self.number else "现有会员，未经确认"
        lines = str(self.members + planted)
        return [self.name, version, self.as_of.isoformat() if self.as_of else "", lines]


def sources_of(session: Session, export: Export) -> list[Source]:
    """The rosters that go into a file: as they are now, or as a snapshot names them."""
    return _frozen(session, export) if export.snapshot_id else sources(session, export.union)


def _frozen(session: Session, export: Export) -> list[Source]:
    """What a snapshot has of a union and all below it, by the tree as it is now; who never confirmed is not in it."""
    return [
        Source(
            line.union_id,
            line.name,
            line.roster_id,
            line.confirmed_on,
            line.number,
            line.members,
            frozen=True,
        )
        for line in _lines(session, export)
        if line.roster_id is not None
    ]


def frozen_rows(session: Session, export: Export) -> list[list[str]]:
    """The lines of a snapshot as a table, every union with its three numbers."""
    return [
        [
            line.name,
            line.kind.label,
            f"第 {line.number} 版" if line.number else "没有确认过",
            line.confirmed_on.isoformat() if line.confirmed_on else "",
            line.status.label if line.status else "",
            *(_number(count) for count in (line.members, line.registered, line.reported)),
        ]
        for line in _lines(session, export)
    ]


def _lines(session: Session, export: Export) -> Sequence[SnapshotLine]:
    """The frozen lines below the union of the export, as the tree stands now: reach was asked of it."""
    tree = select(Union.id).where(Union.path.startswith(export.union.path, autoescape=True))
    if export.union.kind in LEAVES:
        tree = select(Union.id).where(Union.id == export.union_id)
    own = (SnapshotLine.snapshot_id == export.snapshot_id) & SnapshotLine.union_id.in_(tree)
    return session.scalars(select(SnapshotLine).where(own).order_by(SnapshotLine.position)).all()


def sources(session: Session, union: Union) -> list[Source]:
    """The rosters of a union: its own when it is a basic one, else those of all unions below that have members."""
    within = [union] if union.kind in LEAVES else _below(session, union)
    ids = [one.id for one in within]
    versions = _newest(session, ids)
    counts = members_counted(session, ids)
    found = [_source(one, versions.get(one.id), counts.get(one.id, 0)) for one in within]
    return [one for one in found if one.members or union.kind in LEAVES]


def _newest(session: Session, unions: Sequence[UUID]) -> dict[UUID, Roster]:
    """The last version of each union that has one."""
    numbered = select(Roster).where(Roster.union_id.in_(unions)).order_by(Roster.number)
    return {roster.union_id: roster for roster in session.scalars(numbered)}  # the later number stays


def _source(union: Union, last: Roster | None, members: int) -> Source:
    if last is None:
        return Source(union.id, union.name, None, None, None, members)
    return Source(union.id, union.name, last.id, last.as_of, last.number, last.members)


def _below(session: Session, union: Union) -> list[Union]:
    tree = select(Union).where(Union.path.startswith(union.path, autoescape=True)).order_by(Union.path)
    return list(session.scalars(tree))


def heading_and_lines(session: Session, source: Source) -> tuple[Heading, list[Line]]:
    """Heading and lines of one union; raises ROSTER_TAMPERED when the version is not what was confirmed."""
    union = session.get_one(Union, source.union_id)
    contact = ("", "") if source.frozen else (opened(union, "leader"), opened(union, "phone"))
    heading = Heading(source.name, *contact)  # who led the union then was not frozen
    if source.roster_id is None:
        return heading, [line_of(member) for member in members_of(session, union.id)]
    roster = session.get_one(Roster, source.roster_id)
    if not verify(session, roster):
        raise Refusal("ROSTER_TAMPERED")
    return heading, [frozen_line(row) for row in rows_of(session, roster)]


def union_rows(session: Session, union: Union) -> Iterator[list[str]]:
    """The lines of annex 1: every basic union within reach of ``union``, with each unit that it covers."""
    query = (
        select(Union, Unit)
        .outerjoin(Unit, Unit.union_id == Union.id)
        .where(
            Union.path.startswith(union.path, autoescape=True),
            Union.kind == UnionKind.GRASSROOTS,
            Union.state != UnionState.CLOSED,
        )
        .order_by(Union.path, Unit.created_at, Unit.id)
    )
    found = session.execute(query).all()
    load_keys(session, [one.id for one, _ in found])
    for one, unit in found:
        yield _union_row(one, unit)


def _union_row(union: Union, unit: Unit | None) -> list[str]:
    of_unit = [""] * 5
    if unit is not None:
        nature = unit.nature.label if unit.nature else ""
        of_unit = [unit.name, unit.uscc or "", nature, unit.place, _number(unit.headcount)]
    return [
        *of_unit,
        union.name,
        union.founded_on.isoformat() if union.founded_on else "",
        union.form.label if union.form else "",
        _number(union.reported_members),
        opened(union, "leader"),
        opened(union, "phone"),
        union.remark,
    ]


def _number(count: int | None) -> str:
    return "" if count is None else str(count)
