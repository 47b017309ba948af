"""差异: what changed between two snapshots, counted per union and in total, and the people behind every number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from service.ground.sealing import load_keys
from service.ground.words import Words
from service.rolls.rosters.lines import Line, frozen_line, masked
from service.rolls.rosters.models import Roster, RosterRow
from service.rolls.snapshots.models import Snapshot, SnapshotLine


class Difference(Words):
    """差异种类, of one union; who changes the union within the county has neither joined nor left it."""

    JOINED = "joined", "新增"
    MOVED_IN = "moved_in", "县内转入"
    LEFT = "left", "减少"
    MOVED_OUT = "moved_out", "县内转出"
    CORRECTED = "corrected", "更正"


COMING, GOING = (Difference.JOINED, Difference.MOVED_IN), (Difference.LEFT, Difference.MOVED_OUT)


@dataclass
class Counts:
    """How many of each kind."""

    joined: int = 0
    moved_in: int = 0
    left: int = 0
    moved_out: int = 0
    corrected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def counted(
    session: Session, earlier: Snapshot, later: Snapshot, within: ColumnElement[bool]
) -> dict[UUID, Counts]:
    """The differences of each union ``within`` (a condition on SnapshotLine), those without any left out; three statements.

    A union that confirmed no change in between costs nothing.
    """
    found: dict[UUID, Counts] = {}
    for query, names in (
        (_coming(earlier, later), COMING),
        (_going(earlier, later), GOING),
        (_corrected(earlier, later), (Difference.CORRECTED,) * 2),
    ):
        line, elsewhere = query.selected_columns[0], query.selected_columns[1]
        rows = query.where(within).with_only_columns(line, elsewhere, func.count()).group_by(line, elsewhere)
        for union_id, moved, count in session.execute(rows):
            setattr(found.setdefault(union_id, Counts()), names[moved].value, count)
    return found


def people(
    session: Session,
    earlier: Snapshot,
    later: Snapshot,
    kind: Difference,
    within: ColumnElement[bool],
    *,
    start: int = 0,
    size: int = 50,
) -> list[tuple[UUID, RosterRow, Line]]:
    """The people behind one number, masked, with their union; as they were frozen last in it."""
    chosen = _of(kind, earlier, later).where(within)
    union_id, _, row_id = chosen.selected_columns
    found = session.execute(chosen.order_by(union_id, row_id).offset(start).limit(size)).all()
    rows = _rows(session, [row[2] for row in found])
    load_keys(session, [row.key_owner for row in rows.values()])
    return [(union, rows[row_id], masked(frozen_line(rows[row_id]))) for union, _, row_id in found]


def number(
    session: Session, earlier: Snapshot, later: Snapshot, kind: Difference, within: ColumnElement[bool]
) -> int:
    """How many people one kind of difference has, in one statement."""
    chosen = _of(kind, earlier, later).where(within).subquery()
    return session.scalar(select(func.count()).select_from(chosen)) or 0


def _of(kind: Difference, earlier: Snapshot, later: Snapshot) -> Select[UUID, int, UUID]:
    """Everybody of one kind of difference: his union, whether he moved, his row."""
    if kind is Difference.CORRECTED:
        return _corrected(earlier, later)
    query = _coming(earlier, later) if kind in COMING else _going(earlier, later)
    moved = kind in (Difference.MOVED_IN, Difference.MOVED_OUT)
    return query.where(query.selected_columns[1] == int(moved))


def _rows(session: Session, ids: Sequence[UUID]) -> dict[UUID, RosterRow]:
    return {row.id: row for row in session.scalars(select(RosterRow).where(RosterRow.id.in_(ids)))}


def _coming(earlier: Snapshot, later: Snapshot) -> Select[UUID, int, UUID]:
    """Who stands in a union's later version and not in its earlier one, and whether he stood in another's then."""
    return _one_sided(later, earlier)


def _going(earlier: Snapshot, later: Snapshot) -> Select[UUID, int, UUID]:
    """Who stands in a union's earlier version and not in its later one, and whether he stands in another's now."""
    return _one_sided(earlier, later)


def _one_sided(here: Snapshot, there: Snapshot) -> Select[UUID, int, UUID]:
    other = aliased(SnapshotLine)
    older, newer = (SnapshotLine, other) if here.as_of < there.as_of else (other, SnapshotLine)
    row, same, elsewhere = aliased(RosterRow), aliased(RosterRow), aliased(RosterRow)
    moved = _stands(there, elsewhere, row)
    return (
        select(SnapshotLine.union_id, case((moved, 1), else_=0).label("moved"), row.id)
        .join(row, row.roster_id == SnapshotLine.roster_id)
        .outerjoin(other, (other.snapshot_id == there.id) & (other.union_id == SnapshotLine.union_id))
        .where(
            SnapshotLine.snapshot_id == here.id,
            other.roster_id.is_(None) | _edited(older, newer),
            ~exists().where(same.roster_id == other.roster_id, same.person_id == row.person_id),
        )
    )


def _edited(older: type[SnapshotLine], newer: type[SnapshotLine]) -> ColumnElement[bool]:
    """Whether any version between these two changed anything: the rows of a union that confirmed «no change» are not read.

    Each version says what changed since the one before it, the returned ones too (``rosters.actions.confirm``).
    """
    changes = Roster.joined + Roster.left + Roster.corrected
    return exists().where(
        Roster.union_id == newer.union_id,
        Roster.number > older.number,
        Roster.number <= newer.number,
        changes > 0,
    )


def _stands(snapshot: Snapshot, elsewhere: type[RosterRow], row: type[RosterRow]) -> ColumnElement[bool]:
    line = aliased(SnapshotLine)
    return exists().where(
        elsewhere.person_id == row.person_id,
        line.roster_id == elsewhere.roster_id,
        line.snapshot_id == snapshot.id,
    )


def _corrected(earlier: Snapshot, later: Snapshot) -> Select[UUID, int, UUID]:
    """Who stands in both versions of a union with something printed changed."""
    other = aliased(SnapshotLine)
    row, before = aliased(RosterRow), aliased(RosterRow)
    return (
        select(SnapshotLine.union_id, literal(0).label("moved"), row.id)
        .join(other, (other.snapshot_id == earlier.id) & (other.union_id == SnapshotLine.union_id))
        .join(row, row.roster_id == SnapshotLine.roster_id)
        .join(before, (before.roster_id == other.roster_id) & (before.person_id == row.person_id))
        .where(
            SnapshotLine.snapshot_id == later.id,
            _edited(other, SnapshotLine),
            before.digest != row.digest,
        )
    )


def total(counts: Iterable[Counts]) -> Counts:
    """How many differences there are of all kinds."""
    return sum(counts, Counts())
