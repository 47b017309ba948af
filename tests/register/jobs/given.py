"""Statements at which something happens: a connection that drops, a process that dies, a fault of the program."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from crypto.errors import KeyUnavailable
from service.register.deployment import Deployment
from service.register.jobs.models import Job, JobKind


@contextmanager
def at_statement(deployed: Deployment, words: str, work: Callable[[Any], None]) -> Iterator[None]:
    """Do something, with the cursor, just before each statement that begins so."""

    def look(_connection: object, cursor: Any, statement: str, *_rest: object) -> None:
        if statement.startswith(words):
            work(cursor)

    engine = deployed.database.engine
    event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", look)


def once(work: Callable[[Any], None]) -> Callable[[Any], None]:
    """Do it at the first of these statements only: whatever is written of it afterwards gets through."""
    met: list[Any] = []

    def first(cursor: Any) -> None:
        met.append(cursor)
        if len(met) == 1:
            work(cursor)

    return first


def drop(cursor: Any) -> None:
    """The connection is gone: on PostgreSQL really; SQLite has none, there the disk does not answer."""
    if "psycopg" in type(cursor).__module__:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise OperationalError("the disk does not answer", None, OSError())


def lose_keys(_cursor: Any) -> None:
    """The guard of the keys does not answer."""
    raise KeyUnavailable


def break_down(_cursor: Any) -> None:
    """A fault of the program."""
    raise RuntimeError("a fault of the program")


def job_of(deployed: Deployment, kind: JobKind) -> Job:
    """The one job of a kind as it stands now."""
    with deployed.database.reading() as session:
        return session.scalars(select(Job).where(Job.kind == kind.value)).one()
