"""The database: one declarative base, client-made keys, and an engine that behaves the same on SQLite and PostgreSQL."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    Insert,
    LargeBinary,
    MetaData,
    NullPool,
    String,
    Table,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from service.ground.words import Words

# WAL databases written by an older SQLite with two connections may be corrupted (the WAL-reset bug, fixed in 3.51.3).
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)

KEPT_OPEN, AT_MOST = 8, 32  # connections of one process
AT_ONCE = 500  # values in one IN (…): far below the limit of either database
T = TypeVar("T")


def in_parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """The sequence in parts of five hundred, as many as one query asks for."""
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]


class Instant(TypeDecorator[datetime]):
    """A timezone-aware UTC instant; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant as UTC; raises ValueError for a time without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored instant, timezone-aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the county; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Instant(),
        date: Date(),
        UUID: Uuid(),
        bytes: LargeBinary(),
        str: String(200),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }


def new_id() -> UUID:
    """A client-made primary key, UUID version 7 (RFC 9562): known before the row is written, so a seal can bind to it."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (
        (milliseconds << 80)
        | (0x7 << 76)
        | (((noise >> 64) & 0xFFF) << 64)
        | (0b10 << 62)
        | (noise & (2**62 - 1))
    )
    return UUID(int=value)


def primary_key() -> Mapped[UUID]:
    """The client-made primary key of a table."""
    return mapped_column(primary_key=True, default=new_id, comment="主键（由程序生成）")


def code_of(words: type[Words], name: str | None = None) -> Enum:
    """A column type for a code list: the code as text, with a CHECK that even psql obeys; ``name`` where that is not the class."""
    return Enum(
        words,
        native_enum=False,
        length=40,
        create_constraint=True,
        name=name or words.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def only_one(name: str, *columns: str, where: str) -> Index:
    """A partial unique index: «at most one … where …», written once for both databases."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def insert_unless_there(session: Session, table: type[Base], **values: Any) -> Insert:
    """An INSERT that does nothing when a unique constraint already has such a row; both databases know it.

    Add ``.returning(…)`` to learn whether it was written: nothing comes back when the row was there.
    """
    known = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return known(table).values(**values).on_conflict_do_nothing()


def insert_or_renew(session: Session, table: type[Base], newer: str) -> Insert:
    """An INSERT that renews the row of the same primary key, if that is older by the column ``newer``."""
    known = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    coming, there = known(table), cast(Table, table.__table__)
    rest = {column.name: coming.excluded[column.name] for column in there.columns if not column.primary_key}
    return coming.on_conflict_do_update(
        index_elements=list(there.primary_key.columns),
        set_=rest,
        where=there.columns[newer] < coming.excluded[newer],
    )


def insert_many(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows in one statement without making objects of them: a third of the time for the thousands of an import."""
    if rows:
        session.execute(insert(cast(Table, table.__table__)), rows)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy emits BEGIN itself, see _begin
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 20000")
    connection.execute(f"PRAGMA journal_mode = {'WAL' if WAL_IS_SAFE else 'DELETE'}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    # Else a long writer would shut everybody out when its first pages leave memory, and not only while it commits.
    connection.execute("PRAGMA cache_spill = OFF")


def open_engine(url: str, *, pooled: bool = True) -> Engine:
    """An engine for ``url``; SQLite begins writing transactions at once, PostgreSQL gives up on long waits."""
    kept = {"pool_size": KEPT_OPEN, "max_overflow": AT_MOST - KEPT_OPEN, "pool_pre_ping": True}
    pool: dict[str, Any] = kept if pooled else {"poolclass": NullPool}
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, **pool)
        event.listen(engine, "connect", _prepare_sqlite)

        @event.listens_for(engine, "begin")
        def _begin(connection: Any) -> None:
            reading = connection.get_execution_options().get("reading", False)
            connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

        return engine
    return create_engine(
        url,
        hide_parameters=True,
        **pool,
        connect_args={
            "options": "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=30000"
        },
    )


class Database:
    """One engine with the two ways to use it: reading, and writing in one transaction."""

    def __init__(
        self,
        url: str,
        info: dict[str, Any] | None = None,
        seal_audit: Callable[[Session], None] | None = None,
    ) -> None:
        """Open ``url``; ``info`` (such as the vault) travels with every session.

        ``seal_audit`` runs last before every commit: it links the audit rows, so the chain's lock is held shortest.
        ``before_session`` may be set to what has to be read while no connection is held.
        """
        self.url = url
        self.engine = open_engine(url)
        self._readers = self.engine.execution_options(reading=True)
        self._aside = open_engine(url, pooled=False).execution_options(reading=True)
        self.info = info if info is not None else {}
        self.before_session: Callable[[], None] = lambda: None
        self._seal_audit = seal_audit

    def session(self, *, reading: bool = False) -> Session:
        """A session that the caller closes. A reading one takes no write lock on SQLite."""
        self.before_session()
        return Session(
            self._readers if reading else self.engine, info=dict(self.info), expire_on_commit=False
        )

    def commit(self, session: Session) -> None:
        """Flush, link the audit rows, commit: all or nothing."""
        session.flush()
        if self._seal_audit is not None:
            self._seal_audit(session)
        session.commit()

    def leave(self, session: Session, *, keep: bool) -> None:
        """End the session of a refused act: with ``keep`` what was counted is committed, else nothing stays."""
        if keep:
            self.commit(session)
        session.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction outside a request (worker, command line): return commits, raise rolls back."""
        with self.session() as session:
            yield session
            self.commit(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading: nothing of it is committed."""
        with self.session(reading=True) as session:
            yield session

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """A session that only reads, over a connection of its own that no other work can hold.

        For what a transaction may need while it holds its connection: out of the pool, all could wait for one another.
        """
        with Session(self._aside, info=dict(self.info), expire_on_commit=False) as session:
            yield session
