"""What an import of 20,000 rows costs: ``python -m benchmarks.imports [rows]``.

The same roster goes in twice, on SQLite and on a private PostgreSQL: once everybody is new, once nothing changes, and
once more everybody's education is corrected. Told of each step: seconds, the longest writing transaction, the memory.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import xlsxwriter
from sqlalchemy import Connection, event

from benchmarks.machine import facts, measured
from benchmarks.seeded import fresh_postgres
from service.doors.demo.told import people
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.setup import make_ring, migrate
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment, deploy
from service.register.unions.models import Union
from service.rolls.imports.actions import apply_next, confirm, preview_next, upload
from service.rolls.imports.annotating import ask
from service.rolls.imports.models import Import, ImportKind, ImportStatus
from tests import postgres
from tests.given import World, tell
from tests.rolls.imports.office import HEADER, annotate_next

ROWS = 20_000


def roster(rows: int, education: str) -> bytes:
    """Annex 3 with this many people."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER)
        for number, one in enumerate(people(rows), start=1):
            facts_ = ["本地城镇", "雉城样例电池有限公司", "在岗", ""]
            page.write_row(
                number, 0, [number, one.name, "", one.number, "中国", education, one.phone, *facts_]
            )
    return file.getvalue()


@dataclass
class Longest:
    """The longest writing transaction so far, in seconds."""

    seconds: float = 0.0


@contextmanager
def longest_write(database: Database) -> Iterator[Longest]:
    """Watch how long transactions that may write are held: on SQLite nobody else writes meanwhile."""
    longest, begun = Longest(), {}

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            begun[id(connection)] = time.perf_counter()

    def end(connection: Connection) -> None:
        if id(connection) in begun:
            longest.seconds = max(longest.seconds, time.perf_counter() - begun.pop(id(connection)))

    ends = (("begin", begin), ("commit", end), ("rollback", end))
    for name, listener in ends:
        event.listen(database.engine, name, listener)
    yield longest
    for name, listener in ends:
        event.remove(database.engine, name, listener)


@dataclass
class Desk:
    """The chair of the told world, and a line of the table for everything done."""

    name: str
    deployed: Deployment
    world: World

    def step(self, words: str, work: Callable[[], object]) -> None:
        """Do it and print what it cost."""
        with measured() as cost, longest_write(self.deployed.database) as longest:
            work()
        print(
            f"| {self.name} | {words} | {cost.seconds:.2f} | {cost.computing:.2f} | {longest.seconds:.2f} |"
            f" {cost.mib:.0f} |",
            flush=True,
        )

    def bring_in(self, words: str, data: bytes) -> None:
        """Upload, preview, annotate, confirm and write one file."""
        made: list[Import] = []
        self.step(f"{words}: upload", lambda: made.append(self._upload(data)))
        self.step(f"{words}: preview", lambda: preview_next(self.deployed))
        self.step(f"{words}: annotated table", lambda: self._annotate(made[0]))
        self.step(f"{words}: confirm", lambda: self._confirm(made[0]))
        self.step(f"{words}: write", lambda: apply_next(self.deployed))
        with self.deployed.database.reading() as session:
            row = session.get_one(Import, made[0].id)
            assert row.status is ImportStatus.CONFIRMED, row.failure

    def _upload(self, data: bytes) -> Import:
        with self.deployed.database.writing() as session:
            chair = staff_actor(session, self.world.staff["chair_battery"])
            union = session.get_one(Union, self.world.battery.id)
            return upload(session, chair, ImportKind.ROSTER, union, "sample.xlsx", data)

    def _annotate(self, import_: Import) -> None:
        with self.deployed.database.writing() as session:
            chair = staff_actor(session, self.world.staff["chair_battery"])
            ask(session, chair, import_.id)
        assert annotate_next(self.deployed)

    def _confirm(self, import_: Import) -> None:
        with self.deployed.database.writing() as session:
            chair = staff_actor(session, self.world.staff["chair_battery"])
            confirm(session, chair, session.get_one(Import, import_.id), self.deployed.settings)


def run(name: str, url: str, folder: Path, rows: int) -> None:
    """The three files on one database."""
    settings = Settings(database_url=url, keys=f"file:{folder}/root.key", asked_first=100_000)
    migrate(url)
    make_ring(settings)
    deployed = deploy(settings)
    with deployed.database.writing() as session:
        world = tell(session)
    desk = Desk(name, deployed, world)
    desk.bring_in("all new", roster(rows, "大专"))
    desk.bring_in("nothing changes", roster(rows, "大专"))
    desk.bring_in("all corrected", roster(rows, "本科"))
    deployed.database.engine.dispose()


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    before = facts()
    print(
        "| database | step | seconds | computing, s | longest write, s | memory, MiB |\n|---|---|---:|---:|---:|---:|"
    )
    server, stop = postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            run("SQLite", f"sqlite:///{folder}/county.db", Path(folder), rows)
        with tempfile.TemporaryDirectory() as folder:
            run("PostgreSQL", fresh_postgres(server), Path(folder), rows)
    finally:
        stop()
    print(f"\n{rows} rows; {before} before; {facts()} after")


if __name__ == "__main__":
    main()
