"""Mark what stood in the county before its ring had a key of authority; and go through all marks, as every night does."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, inspect, select, update

from service.ground.db import Database
from service.ground.marks import RowMark, content, covered, mark_again, marked_classes, marks
from service.ground.sealing import IndexEntry, pointing

PART = 1000
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Altered:
    """A row that does not fit its mark: whoever wrote it was not the service."""

    table: str
    row_id: UUID


@dataclass
class MarksSeen:
    """What a walk through all marks saw: how many rows, and which of them do not fit."""

    rows: int = 0
    altered: list[Altered] = field(default_factory=list)


def mark_existing(database: Database) -> int:
    """Mark every row as it stands; how many. Refused (0) once there is a mark: later it would hide a forgery."""
    with database.reading() as session:
        if session.scalar(select(RowMark.row_id).limit(1)) is not None:
            return 0
    rows = sum(_mark_rows(database, kind) for kind in marked_classes())
    return rows + _mark_entries(database)


def _mark_rows(database: Database, kind: Any) -> int:
    count, last = 0, FIRST
    while True:
        with database.writing() as session:
            ids = session.scalars(_after(select(kind.id), kind.id, last)).all()
            mark_again(session, kind, ids)
        if not ids:
            return count
        count, last = count + len(ids), ids[-1]


def _mark_entries(database: Database) -> int:
    count, last = 0, FIRST
    while True:
        with database.writing() as session:
            part = session.scalars(_after(select(IndexEntry), IndexEntry.id, last)).all()
            rows = [{"id": one.id, "mark": marks(session).make(pointing(one))} for one in part]
            if not rows:
                return count
            session.execute(update(IndexEntry), rows)
        count, last = count + len(rows), part[-1].id


def look_through(database: Database) -> MarksSeen:
    """Hold every row against its mark, a thousand at a time with a session for each; nothing is opened."""
    look = MarksSeen()
    for kind in marked_classes():
        columns = [getattr(kind, name) for name in dict.fromkeys(("id", *covered(kind)))]
        rows = select(*columns, RowMark.mark.label("row_mark"))
        _look_at(database, look, kind, rows.outerjoin(RowMark, RowMark.row_id == kind.id))
    entries = inspect(IndexEntry).columns
    _look_at(database, look, IndexEntry, select(*entries))
    return look


def _look_at(database: Database, look: MarksSeen, kind: Any, rows: Select[Any]) -> None:
    """Hold the rows of one table against their marks."""
    last = FIRST
    while True:
        with database.reading() as session:
            part = session.execute(_after(rows, kind.id, last)).mappings().all()
            fits = marks(session).fits
            wrong = [row["id"] for row in part if not fits(*_both(kind, row))]
        look.rows += len(part)
        look.altered += [Altered(kind.__tablename__, row_id) for row_id in wrong]
        if len(part) < PART:
            return
        last = part[-1]["id"]


def _both(kind: Any, row: RowMapping) -> tuple[bytes, bytes | None]:
    """What the mark of a row covers, and the mark that is there."""
    if kind is IndexEntry:
        return pointing(row), row["mark"]
    return content(kind, row["id"], row), row["row_mark"]


def _after(rows: Select[Any], by: Any, last: UUID) -> Select[Any]:
    return rows.where(by > last).order_by(by).limit(PART)
