"""Prepare a database: migrate it, and give a new deployment its ring keys."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import select

from crypto.keys import PURPOSES, fresh_ring_key
from crypto.providers import FileProvider, provider_from
from crypto.suites import suite_named
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.ring import RingKeyRow

ROOT = Path(__file__).resolve().parents[2]


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` to a revision."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def make_ring(settings: Settings) -> int:
    """Make the first version of every ring key that is not there yet; returns how many were made."""
    kind, _, place = settings.keys.partition(":")
    if kind == "file" and not settings.production:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        FileProvider(place, create=True)
    provider = provider_from(settings.keys, settings.production)
    suite = suite_named(settings.suite)
    database = Database(settings.database_url)
    with database.writing() as session:
        present = set(session.scalars(select(RingKeyRow.purpose)))
        for purpose in PURPOSES:
            if purpose not in present:
                key = fresh_ring_key(provider, settings.tenant, purpose, 1, suite)
                session.add(
                    RingKeyRow(
                        purpose=purpose, version=key.version, wrapped=key.wrapped, algorithm=key.algorithm
                    )
                )
    database.engine.dispose()
    return len(set(PURPOSES) - present)


def rotate(settings: Settings, purpose: str) -> int:
    """Add the next version of one ring key; new seals use it, old ones stay readable. Returns the version."""
    provider = provider_from(settings.keys, settings.production)
    database = Database(settings.database_url)
    with database.writing() as session:
        versions = session.scalars(select(RingKeyRow.version).where(RingKeyRow.purpose == purpose))
        version = max(versions, default=0) + 1
        key = fresh_ring_key(provider, settings.tenant, purpose, version, suite_named(settings.suite))
        session.add(
            RingKeyRow(purpose=purpose, version=version, wrapped=key.wrapped, algorithm=key.algorithm)
        )
    database.engine.dispose()
    return version
