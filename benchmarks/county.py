"""Two counties of one shape, a large and a small one, with a desk for every role."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from service.doors.app import create_app
from service.ground.config import Settings
from service.ground.setup import make_ring, migrate
from service.oversight.progress.counting import count, count_due
from service.oversight.progress.moments import this_month
from service.register.access.models import Role
from service.register.deployment import Deployment, deploy
from tests.crowd import Crowd
from tests.doors.console.given import Desk, Office
from tests.doors.console.things import SIDES, furnish
from tests.given import tell

FEW = 50  # rosters written at once: on a busy machine PostgreSQL ends a transaction that thinks for half a minute
ROLES = ("chair_battery", "handler_battery", "zhicheng", "county", "auditor", "admin")


@dataclass(frozen=True)
class Size:
    """How much of everything; ``unions`` and ``townships`` count those of the told world."""

    townships: int
    unions: int
    members: int  # of each union
    applications: int
    rosters: int
    entries: int
    own: int = 20  # of what one union or one member of staff has himself: the same everywhere

    @property
    def people(self) -> int:
        """Members in all."""
        return self.unions * self.members


LARGE = Size(townships=16, unions=1600, members=125, applications=2000, rosters=1000, entries=300_000)
SMALL = Size(townships=2, unions=3, members=100, applications=4, rosters=2, entries=450)


@dataclass
class County:
    """One county, ready to be looked at; a township and the county look at a union below, and at their own."""

    office: Office
    desks: dict[str, Desk]
    things: dict[str, UUID | str]
    counting: float  # seconds that the worker takes to count one month and to store it

    def places(self, login: str, rule: str) -> dict[str, dict[str, UUID | str]]:
        """What a rule's blanks are filled with, by the words that tell it in the table."""
        own = {"zhicheng": self.office.world.zhicheng.id, "county": self.office.world.county.id}
        if login not in own or "<uuid:union_id>" not in rule:
            return {"": self.things}
        return {"": self.things, "its own": self.things | {"union_id": own[login]}}


@contextmanager
def county(url: str, size: Size) -> Iterator[County]:
    """Migrate and fill the database at ``url``, and sign everybody in."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
        migrate(url)
        make_ring(settings)
        deployed = deploy(settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"}))
        with deployed.database.writing() as session:
            world = tell(session)
        office = Office(create_app(deployed), deployed, world)
        things = furnish(office, SIDES[0])
        _fill(Crowd(deployed, world), size)
        counting = _count(deployed)
        if url.startswith("postgresql"):
            with deployed.database.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
        yield County(office, {login: office.desk(login) for login in ROLES}, things, counting)
        deployed.database.engine.dispose()


def _count(deployed: Deployment) -> float:
    """Count as the worker does, every month; how long this month takes the second time."""
    while count_due(deployed):
        pass
    start = time.perf_counter()
    count(deployed, this_month())
    return time.perf_counter() - start


def _fill(crowd: Crowd, size: Size) -> None:
    world = crowd.world
    battery = world.battery.id
    towns = [world.zhicheng.id, world.huaxi.id, *crowd.townships(size.townships - 2)]
    unions = [battery, world.textile.id, *crowd.unions(size.unions - 2, towns)]
    crowd.members(unions, size.members)
    crowd.applications(unions, size.applications - size.own)
    crowd.applications([battery], size.own)
    crowd.applications(towns, size.own, unit_has_union=False)
    crowd.decisions(battery, size.own)
    crowd.transfers(battery, world.textile.id, size.own)
    crowd.transfers(world.textile.id, battery, size.own)
    crowd.corrections(battery, size.own)
    crowd.retained(battery, size.own)
    crowd.packs(battery, size.own)
    for start in range(2, size.rosters + 2, FEW):
        crowd.rosters(unions[start : min(start + FEW, size.rosters + 2)])
    for union in unions[2:]:
        crowd.staff(union, Role.CHAIR, 1)
    crowd.staff(battery, Role.HANDLER, size.own)
    for login, union in (("chair_battery", battery), ("zhicheng", towns[0]), ("county", world.county.id)):
        crowd.files(login, [union], size.own)
        crowd.sessions(login, size.own)
    crowd.files("huaxi", unions[1::2], size.rosters)
    crowd.entries(size.entries, unions)
