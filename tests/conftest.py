"""Fixtures that every room shares: a migrated database of each kind, the key file, the simulator, the told world."""

import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from argon2 import PasswordHasher

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.logs import set_up as set_up_logs
from service.ground.setup import make_ring, migrate
from service.register.accounts import staff
from service.register.audit.log import link_waiting
from service.register.deployment import Deployment, deploy, deploy_over
from tests import canaries, ordered, postgres
from tests.chromium import chromium
from tests.given import World, tell
from tests.platform import APPID, SECRET, platform_server, weixin
from tests.shelf import Shelf, empty

__all__ = ["chromium", "platform_server", "weixin"]
pytest_plugins = ("tests.databases", "pytester")

# Where nobody answers: tests that do not ask for the simulator must not need WeChat.
NOWHERE = "http://127.0.0.1:9"
# The same algorithm with the least work: what is tested is that it is asked, not how slow it is.
staff._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_configure(config: pytest.Config) -> None:
    """Once for the whole run: the folder of what the tests begin from."""
    gc.disable()  # until everything is imported
    if hasattr(config, "workerinput"):
        return
    folder = tempfile.mkdtemp(prefix="huigongka-tests-")
    os.environ["TEST_FOLDER"] = folder
    config._test_folder = folder  # type: ignore[attr-defined]


def _server(config: pytest.Config) -> str:
    url, stop = postgres.start()
    config._stop_postgres = stop  # type: ignore[attr-defined]
    return url


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before the workers start: the server's address travels to them in the environment."""
    if hasattr(session.config, "workerinput"):
        return
    os.environ["TEST_PG_SERVER"] = server = _server(session.config)
    migrate(f"sqlite:///{os.environ['TEST_FOLDER']}/template.db")
    os.environ["TEST_PG_TEMPLATE"] = template = f"huigongka_template_{os.getpid()}"
    migrate(postgres.create(server, template))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported stays: the collector need not look through it again whenever a test has made some objects."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started and leave no file and no database behind."""
    stop = getattr(config, "_stop_postgres", None)
    if stop is not None:
        postgres.drop(os.environ["TEST_PG_SERVER"], os.environ["TEST_PG_TEMPLATE"])
        stop()
    folder = getattr(config, "_test_folder", None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def log_without_canaries() -> Iterator[None]:
    """Everything that this test process logs goes into one file, in which nobody may stand when it ends."""
    path = Path(os.environ["TEST_FOLDER"]) / f"log-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with path.open("w", encoding="utf-8") as written:
        set_up_logs()
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(written))
        handler = logging.StreamHandler(written)
        logging.getLogger().addHandler(handler)
        yield
        logging.getLogger().removeHandler(handler)
    assert canaries.found_in(path.read_bytes()) == []


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this test process."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgres_url(worker_name: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test process."""
    with _copied(f"huigongka_test_{worker_name}_{os.getpid()}") as url:
        yield url


@contextmanager
def _copied(name: str) -> Iterator[str]:
    """A copy of the migrated PostgreSQL database, for as long as it is needed."""
    server = os.environ["TEST_PG_SERVER"]
    yield postgres.create(server, name, os.environ["TEST_PG_TEMPLATE"])
    postgres.drop(server, name)


@pytest.fixture(scope="session")
def key_file() -> str:
    """The key provider of the tests: a root key in a file, as on a laptop."""
    folder = Path(os.environ["TEST_FOLDER"])
    path = folder / f"root-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.key"
    return f"file:{path}"


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, worker_name: str) -> str:
    """An empty, migrated database of the kind under test: at the same address in all tests of this process."""
    if backend == "sqlite":
        file = Path(os.environ["TEST_FOLDER"]) / f"county-{worker_name}.db"
        for old in file.parent.glob(
            f"{file.name}*"
        ):  # with its journal; whoever still reads it keeps the old file
            old.unlink()
        shutil.copy(file.parent / "template.db", file)
        return f"sqlite:///{file}"
    url = str(request.getfixturevalue("postgres_url"))
    empty(url)
    return url


