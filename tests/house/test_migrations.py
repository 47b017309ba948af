"""Migrations: one head, models and migrations agree, and every step goes up, down and up again on both databases."""

import ast
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade, upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Enum, inspect, text

from service.doors.tables import ALL_MODELS
from service.ground.db import Base, Database, open_engine
from service.ground.setup import ROOT


@pytest.fixture
def config(database_url: str) -> Config:
    """Alembic on the database under test."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = database_url
    return config


def test_a_migration_goes_up_down_and_up(config: Config, database_url: str) -> None:
    try:
        downgrade(config, "base")
        engine = open_engine(database_url)
        assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    finally:
        upgrade(config, "head")
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_last_migration_goes_down_and_up_with_people_in_the_tables(
    config: Config, database_url: str, world: object
) -> None:
    engine = open_engine(database_url)
    try:
        downgrade(config, "-1")
    finally:
        upgrade(config, "head")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM memberships")).scalar() == 6
    engine.dispose()


def test_migrations_and_models_agree(database_url: str) -> None:
    assert ALL_MODELS
    with open_engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_code_list_of_the_database_holds_the_words_of_the_models(database_url: str) -> None:
    """Alembic compares no CHECK: a status added to a code list without a migration would be refused by the county's own
    database."""
    inspector = inspect(open_engine(database_url))
    lists = 0
    for table in Base.metadata.sorted_tables:
        checks = {
            str(check["name"]): check["sqltext"] for check in inspector.get_check_constraints(table.name)
        }
        for column in table.columns:
            if isinstance(column.type, Enum):
                known = checks[f"ck_{table.name}_{column.type.name}"]
                assert set(re.findall("'([a-z_]+)'", known)) == set(column.type.enums), (
                    f"{table.name}.{column.name}"
                )
                lists += 1
    assert lists > 30


def test_every_only_one_of_the_database_asks_what_the_models_ask(database_url: str) -> None:
    """Nor does Alembic compare the condition of a partial unique index."""
    inspector = inspect(open_engine(database_url))
    for table in Base.metadata.sorted_tables:
        there = {index["name"]: index["dialect_options"] for index in inspector.get_indexes(table.name)}
        for index in table.indexes:
            for dialect, wanted in [
                (name, index.dialect_options[name]["where"]) for name in ("sqlite", "postgresql")
            ]:
                if wanted is not None and dialect == inspector.engine.dialect.name:
                    found = str(there[str(index.name)][f"{dialect}_where"])
                    assert _words(found) == _words(str(wanted)), index.name


def _words(condition: str) -> list[str]:
    """A condition without what a database adds when it prints it: casts, brackets, ANY for IN."""
    plain = re.sub(r"::[a-z]+( varying)?(\[\])?", "", condition.replace("= ANY", "in"))
    return re.findall(r"[a-z_']+", plain.lower().replace("array", ""))


def test_migrations_have_one_head_and_numbers() -> None:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_migrations_import_nothing_of_ours() -> None:
    for path in Path(ROOT / "migrations" / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in ("service", "crypto", "wechat")]


def test_the_audit_log_refuses_edits_even_at_the_sql_prompt(database: Database, world: object) -> None:
    from sqlalchemy.exc import DatabaseError

    for statement in ("UPDATE audit_entries SET act = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(DatabaseError), database.session() as session:
            session.execute(text(statement))
