"""Run migrations on the database that the service is configured for, or on the connection a test hands over."""

from alembic import context
from sqlalchemy import text

from service.doors.tables import ALL_MODELS
from service.ground.config import settings_from
from service.ground.db import Base, Instant, open_engine

assert ALL_MODELS  # every room's tables are known before anything is compared
config = context.config


def render_instant(kind: str, item: object, _context: object) -> str | bool:
    """Versions import nothing of ours: an Instant is written as the column type it stands for."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Upgrade inside one transaction; PostgreSQL waits at most 5 s for a lock rather than stop the county."""
    given = config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = config.attributes.get("url") or settings_from().database_url
    with open_engine(url, pooled=False).connect() as connection:
        _let_tables_be_rebuilt(connection)
        migrate(connection)
        _must_still_refer(connection)
        connection.commit()


def _let_tables_be_rebuilt(connection) -> None:  # type: ignore[no-untyped-def]
    """SQLite changes a table by building it anew, which references to it forbid; said before the transaction begins."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")


def _must_still_refer(connection) -> None:  # type: ignore[no-untyped-def]
    """Instead, every reference is checked at the end, before anything is committed."""
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise RuntimeError("a migration broke a reference between two tables")


def migrate(connection) -> None:  # type: ignore[no-untyped-def]
    """Configure and run on one connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.execute(text("SET statement_timeout = '300s'"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_instant,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