@pytest.fixture(scope="session")
def shelves() -> dict[str, Shelf]:
    """The shelf of each kind of database, once this test process has needed it."""
    return {}


@pytest.fixture
def shelf(
    backend: str, shelves: dict[str, Shelf], key_file: str, worker_name: str, request: pytest.FixtureRequest
) -> Shelf:
    """What the tests on this kind of database begin with."""
    if backend not in shelves:
        folder = Path(os.environ["TEST_FOLDER"])
        url = (
            f"sqlite:///{folder}/template.db"
            if backend == "sqlite"
            else str(request.getfixturevalue("postgres_url"))
        )
        shelves[backend] = Shelf(url, key_file, folder / f"told-{worker_name}.db")
    return shelves[backend]


@pytest.fixture
def own_database(backend: str, key_file: str, tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone, for tests that break its constraints on purpose."""
    if backend == "sqlite":
        shutil.copy(f"{os.environ['TEST_FOLDER']}/template.db", tmp_path / "own.db")
        copied: AbstractContextManager[str] = nullcontext(f"sqlite:///{tmp_path}/own.db")
    else:
        copied = _copied(f"huigongka_own_{uuid4().hex[:12]}")
    with copied as url:
        settings = Settings(database_url=url, keys=key_file)
        make_ring(settings)
        deployment = deploy(settings)
        yield deployment.database
        deployment.database.engine.dispose()


@pytest.fixture
def own_world(own_database: Database) -> World:
    """The told world in a database of its own."""
    with own_database.writing() as session:
        return tell(session)


@pytest.fixture
def settings(database_url: str, key_file: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The settings of a deployment on this machine."""
    return Settings(
        database_url=database_url,
        keys=key_file,
        wechat_appid=APPID,
        wechat_secret=SECRET,
        wechat_url=request.getfixturevalue("weixin").url if "weixin" in request.fixturenames else NOWHERE,
        sms=f"file:{tmp_path}/messages.jsonl",
    )


@pytest.fixture(scope="session")
def opened_databases() -> Iterator[dict[str, Database]]:
    """The service's databases that this test process has opened: the statements it has compiled stay compiled."""
    opened: dict[str, Database] = {}
    yield opened
    for database in opened.values():
        database.engine.dispose()


@pytest.fixture
def deployed(settings: Settings, shelf: Shelf, opened_databases: dict[str, Database]) -> Iterator[Deployment]:
    """A deployment with its ring keys: its own vault and gateway over the database of this test process."""
    url = settings.database_url
    shelf.put_ring(url)
    if url not in opened_databases:
        opened_databases[url] = Database(url, seal_audit=link_waiting)
        ordered.listen(opened_databases[url].engine)
    database = opened_databases[url]
    ordered.faults()  # of a test that broke off
    yield deploy_over(settings, database)
    # SQLite's next test has another file there; a transaction that a test left open must not hold up the next one.
    if url.startswith("sqlite") or database.engine.pool.checkedout():  # type: ignore[attr-defined]
        database.engine.dispose()
    assert ordered.faults() == []


@pytest.fixture
def database(deployed: Deployment) -> Iterator[Database]:
    """The deployment's database; after every test nothing personal may stand in it in clear."""
    yield deployed.database
    assert canaries.found_in(canaries.contents_of(deployed.settings.database_url)) == []


@pytest.fixture
def world(database: Database, deployed: Deployment, shelf: Shelf) -> World:
    """The told world: a small county whose unions, people and staff have names (sample data)."""
    return shelf.put_world(deployed.settings.database_url)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock: ``at("2026-11-20 09:00")`` in county time; it then stands still until set again."""

    def set_clock(moment: str) -> None:
        instant = datetime.fromisoformat(moment).replace(tzinfo=clock.COUNTY_ZONE).astimezone(UTC)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return set_clock


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let time pass: ``later(minutes=3)``."""

    def pass_time(**how_long: float) -> None:
        instant = clock.now() + timedelta(**how_long)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return pass_time
