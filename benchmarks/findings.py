"""What a night's look for findings costs: ``python -m benchmarks.findings [sqlite|postgresql] [unions=1600]``.

A county of so many unions of 125 members, one in a hundred of whom is past retirement, without a phone or with somebody else's
number; one union in ten has fewer members than it reported. Measured of the first round, which asks everything, and of the
second, which finds nothing new: seconds, pieces, the longest piece (nobody writes to SQLite meanwhile), statements, and how
far the peak memory rises. Its rival in the same run: every member opened once, without any question. Then the pages.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import structlog
from sqlalchemy import func, select, text

from benchmarks.machine import facts
from benchmarks.transfers import database
from service.doors.app import create_app
from service.ground import clock
from service.ground.config import Settings
from service.ground.sealing import opened
from service.ground.setup import make_ring, migrate
from service.oversight.findings.looking import ROUNDS, begin_round
from service.oversight.findings.models import Finding
from service.oversight.findings.opening import BATCH, next_batch
from service.oversight.progress.counting import count_due
from service.register.access.models import Role
from service.register.deployment import Deployment, deploy
from service.register.jobs.working import work_next
from tests.crowd import Crowd
from tests.crowd_findings import spoil
from tests.doors.console.given import Office
from tests.given import World, tell
from tests.queries import counted

UNIONS, MEMBERS, TIMES = 1600, 125, 5
PAGES = (
    ("chair_battery", "/console/findings"),
    ("zhicheng", "/console/findings"),
    ("zhicheng", "/console/findings/overview"),
    ("county", "/console/findings"),
    ("county", "/console/findings?kind=over_age"),
    ("county", "/console/findings/overview"),
    ("county", "/console/"),
)


def peak() -> float:
    """The highest resident memory since the last reset, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def measured(work: Callable[[], list[float]], deployed: Deployment) -> tuple[list[float], int, float]:
    """Seconds of each piece, statements, and by how many MiB the peak rose."""
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    with counted(deployed.database) as sent:
        pieces = work()
    return pieces, len(sent), peak() - before


def a_round(deployed: Deployment) -> list[float]:
    """Look as the worker does."""
    with deployed.database.writing() as session:
        begin_round(session, deployed.settings, clock.now())
    pieces, busy = [], True
    while busy:
        start = time.perf_counter()
        busy = work_next(deployed, [ROUNDS])
        pieces.append(time.perf_counter() - start)
    return pieces


def opening_everybody(deployed: Deployment) -> list[float]:
    """The rival: whoever asks about ages opens every member's number once, whatever he asks."""
    pieces, after, more = [], None, True
    while more:
        start = time.perf_counter()
        with deployed.database.reading() as session:
            batch = next_batch(session, after)
            for one in batch:
                opened(one.person, "id_number")
        pieces.append(time.perf_counter() - start)
        after, more = (batch[-1].person_id if batch else None), len(batch) == BATCH
    return pieces


def county(settings: Settings, unions: int) -> tuple[Deployment, World]:
    """A county of so many unions, spoiled."""
    deployed = deploy(settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"}))
    with deployed.database.writing() as session:
        world = tell(session)
    crowd = Crowd(deployed, world)
    towns = [world.zhicheng.id, world.huaxi.id, *crowd.townships(14)]
    all_unions = [world.battery.id, world.textile.id, *crowd.unions(unions - 2, towns)]
    crowd.members(all_unions, MEMBERS)
    for union in all_unions[2:]:
        crowd.staff(union, Role.CHAIR, 1)
    spoil(crowd, all_unions)
    while count_due(deployed):
        pass
    if deployed.database.engine.dialect.name == "postgresql":
        with deployed.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return deployed, world


def pages(deployed: Deployment, world: World) -> None:
    """How long the pages take, the first time and then."""
    office = Office(create_app(deployed), deployed, world)
    desks = {login: office.desk(login) for login in ("chair_battery", "zhicheng", "county")}
    print("\n| who | page | first ms | median ms | statements |\n|---|---|---:|---:|---:|")
    for login, path in PAGES:
        took = []
        for _ in range(TIMES + 1):
            start = time.perf_counter()
            with counted(deployed.database) as sent:
                assert desks[login].get(path).status_code == 200
            took.append((time.perf_counter() - start) * 1000)
        print(f"| {login} | {path} | {took[0]:.0f} | {median(took[1:]):.0f} | {len(sent)} |", flush=True)


def report(kind: str, unions: int) -> None:
    """Measure one kind of database and print."""
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
        migrate(url)
        make_ring(settings)
        deployed, world = county(settings, unions)
        print(f"\n{kind}, {unions} unions of {MEMBERS}; {facts()}\n")
        print("| work | seconds | pieces | longest piece s | statements | peak rises MiB |")
        print("|---|---:|---:|---:|---:|---:|")
        for name, work in (
            ("open every member once", opening_everybody),
            ("first round", a_round),
            ("second round, nothing new", a_round),
        ):
            pieces, sent, risen = measured(lambda work=work: work(deployed), deployed)  # type: ignore[misc]
            line = f"| {sum(pieces):.1f} | {len(pieces)} | {max(pieces):.2f} | {sent} | {risen:.0f} |"
            print(f"| {name} {line}", flush=True)
        with deployed.database.reading() as session:
            by_kind = select(Finding.kind, func.count()).group_by(Finding.kind).order_by(Finding.kind)
            print("\nasked:", ", ".join(f"{row[0].value} {row[1]}" for row in session.execute(by_kind)))
        pages(deployed, world)
        deployed.database.engine.dispose()


def main() -> None:
    """Measure the databases that were asked for, or both."""
    sizes = [int(one.partition("=")[2]) for one in sys.argv[1:] if one.startswith("unions=")]
    kinds = [one for one in sys.argv[1:] if "=" not in one]
    nowhere = structlog.WriteLoggerFactory(open(os.devnull, "w"))  # noqa: SIM115 - the request log, thrown away
    structlog.configure(logger_factory=nowhere)
    for kind in kinds or ("sqlite", "postgresql"):
        report(kind, sizes[0] if sizes else UNIONS)


if __name__ == "__main__":
    main()
