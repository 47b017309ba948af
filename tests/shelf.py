"""The shelf: what every test begins with is made once by a test process, and copied row for row into each database.

Making keys and telling the world through the real actions takes most of a small test's time; copying the rows that they
left takes almost none. Ids and moments are the same in all tests of a process: nothing may depend on their being fresh.
"""

import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text

from service.ground import clock
from service.ground.config import Settings
from service.ground.ring import RingKeyRow
from service.ground.setup import make_ring
from service.register.deployment import deploy
from tests.given import World, tell

RING = RingKeyRow.__tablename__


class Shelf:
    """The rows of the ring and of the told world, kept beside the tests' database under the schema ``told``."""

    def __init__(self, url: str, keys: str, file: Path) -> None:
        self.file = file
        if url.startswith("sqlite"):
            shutil.copy(url.removeprefix("sqlite:///"), file)
            self._world, tables = _told(f"sqlite:///{file}", keys)
        else:
            empty(url)
            self._world, tables = _told(url, keys)
            with self._opened(url) as connection:
                connection.execute(text("CREATE SCHEMA told"))
                for table in tables:
                    connection.execute(text(f"CREATE TABLE told.{table} AS TABLE public.{table}"))
            empty(url)
        self.tables = [table for table in tables if table != RING]

    def put_ring(self, url: str) -> None:
        """The keys into an empty database."""
        self._put(url, [RING])

    def put_world(self, url: str) -> World:
        """The told world into a database that has the keys; its people and unions as this test's own objects."""
        self._put(url, self.tables)
        world: World = pickle.loads(self._world)
        return world

    def _put(self, url: str, tables: list[str]) -> None:
        with self._opened(url) as connection:
            for table in tables:
                connection.execute(text(f"INSERT INTO {table} SELECT * FROM told.{table}"))

    @contextmanager
    def _opened(self, url: str) -> Iterator[Connection]:
        with self._attached(url) if url.startswith("sqlite") else beside(url) as connection:
            unconstrained(connection)
            yield connection

    @contextmanager
    def _attached(self, url: str) -> Iterator[Connection]:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text("ATTACH DATABASE :file AS told"), {"file": str(self.file)})
            connection.commit()
            yield connection
            connection.commit()


@cache
def _open(url: str) -> Engine:
    """The engine of the tests themselves beside that of the service, kept by this test process."""
    return create_engine(url, pool_size=1)


@contextmanager
def beside(url: str) -> Iterator[Connection]:
    """A transaction of the tests themselves on a PostgreSQL database."""
    with _open(url).begin() as connection:
        yield connection


def unconstrained(connection: Connection) -> None:
    """Let rows be written and removed in any order; SQLite asks for an order only where a connection wants it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def empty(url: str) -> None:
    """Remove every row of a PostgreSQL database: by DELETE, for TRUNCATE writes a new file for every table."""
    with beside(url) as connection:
        unconstrained(connection)
        connection.execute(text(";".join(f'DELETE FROM "{name}"' for name in _tables_of(url))))


@cache
def _tables_of(url: str) -> list[str]:
    with beside(url) as connection:
        return _tables(connection)


def _told(url: str, keys: str) -> tuple[bytes, list[str]]:
    """Make the keys and tell the world in an empty database, at the present moment; the tables that now have rows."""
    source, clock.source = clock.source, clock.system_time
    try:
        settings = Settings(database_url=url, keys=keys)
        make_ring(settings)
        deployment = deploy(settings)
        with deployment.database.writing() as session:
            world = tell(session)
        return pickle.dumps(world), _filled(deployment.database.engine)
    finally:
        deployment.database.engine.dispose()
        clock.source = source


def _filled(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [
            name
            for name in _tables(connection)
            if connection.scalar(text(f'SELECT EXISTS (SELECT 1 FROM "{name}")'))
        ]


def _tables(connection: Connection) -> list[str]:
    return [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
