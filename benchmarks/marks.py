"""What the marks of rows cost: the card page and others with and without them, alternating in one run; and bytes per row.

``python -m benchmarks.marks [sqlite|postgresql] [rounds=400]``. Without marks means that none is read and none is held
against its row; writing them, and their place on the disk, is measured by its own.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from sqlalchemy import func, select

from benchmarks.seeded import fresh_postgres
from service.doors.app import create_app
from service.ground import marks
from service.ground.config import Settings
from service.ground.logs import set_up
from service.ground.marking import look_through
from service.ground.setup import make_ring, migrate
from service.register.deployment import Deployment, deploy
from tests import postgres
from tests.doors.console.given import Office
from tests.given import tell
from tests.requests.cards.given import bound, token


class _Everything:
    """A place in which every row stands already: nothing is read, nothing is compared."""

    def __contains__(self, _: object) -> bool:
        return True

    def add(self, _: object) -> None: ...
    def discard(self, _: object) -> None: ...
    def setdefault(self, _: object, mark: bytes) -> bytes:
        return mark

    def update(self, _: object) -> None: ...


@contextmanager
def unmarked() -> Iterator[None]:
    """Nothing is held against a mark."""
    kept = marks._known, marks._vouched
    everything: Any = _Everything()
    marks._known = marks._vouched = lambda session: everything  # type: ignore[assignment]
    try:
        yield
    finally:
        marks._known, marks._vouched = kept  # type: ignore[assignment]


def compared(asks: Mapping[str, Callable[[], Any]], rounds: int) -> None:
    """Ask in turn with and without, and print the medians and their ratio."""
    times: dict[tuple[str, bool], list[float]] = {}
    for number, (name, ask) in zip(range(rounds * len(asks)), cycle(asks.items()), strict=False):
        for with_marks in (True, False) if number % 2 else (False, True):
            with nullcontext() if with_marks else unmarked():
                begun = time.perf_counter()
                answer = ask()
                times.setdefault((name, with_marks), []).append(time.perf_counter() - begun)
            assert answer.status_code == 200, (name, answer.status_code)
    for name in asks:
        on, off = (median(times[name, with_marks]) * 1000 for with_marks in (True, False))
        print(f"| {name} | {rounds} | {on:.2f} ms | {off:.2f} ms | {on / off:.3f} |")


def measure(deployment: Deployment, rounds: int) -> None:
    """The table."""
    database = deployment.database
    with database.writing() as session:
        world = tell(session)
    bound(deployment)
    header = token(database, "o-holder")
    app = create_app(deployment)
    phone, desk = app.test_client(), Office(app, deployment, world).desk("chair_battery")
    asks: dict[str, Callable[[], Any]] = {
        "GET /api/card": lambda: phone.get("/api/card", headers=header),
        "GET /api/home": lambda: phone.get("/api/home", headers=header),
        "GET /console/ (chair)": lambda: desk.get("/console/"),
        "GET /console/applications (chair)": lambda: desk.get("/console/applications"),
    }
    for ask in asks.values():
        ask()
    compared(asks, rounds)
    with database.reading() as session:
        rows = session.scalar(select(func.count()).select_from(marks.RowMark)) or 0
    begun = time.perf_counter()
    look = look_through(database)
    took = time.perf_counter() - begun
    print(f"| all marks gone through | {look.rows} rows ({rows} in row_marks) | {took * 1000:.1f} ms | | |")


def main() -> None:
    """Measure on one kind of database."""
    set_up()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    kind, rounds = ([*sys.argv[1:], "sqlite", "400"] if len(sys.argv) == 1 else [*sys.argv[1:], "400"])[:2]
    print("| page | n | with marks | without | ratio |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        stop = list  # nothing to stop
        url = f"sqlite:///{folder}/county.db"
        if kind == "postgresql":
            server, stop = postgres.start()
            url = fresh_postgres(server)
        try:
            settings = Settings(database_url=url, keys=f"file:{Path(folder)}/root.key")
            migrate(url)
            make_ring(settings)
            deployment = deploy(settings)
            measure(deployment, int(rounds))
            deployment.database.engine.dispose()
        finally:
            stop()


if __name__ == "__main__":
    main()
