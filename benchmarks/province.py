"""What the county's standing at the province costs: ``python -m benchmarks.province [sqlite|postgresql] [unions=1600]``.

125 people a union. Everybody was reported and answered, one of twenty sent back; one of ten was reported again, half of these
wait for an answer; three of a hundred had left since. Medians of the pages and of the statements behind them, beside a rival:
counting the open memberships of each union, without any standing.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from statistics import median
from uuid import UUID

import structlog
from sqlalchemy import func, select, text, update

from benchmarks.machine import facts, measured
from benchmarks.transfers import database
from service.doors.app import create_app
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import in_parts, insert_many
from service.ground.sealing import Values
from service.ground.setup import make_ring, migrate
from service.oversight.province.models import ProvincePack, ProvinceRow, RowResult
from service.oversight.province.standings import numbers
from service.register.access.actors import staff_actor
from service.register.deployment import Deployment, deploy
from service.register.memberships.models import EndReason, Membership
from service.rolls.exports.models import Export
from tests import crowd_rows
from tests.crowd import Crowd
from tests.doors.console.given import Desk, Office
from tests.given import World, tell

UNIONS, EACH, TIMES = 1600, 125, 5


def reported(
    deployed: Deployment, world: World, members: Sequence[tuple[UUID, UUID, UUID]], *, half: bool
) -> None:
    """One pack of the county with a line for each of these members; ``half``: every other line waits for its answer."""
    with deployed.database.writing() as session:
        export = crowd_rows.pack_export(world.county.id, world.staff_id("county"))
        pack = crowd_rows.pack(export["id"], world.county.id) | {"rows": len(members)}
        insert_many(session, Export, [export])
        insert_many(session, ProvincePack, [pack])
    for part in in_parts(list(enumerate(members, start=1))):
        rows: list[Values] = []
        for number, (membership, person, union) in part:
            result = RowResult.REJECTED if number % 20 == 0 else RowResult.ACCEPTED
            row = crowd_rows.pack_row(pack["id"], membership, person, union, result) | {"number": number}
            waits = {"result": RowResult.SENT, "answered_at": None} if half and number % 2 else {}
            rows.append(row | waits)
        with deployed.database.writing() as session:
            insert_many(session, ProvinceRow, rows)


def county(deployed: Deployment, world: World, unions: int) -> None:
    """Everybody reported once, one of ten twice; then some leave."""
    crowd = Crowd(deployed, world)
    towns = [world.zhicheng.id, world.huaxi.id, *crowd.townships(14)]
    crowd.members([world.battery.id, *crowd.unions(unions - 1, towns)], EACH)
    with deployed.database.reading() as session:
        found = select(Membership.id, Membership.person_id, Membership.union_id).order_by(Membership.id)
        members = [(row[0], row[1], row[2]) for row in session.execute(found)]
    reported(deployed, world, members, half=False)
    reported(deployed, world, members[::10], half=True)
    for part in in_parts([row[0] for row in members[7::33]]):
        with deployed.database.writing() as session:
            gone = update(Membership).where(Membership.id.in_(part))
            session.execute(gone.values(ended_on=clock.today(), end_reason=EndReason.LEFT))
    if deployed.database.engine.dialect.name == "postgresql":
        with deployed.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def line(what: str, work: Callable[[], object]) -> None:
    """Do it once, then five times: the first, the median, and growth of the peak memory of this process."""
    times = []
    with measured() as cost:
        for _ in range(TIMES + 1):
            start = time.perf_counter()
            work()
            times.append((time.perf_counter() - start) * 1000)
    print(f"| {what} | {TIMES} | {times[0]:,.0f} | {median(times[1:]):,.0f} | {cost.mib:.0f} |", flush=True)


def measure(deployed: Deployment, world: World) -> None:
    """The rival, the statements, the pages."""
    plain = select(Membership.union_id, func.count()).where(Membership.ended_on.is_(None))
    with deployed.database.reading() as session:
        actor = staff_actor(session, world.staff["county"])
        line(
            "rival: open memberships by union",
            lambda: session.execute(plain.group_by(Membership.union_id)).all(),
        )
        line("standings of every union", lambda: numbers(session, actor))
    office = Office(create_app(deployed), deployed, world)
    desks = {login: office.desk(login) for login in ("county", "zhicheng", "chair_battery")}
    for login, path in (
        ("county", "/console/province"),
        ("county", f"/console/province/unions/{world.county.id}"),
        ("county", f"/console/province/unions/{world.county.id}?standing=missing"),
        ("county", f"/console/province/unions/{world.county.id}?standing=gone"),
        ("zhicheng", "/console/province"),
        ("chair_battery", "/console/province"),
    ):
        desk, words = desks[login], path.replace(str(world.county.id), "…")
        line(f"{words} ({login})", lambda desk=desk, path=path: _get(desk, path))  # type: ignore[misc]


def _get(desk: Desk, path: str) -> None:
    answered = desk.get(path)
    assert answered.status_code == 200, (path, answered.status_code)


def report(kind: str, unions: int) -> None:
    """Measure one kind of database and print."""
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
        migrate(url)
        make_ring(settings)
        deployed = deploy(settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"}))
        with deployed.database.writing() as session:
            world = tell(session)
        start = time.perf_counter()
        county(deployed, world, unions)
        took = time.perf_counter() - start
        print(
            f"\n{kind}: {unions * EACH:,} people in {unions:,} unions, written in {took:.0f} s; {facts()}\n"
        )
        print("| what | n | first ms | median ms | MiB more |\n|---|---:|---:|---:|---:|")
        measure(deployed, world)
        deployed.database.engine.dispose()


def main() -> None:
    """Measure the databases that were asked for, or both."""
    nowhere = structlog.WriteLoggerFactory(open(os.devnull, "w"))  # noqa: SIM115 - the request log, thrown away
    structlog.configure(logger_factory=nowhere)
    many = next((int(one.partition("=")[2]) for one in sys.argv[1:] if one.startswith("unions=")), UNIONS)
    for kind in [one for one in sys.argv[1:] if "=" not in one] or ("sqlite", "postgresql"):
        report(kind, many)


if __name__ == "__main__":
    main()
