"""Which database a test runs on. PostgreSQL runs every test, because production refuses anything else; SQLite runs those that
may come out differently there: they say why by ``both(…)``, on the module or on the test. ``--both`` runs every test on both.
"""

from collections import Counter
from typing import Any

import pytest

BACKENDS = ("postgresql", "sqlite")
# Why a test may come out differently on SQLite, and what in the source of a room makes it so (tests/house/test_databases.py).
WHY = {
    "locks": "one writer at a time locks the whole file there, not a row: two at once, what a worker claims, what is read again",
    "upserts": "INSERT … ON CONFLICT is written in its own dialect",
    "dialect": "the statements are written anew in its own words: a function, a cast or an order it does not know",
    "only one": "the partial unique index and the CHECK are what refuses, with the words of that database",
    "search": "LIKE, collation and case, and the escape of what somebody typed",
    "dates": "instants and days are text there and have no zone; their order and their edges",
    "JSON": "kept as text there",
    "order": "how rows without a stated order, and NULL, stand among the others",
    "sums": "what counting, grouping and dividing give; many values in one IN (…)",
    "schema": "migrations, triggers and what the database says about itself",
    "files": "the database is a file there: kept, restored, searched",
    "stories": "a whole way through the county, on the embedded database of whoever tries it",
}
# Whole folders in which everything runs on both.
FOLDERS = {"house": "the rules of the house hold on both", "journeys": WHY["stories"]}


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return str(request.param)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What may be asked for beyond the usual run."""
    parser.addoption("--both", action="store_true", help="every test on both databases, as before a release")
    parser.addoption(
        "--pictures", action="store_true", help="keep a picture of every page that a journey looks at"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and the count of what is left out."""
    config.addinivalue_line(
        "markers", "both(*why): this test runs on SQLite too, because of this (tests/databases.py)"
    )
    config.stash[_LEFT] = Counter()


_LEFT = pytest.StashKey[Counter[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on SQLite what cannot differ there."""
    wrong = {why for item in items for mark in item.iter_markers("both") for why in mark.args} - WHY.keys()
    if wrong:
        raise pytest.UsageError(f"both(…) knows no such reason: {', '.join(sorted(wrong))}")
    if config.getoption("both"):
        return
    left = [item for item in items if _on_sqlite(item) and not on_both(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]
        config.stash[_LEFT].update(item.nodeid.split("[")[0].split("::")[0] for item in left)


def _on_sqlite(item: pytest.Item) -> bool:
    """Whether this is the SQLite half of a test that runs on both; a test that names its databases itself means them."""
    call = getattr(item, "callspec", None)
    named = any("backend" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))
    return call is not None and call.params.get("backend") == "sqlite" and not named


def on_both(item: pytest.Item) -> bool:
    """Whether a test says that it runs on both, or stands in a folder where all do."""
    folders = item.path.relative_to(item.config.rootpath / "tests").parts
    return folders[0] in FOLDERS or next(item.iter_markers("both"), None) is not None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test process tells what it left out."""
    told: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left"] = dict(session.config.stash[_LEFT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every process has collected the same: one that ended well tells for all."""
    told = getattr(node, "workeroutput", {}).get("left")
    if told is not None:
        node.config.stash[_LEFT] = Counter(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many tests ran on PostgreSQL only."""
    left = config.stash[_LEFT].total()
    if left:
        terminalreporter.write_line(
            f"{left} tests ran on PostgreSQL only: nothing in them differs on SQLite (--both, or make test-all, runs them there too)"
        )
