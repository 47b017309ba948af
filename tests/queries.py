"""Count the statements that a piece of work sends."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from service.ground.db import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every SQL statement sent while the block runs."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
