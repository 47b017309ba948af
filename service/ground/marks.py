"""校验值: a keyed mark of every row that gives power, so that whoever can only write the database gives himself none.

The mark stands in a table of its own. A row that was written, altered or put back without the service, one row alone,
does not fit its mark any more: it is not believed where it is used (``genuine``), and the nightly check names it.
Whoever puts back a row and its mark together is found by nobody here: docs/security.md says what then remains.

Writes through the ORM are marked when they are flushed. A statement that writes such a table by itself must say
``execution_options=FOLLOWED`` and call ``mark_again``; any other is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy import LargeBinary, RowMapping, Select, Table, delete, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import NO_VALUE, InstanceState, Mapped, ORMExecuteState, Session, aliased, mapped_column

from crypto.derivation import frame
from crypto.marks import MARK_BYTES, Marks
from service.ground.db import Base, in_parts, insert_many
from service.ground.logs import log

Values = Mapping[str, Any] | RowMapping
FOLLOWED = {"marks": "followed"}
ALTERED = Counter("huigongka_altered_rows_total", "Rows that did not fit their mark when used", ["table"])


class RowMark(Base):
    """校验值: the keyed mark of one row of another table, written whenever that row is."""

    __tablename__ = "row_marks"

    row_id: Mapped[UUID] = mapped_column(primary_key=True, comment="所校验的记录")
    mark: Mapped[bytes] = mapped_column(LargeBinary(MARK_BYTES), comment="校验值（密钥版本与 HMAC）")


class Marked:
    """A mixin: the rows of this class carry a mark over the columns ``MARKED`` and over all sealed columns."""

    MARKED: ClassVar[tuple[str, ...]] = ()


def marked_classes() -> list[Any]:
    """Every class whose rows carry marks, by table."""
    found: list[Any] = [
        mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Marked)
    ]
    return sorted(found, key=lambda one: one.__tablename__)


@cache
def covered(kind: Any) -> tuple[str, ...]:
    """The columns that a mark of this class covers, in the order in which it does."""
    sealed = sorted(column.key for column in inspect(kind).columns if column.key.endswith("_sealed"))
    return (*kind.MARKED, *sealed)


def marks(session: Session) -> Marks:
    """The marks of rows under the ring that this session carries."""
    return session.info["vault"].marks  # type: ignore[no-any-return]


def content(kind: Any, row_id: UUID, values: Values) -> bytes:
    """What is marked: the table, the row, each covered column with its value."""
    pieces = [kind.__tablename__.encode(), row_id.bytes]
    for name in covered(kind):
        pieces += (name.encode(), *_plain(values[name]))
    return frame(*pieces)


def _plain(value: Any) -> tuple[bytes, ...]:
    """A value as bytes, with its kind: nothing, and an empty text, are two different things."""
    if isinstance(value, Enum):
        value = value.value
    match value:
        case None:
            return (b"-",)
        case bytes():
            return b"b", value
        case UUID():
            return b"u", value.bytes
        case datetime():
            return b"t", value.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case date() | int() | str():
            return b"s", str(value).encode()
    raise TypeError(f"a mark does not cover a {type(value).__name__}")


def _class(row: Any) -> Any:
    return type(row)


# writing


def prepare_marks(session: Session, kind: Any, rows: Sequence[Values]) -> list[dict[str, Any]]:
    """The marks of many new rows as rows that are still to be written, with ``insert_marked``."""
    make = marks(session).make
    blank = dict.fromkeys(covered(kind))
    return [{"row_id": row["id"], "mark": make(content(kind, row["id"], blank | dict(row)))} for row in rows]


def insert_marked(
    session: Session,
    kind: Any,
    rows: Sequence[Mapping[str, Any]],
    prepared: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Write many new rows and their marks, ``prepared`` or made of what has been written."""
    session.info["marking"] = True
    try:
        insert_many(session, kind, rows)
        insert_many(session, RowMark, prepared or [])
    finally:
        del session.info["marking"]
    if prepared is None:
        mark_again(session, kind, [row["id"] for row in rows])


def mark_again(session: Session, kind: Any, ids: Iterable[UUID]) -> None:
    """Mark rows as they stand now in this transaction, which has written and so locked them."""
    columns = [getattr(kind, name) for name in ("id", *covered(kind))]
    for part in in_parts(list(ids)):
        rows = session.execute(select(*columns).where(kind.id.in_(part))).mappings().all()
        _write(session, [(row["id"], marks(session).make(content(kind, row["id"], row))) for row in rows])


def forget_marks(session: Session, ids: Sequence[UUID]) -> None:
    """Delete the marks of rows that are deleted."""
    for part in in_parts(ids):
        session.execute(delete(RowMark).where(RowMark.row_id.in_(part)))


def _write(session: Session, made: Sequence[tuple[UUID, bytes]]) -> None:
    """Keep marks, in place of older ones."""
    if not made:
        return
    table = RowMark.__table__
    postgres = session.get_bind().dialect.name == "postgresql"
    known = postgresql.insert(table) if postgres else sqlite.insert(table)  # type: ignore[arg-type]
    statement = known.on_conflict_do_update(index_elements=["row_id"], set_={"mark": known.excluded.mark})
    session.connection().execute(statement, [{"row_id": id_, "mark": mark} for id_, mark in made])
    _known(session).update(made)


