"""What the pages cost at 200,000 people: ``python -m benchmarks.lists [sqlite|postgresql]``.

Every page of the console that the application has, for everyone who may open it, in a large and in a small county of the
same shape, nine answers of each in turn, through the whole application. Told of each: statements, medians, their ratio.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks.county import LARGE, SMALL, County, Size, county
from benchmarks.machine import facts
from tests import postgres
from tests.doors.console.test_reach import address, pages
from tests.queries import counted

ANSWERS = 9
# One thing drawn, not a list; and what needs something that only one browser holds.
LEFT_OUT = (".png", ".pdf", "/print", "/signature", "/sign-in", "/downloads/<token>")
GOAL = 3.0


@dataclass(frozen=True)
class Line:
    """One page for one role: statements and milliseconds, small and large."""

    rule: str
    login: str
    statements: tuple[int, int]
    ms: tuple[float, float]

    @property
    def ratio(self) -> float:
        """How much longer the large county takes."""
        return self.ms[1] / self.ms[0]


def measure(small: County, large: County) -> Iterator[Line]:
    """Every page that somebody may open."""
    rules = sorted(rule for rule in pages(large.office, "GET") if not rule.endswith(LEFT_OUT))
    for login, rule in ((login, rule) for login in large.desks for rule in rules):
        for words in large.places(login, rule):
            both = [(one, address(rule, dict(one.places(login, rule)[words]))) for one in (small, large)]
            if all(one.desks[login].get(path).status_code == 200 for one, path in both):
                yield _line(f"{rule} {words}".strip(), login, both)


def _line(rule: str, login: str, both: list[tuple[County, str]]) -> Line:
    sent, times = [], [[], []]
    for one, path in both:
        with counted(one.office.deployed.database) as statements:
            one.desks[login].get(path)
        sent.append(len(statements))
    for _ in range(ANSWERS):
        for place, (one, path) in enumerate(both):
            start = time.perf_counter()
            one.desks[login].get(path)
            times[place].append((time.perf_counter() - start) * 1000)
    return Line(rule, login, (sent[0], sent[1]), (median(times[0]), median(times[1])))


@contextmanager
def counties(kind: str) -> Iterator[tuple[County, County]]:
    """A small and a large county on one kind of database."""
    with ExitStack() as stack:
        urls = []
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            urls = [f"sqlite:///{folder}/{name}.db" for name in ("small", "large")]
        else:
            server, stop = postgres.start()
            stack.callback(stop)
            urls = [_database(server, name) for name in ("small", "large")]
        yield stack.enter_context(_told(urls[0], SMALL)), stack.enter_context(_told(urls[1], LARGE))


def _database(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@contextmanager
def _told(url: str, size: Size) -> Iterator[County]:
    start = time.perf_counter()
    with county(url, size) as made:
        print(
            f"{size.people} people in {size.unions} unions, written in {time.perf_counter() - start:.0f} s, "
            f"a month counted by the worker in {made.counting:.2f} s",
            flush=True,
        )
        yield made


def report(kind: str) -> None:
    """Measure one kind of database and print."""
    before = facts()
    with counties(kind) as (small, large):
        lines = sorted(measure(small, large), key=lambda line: line.ms[1], reverse=True)
    print(f"\n{kind}: {len(lines)} pages, n = {ANSWERS} each; {before} before; {facts()} after\n")
    print(
        "| page | who | statements small/large | small ms | large ms | ratio | |\n|---|---|---:|---:|---:|---:|---|"
    )
    for line in lines:
        above = "**above the goal**" if line.ratio > GOAL and line.ms[1] > 50 else ""
        few, many = line.statements
        print(
            f"| {line.rule} | {line.login} | {few}/{many} | {line.ms[0]:.1f} | {line.ms[1]:.1f} | {line.ratio:.1f} | {above} |"
        )


def main() -> None:
    """Measure the databases that were asked for, or both."""
    nowhere = structlog.WriteLoggerFactory(open(os.devnull, "w"))  # noqa: SIM115 - the request log, thrown away
    structlog.configure(logger_factory=nowhere)
    for kind in sys.argv[1:] or ("sqlite", "postgresql"):
        report(kind)


if __name__ == "__main__":
    main()
