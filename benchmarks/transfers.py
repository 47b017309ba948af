"""What it costs to move a unit into its own union (建会批转): ``python -m benchmarks.transfers [sqlite|postgresql]``.

A joint union with so many members of one unit, three of five with a card whose holder is told: the page as it is read, then
the move in one transaction, three times, each time back again. Told of each: medians in milliseconds, and statements.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from uuid import UUID

from sqlalchemy import create_engine, text, update
from sqlalchemy.engine import make_url

from benchmarks.machine import facts
from service.ground.config import Settings
from service.ground.setup import make_ring, migrate
from service.register.access.actors import staff_actor
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment, deploy
from service.register.memberships.models import Membership
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionForm, UnionKind
from service.requests.transfers.founding import fingerprint, ids_of_unit, members_of_unit, move_unit
from tests import postgres
from tests.crowd import Crowd
from tests.given import World, tell
from tests.queries import counted

SIZES, TIMES, SHOWN = (50, 500, 5000), 3, 100
UNIT = "样例竹木制品厂"


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/county.db"
        return
    server, stop = postgres.start()
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE transfers"))
    engine.dispose()
    yield make_url(server).set(database="transfers").render_as_string(hide_password=False)
    stop()


def joint(deployed: Deployment, world: World, count: int) -> tuple[UUID, UUID]:
    """Two joint unions, the first with so many members of one unit."""
    ids = []
    with deployed.database.writing() as session:
        street = session.get_one(Union, world.zhicheng.id)
        for number in (1, 2):
            name = f"联合{count}样例{number}工会委员会"
            ids.append(found(session, SYSTEM, street, name, UnionKind.GRASSROOTS, form=UnionForm.JOINT).id)
    Crowd(deployed, world, _serial=count * 100).members(ids[:1], count)
    with deployed.database.writing() as session:
        here = update(Membership).where(Membership.union_id == ids[0])
        session.execute(here.values(unit_name=f"{UNIT}{count}"))
    return ids[0], ids[1]


def measure(deployed: Deployment, world: World, count: int) -> str:
    """One line of the table: the list, and the move."""
    there, back = joint(deployed, world, count)
    unit, reading, moving, statements = f"{UNIT}{count}", [], [], 0
    for target in (back, there, back)[:TIMES]:
        with deployed.database.reading() as session:
            start = time.perf_counter()
            street = staff_actor(session, world.staff["zhicheng"])
            members_of_unit(session, street, unit, SHOWN)
            ids = ids_of_unit(session, street, unit)
            reading.append(time.perf_counter() - start)
        assert len(ids) == count
        start = time.perf_counter()
        with counted(deployed.database) as sent, deployed.database.writing() as session:
            street, union = staff_actor(session, world.staff["zhicheng"]), session.get_one(Union, target)
            assert move_unit(session, street, unit, union, fingerprint(ids), minute_no="样例") == count
        moving.append(time.perf_counter() - start)
        statements = len(sent)
    return f"| {count} | {median(reading) * 1000:.0f} | {median(moving) * 1000:.0f} | {statements} |"


def report(kind: str) -> None:
    """Measure one kind of database and print."""
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
        migrate(url)
        make_ring(settings)
        deployed = deploy(settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"}))
        with deployed.database.writing() as session:
            world = tell(session)
        print(f"\n{kind}, n = {TIMES}; {facts()}\n")
        print("| members | list ms | move ms | statements |\n|---:|---:|---:|---:|")
        for count in SIZES:
            print(measure(deployed, world, count), flush=True)
        deployed.database.engine.dispose()


def main() -> None:
    """Measure the databases that were asked for, or both."""
    for kind in sys.argv[1:] or ("sqlite", "postgresql"):
        report(kind)


if __name__ == "__main__":
    main()