@event.listens_for(Session, "before_flush")
def _collect(session: Session, *_: Any) -> None:
    """Note which rows are about to be written in what their mark covers."""
    changed = [
        row
        for row in (*session.new, *session.dirty)
        if isinstance(row, Marked) and (row in session.new or _changed(row))
    ]
    session.info["to_mark"] = changed


def _changed(row: Any) -> bool:
    return not inspect(row).committed_state.keys().isdisjoint(covered(_class(row)))


@event.listens_for(Session, "after_flush")
def _mark_flushed(session: Session, *_: Any) -> None:
    """Mark what was written."""
    rows = session.info.pop("to_mark", [])
    if rows:
        made = [(row.id, marks(session).make(content(_class(row), row.id, _now(row)))) for row in rows]
        _write(session, made)


def _now(row: Any) -> Values:
    """The covered columns of a row in memory; what is not there yet is read."""
    return {name: getattr(row, name) for name in covered(_class(row))}


@event.listens_for(Session, "do_orm_execute")
def _must_be_followed(state: ORMExecuteState) -> None:
    """Refuse a statement that writes marked rows behind their marks: a mistake of ours, found by the first test."""
    if state.is_select or state.execution_options.get("marks") or state.session.info.get("marking"):
        return
    written = getattr(state.statement, "table", None)
    kind = _kind_of(written.name) if isinstance(written, Table) and not state.is_delete else None
    if kind is None:
        return
    named = {column if isinstance(column, str) else column.key for column in _values_of(state.statement)}
    if not named or named & {"id", *covered(kind)}:
        raise RuntimeError(f"{kind.__tablename__} is written behind its marks")


def _values_of(statement: Any) -> Iterable[Any]:
    return getattr(statement, "_values", None) or ()


@cache
def _kind_of(table: str) -> Any:
    return next((one for one in marked_classes() if one.__tablename__ == table), None)


# reading


def load_marks(session: Session, ids: Iterable[UUID]) -> None:
    """Fetch the marks of many rows in one query for 500 of them."""
    known = _known(session)
    for part in in_parts([id_ for id_ in ids if id_ not in known]):
        found = session.execute(select(RowMark.row_id, RowMark.mark).where(RowMark.row_id.in_(part)))
        known.update({row.row_id: row.mark for row in found})


def one_with_marks(session: Session, rows: Select[Any], *ids: Any) -> Any:
    """The one row of a statement, or None, with the marks of the rows that ``ids`` name in the same query."""
    joined = [(id_, aliased(RowMark)) for id_ in ids]
    for id_, mark in joined:
        rows = rows.add_columns(id_, mark.mark).outerjoin(mark, mark.row_id == id_)
    found = session.execute(rows).one_or_none()
    if found is None:
        return None
    row, *pairs = found
    for id_, value in zip(pairs[::2], pairs[1::2], strict=True):
        note_mark(session, id_, value)
    return row


def note_mark(session: Session, row_id: UUID, mark: bytes | None) -> None:
    """Keep a mark that came with another query."""
    if mark is not None:
        _known(session)[row_id] = mark


def _known(session: Session) -> dict[UUID, bytes]:
    return session.info.setdefault("row_marks", {})  # type: ignore[no-any-return]


def genuine(session: Session, row: Any) -> bool:
    """Whether a row was last written by the service. One that is not is logged and counted, by its table and id.

    What this session has changed itself, and not written yet, is judged by what was there before.
    """
    state: InstanceState[Any] = inspect(row)
    if state.key is None or row.id in _vouched(session):
        return True
    load_marks(session, [row.id])
    kind, stored = _class(row), _stored(state)
    mark = _known(session).get(row.id)
    if stored is None or not marks(session).fits(content(kind, row.id, stored), mark):
        if not _fits_now(session, kind, row.id):
            report(kind, row.id)
            return False
        if not state.modified:  # somebody wrote it between our two looks
            session.refresh(row, covered(kind))
    _vouched(session).add(row.id)
    return True


def _stored(state: InstanceState[Any]) -> Values | None:
    """The covered columns as they were read; None when one was overwritten unread."""
    names, before, row = covered(_class(state.obj())), state.committed_state, state.obj()
    values = {name: before[name] if name in before else getattr(row, name) for name in names}
    return None if NO_VALUE in values.values() else values


def _fits_now(session: Session, kind: Any, row_id: UUID) -> bool:
    """Whether row and mark fit each other, read by one statement: two would see two moments."""
    columns = [getattr(kind, name) for name in covered(kind)]
    both = select(RowMark.mark, *columns).join(RowMark, RowMark.row_id == kind.id)
    found = session.execute(both.where(kind.id == row_id)).mappings().one_or_none()
    if found is None:
        return False
    _known(session)[row_id] = found["mark"]
    return marks(session).fits(content(kind, row_id, found), found["mark"])


def report(kind: Any, row_id: UUID) -> None:
    """Log and count a row that does not fit its mark."""
    ALTERED.labels(kind.__tablename__).inc()
    log.error("altered row", table=kind.__tablename__, row=str(row_id))


def _vouched(session: Session) -> set[UUID]:
    """The rows that fitted their marks in this session, until they are read again."""
    return session.info.setdefault("vouched", set())  # type: ignore[no-any-return]


@event.listens_for(Marked, "load", propagate=True)
@event.listens_for(Marked, "refresh", propagate=True)
def _read_again(row: Any, context: Any, *_: Any) -> None:
    """What is read from the database anew is judged anew."""
    session = getattr(context, "session", None)
    if session is not None:
        _vouched(session).discard(row.id)
