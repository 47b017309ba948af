"""A half-year campaign of a whole county: ``python -m benchmarks.campaigns [sqlite|postgresql] [unions=1600]``.

125 people a union. Opened by the schedule, answered by every union but one of ten (one of five with somebody new and somebody put
right), received, consolidated, chased, closed and frozen; half a year later once more, and the two snapshots compared. Told of
each step: how many, seconds, the longest single piece, growth of the peak memory of this process and the peak; beside it a rival.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

import structlog
from sqlalchemy import func, select, text, true, update
from sqlalchemy.orm import Session

from benchmarks.machine import facts, measured
from benchmarks.taps import tap
from benchmarks.transfers import database
from service.doors.app import create_app
from service.ground import clock
from service.ground.config import Settings
from service.ground.setup import make_ring, migrate
from service.oversight.erasures.purging import purge
from service.oversight.findings.looking import ROUNDS, begin_round
from service.register.access.actors import staff_actor
from service.register.access.models import SYSTEM, Actor, Place, Role
from service.register.deployment import Deployment, deploy
from service.register.jobs.working import work_next
from service.register.memberships.actions import admit
from service.register.memberships.models import Membership
from service.register.people.register import change, register_person
from service.register.schedule import do_due
from service.register.unions.models import Union
from service.rolls.campaigns.actions import CAMPAIGNS, answer
from service.rolls.campaigns.queries import campaign_open, campaigns
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.models import ExportKind
from service.rolls.rosters.actions import accept, confirm, consolidate
from service.rolls.rosters.models import Roster, RosterStatus
from service.rolls.rosters.pending import confirmation
from service.rolls.snapshots.differences import counted
from service.rolls.snapshots.models import Snapshot
from service.rolls.snapshots.verify import verify
from tests.crowd import Crowd
from tests.doors.console.given import Desk, Office
from tests.given import World, id_number, tell

EACH, ANSWERS, MANY = 125, 5, 1600
TAPPED = 40  # chairs at the pages, of those with changes and of those without
READ = "SELECT r.* FROM roster_rows r"
EMPTY = "CREATE TABLE roster_rows_copied AS SELECT r.* FROM roster_rows r WHERE r.position < 0"
COPY = "INSERT INTO roster_rows_copied SELECT r.* FROM roster_rows r"


@dataclass
class Step:
    """One line of the table."""

    what: str
    count: int
    seconds: float
    longest: float
    mib: float
    peak: float

    def __str__(self) -> str:
        """As a row of markdown."""
        return f"| {self.what} | {self.count:,} | {self.seconds:.2f} | {self.longest * 1000:,.0f} | {self.mib:.0f} | {self.peak:.0f} |"


class Year:
    """One county through a year; the clock is what the calendar says."""

    def __init__(self, deployed: Deployment, world: World, unions: Sequence[UUID]) -> None:
        self.deployed, self.world, self.unions = deployed, world, unions
        self.steps: list[Step] = []
        self.sent: set[tuple[int, int]] = set()  # statements of a chair's page and of his answer
        self._serial = 0

    def at(self, day: str) -> None:
        """It is a moment in county time."""
        instant = datetime.fromisoformat(day).replace(tzinfo=clock.COUNTY_ZONE).astimezone(UTC)
        clock.source = lambda: instant

    def step(self, what: str, pieces: Sequence[Callable[[], object]], count: int | None = None) -> None:
        """Do the pieces of a step one after the other, and keep what they cost."""
        longest = 0.0
        with measured() as cost:
            for piece in pieces:
                start = time.perf_counter()
                piece()
                longest = max(longest, time.perf_counter() - start)
        self.steps.append(Step(what, count or len(pieces), cost.seconds, longest, cost.mib, cost.peak))
        print(self.steps[-1], flush=True)

    def chair(self, union: Union) -> Actor:
        """Whoever is chair of a union."""
        place = Place(Role.CHAIR, union.id, union.path)
        return Actor("staff", self.world.staff_id("chair_battery"), (place,))

    def per_union(
        self, act: Callable[[Session, Union], object], unions: Sequence[UUID]
    ) -> list[Callable[[], object]]:
        """An act on each of these unions, each in a transaction of its own, as its request has."""

        def one(union_id: UUID) -> None:
            with self.deployed.database.writing() as session:
                act(session, session.get_one(Union, union_id))

        return [lambda union_id=union_id: one(union_id) for union_id in unions]  # type: ignore[misc]

    def first(self, session: Session, union: Union) -> None:
        """The first confirmation: every row of the roster is sealed."""
        confirm(session, self.chair(union), union, confirmation(session, union).digest)

    def answer(self, session: Session, union: Union) -> None:
        """The two taps: what is shown is confirmed and reported."""
        campaign = campaign_open(session)
        assert campaign is not None
        seen = confirmation(session, union)
        answer(session, self.chair(union), campaign, union, seen.digest, unchanged=seen.unchanged)

    def changes(self, session: Session, union: Union) -> None:
        """Somebody comes, somebody has a new phone."""
        self._serial += 1
        number = id_number(self._serial % 998 + 1, f"{1950 + self._serial // 998}0101", "330523")
        person = register_person(session, name="新样例", number=number, phone=f"137{self._serial:08d}")
        admit(session, SYSTEM, person, union, clock.today(), None)
        member = select(Membership).where(Membership.union_id == union.id, Membership.ended_on.is_(None))
        person = session.scalars(member.limit(1)).one().person
        change(session, person, "phone", f"136{self._serial:08d}")

    def up(
        self, act: Callable[[Session, Actor, Roster], None], status: RosterStatus
    ) -> list[Callable[[], object]]:
        """Every version of a status goes a step up, each in a transaction of its own."""
        with self.deployed.database.reading() as session:
            of = select(Roster.id, Union.parent_id).join(Union, Union.id == Roster.union_id)
            rows = [tuple(row) for row in session.execute(of.where(Roster.status == status))]

        def one(roster_id: UUID, town: UUID) -> None:
            with self.deployed.database.writing() as session:
                above = session.get_one(Union, town)
                role = Place(Role.TOWNSHIP, above.id, above.path)
                if status is RosterStatus.ACCEPTED:
                    root = session.get_one(Union, self.world.county.id)
                    role = Place(Role.COUNTY, root.id, root.path)
                act(
                    session,
                    Actor("staff", self.world.staff_id("county"), (role,)),
                    session.get_one(Roster, roster_id),
                )

        return [lambda row=row: one(*row) for row in rows]  # type: ignore[misc]

    def calendar(self) -> None:
        """Whatever the calendar asks for now."""
        while any(do_due(self.deployed, plan) for plan in CAMPAIGNS):
            pass

    def campaign(self, name: str, before: str, month: str, last: str, after: str) -> None:
        """One campaign from the day before its first to the day after its last; a sample of chairs sits at the pages."""
        self.at(f"{before} 12:00")
        self.calendar()  # the days since, on which nobody is chased: not part of the step
        self.at(f"{month}-01 00:00")
        self.step(f"{name}: opened by the schedule, chairs told", [self.calendar], len(self.unions))
        self.at(f"{month}-05 09:00")
        silent, changed = self.unions[::10], self.unions[1::5]
        with self.deployed.database.writing() as session:
            for union_id in changed:
                self.changes(session, session.get_one(Union, union_id))
        same = [union for union in self.unions if union not in {*silent, *changed}]
        mixed = [union for union in changed if union not in set(silent)]
        few = min(TAPPED, len(mixed) // 2)
        self.taps(f"{name}: a chair, «nothing changed»", same[:few])
        self.step(f"{name}: answered «nothing changed»", self.per_union(self.answer, same[few:]))
        self.at(f"{month}-06 09:00")
        self.taps(f"{name}: a chair, with changes", mixed[:few])
        self.step(f"{name}: answered with changes", self.per_union(self.answer, mixed[few:]))
        self.step(f"{name}: received by the townships", self.up(accept, RosterStatus.SUBMITTED))
        self.step(f"{name}: consolidated by the county", self.up(consolidate, RosterStatus.ACCEPTED))
        self.at(f"{last} 07:00")
        self.calendar()
        self.at(f"{last} 08:00")
        self.step(f"{name}: the silent are chased", [self.calendar], len(silent))
        self.at(f"{after} 00:00")
        self.step(f"{name}: closed and frozen", [self.calendar], len(self.unions))

    def taps(self, name: str, unions: Sequence[UUID]) -> None:
        """A sample of chairs answers at the pages."""
        taps = tap(self.deployed, self.world, unions)
        print(*taps.lines(name), sep="\n", flush=True)
        self.sent |= taps.statements

    def compare(self) -> None:
        """The two snapshots: whether they are what they were, and what differs."""
        with self.deployed.database.reading() as session:
            earlier, later = session.scalars(select(Snapshot).order_by(Snapshot.as_of)).all()
            people = session.scalar(select(func.sum(Snapshot.members)))
            self.step(
                "both snapshots verified", [lambda: verify(session, earlier), lambda: verify(session, later)]
            )
            self.step(
                "differences of two snapshots, per union",
                [lambda: counted(session, earlier, later, true())],
                people,
            )

    def rivals(self) -> None:
        """What freezing would cost if it copied rows instead of naming versions, or only read them; and answers, by set."""
        with self.deployed.database.reading() as session:
            rows = session.scalar(text("SELECT count(*) FROM roster_rows"))
        with self.deployed.database.writing() as session:
            session.execute(text(EMPTY))

        def copy() -> None:
            with self.deployed.database.writing() as session:
                session.execute(text(COPY))

        def read() -> None:
            with self.deployed.database.reading() as session:
                for _ in session.execute(text(READ)).yield_per(1000):
                    pass

        self.step("rival of freezing: reading every roster row once", [read], rows)
        self.step("rival of freezing: INSERT … SELECT of every roster row", [copy], rows)

    def findings(self) -> None:
        """A night's look, piece by piece, and the purge."""
        with self.deployed.database.writing() as session:
            begin_round(session, self.deployed.settings, clock.now())
        longest, pieces = 0.0, 0
        with measured() as cost:
            while True:
                start = time.perf_counter()
                if not work_next(self.deployed, [ROUNDS]):
                    break
                longest, pieces = max(longest, time.perf_counter() - start), pieces + 1
        people = len(self.unions) * EACH
        self.steps.append(
            Step(f"findings looked for, {pieces} pieces", people, cost.seconds, longest, cost.mib, cost.peak)
        )
        print(self.steps[-1], flush=True)

        def night() -> None:
            with self.deployed.database.writing() as session:
                purge(session, self.deployed.settings, clock.now())

        self.step("a night's purge", [night])

    def export(self) -> None:
        """The county's numbers as they were frozen, as a file."""
        with self.deployed.database.writing() as session:
            county = staff_actor(session, self.world.staff["county"])
            snapshot = session.scalars(select(Snapshot).order_by(Snapshot.as_of)).first()
            assert snapshot is not None
            top = session.get_one(Union, self.world.county.id)
            request(session, county, ExportKind.UNIONS, top, "样例存档", snapshot=snapshot)

        def make() -> None:
            assert make_next(self.deployed)

        self.step("the first snapshot as a workbook (numbers of every union)", [make], len(self.unions))

    def pages(self) -> None:
        """What the county and a chair look at, after one warm-up."""
        office = Office(create_app(self.deployed), self.deployed, self.world)
        with self.deployed.database.reading() as session:
            first = campaigns(session)[-1].id
            earlier, later = session.scalars(select(Snapshot.id).order_by(Snapshot.as_of)).all()
        own = f"/console/campaigns/{first}/unions/{self.world.battery.id}"
        for login, path in (
            ("county", f"/console/campaigns/{first}?which=changed"),
            ("county", f"/console/campaigns/{first}/unions.xlsx?which=all"),
            ("county", f"/console/snapshots/{later}"),
            ("county", f"/console/snapshots/{later}/differences?earlier={earlier}"),
            ("county", "/console/findings/overview"),
            ("county", "/console/findings?kind=duplicate_person"),
            ("county", "/console/province"),
            ("county", "/console/"),
            ("chair_battery", own),
            ("chair_battery", "/console/"),
        ):
            self._page(office.desk(login), login, path)
            self.at(
                f"{clock.county_time(clock.now())[:14]}{int(clock.county_time(clock.now())[14:16]) + 1:02}"
            )

    def _page(self, desk: Desk, login: str, path: str) -> None:
        times = []
        for _ in range(ANSWERS + 1):
            start = time.perf_counter()
            answered = desk.get(path)
            times.append(time.perf_counter() - start)
            assert answered.status_code == 200, (path, answered.status_code)
        shown = path.split("?")[0].split("/")
        words = "/".join("…" if len(part) == 36 else part for part in shown)
        print(
            f"| page {words} ({login}) | {ANSWERS} | {median(times[1:]):.3f} | {max(times) * 1000:,.0f} | | |",
            flush=True,
        )


def report(kind: str, many: int) -> None:
    """One database: the table."""
    before = facts()
    with database(kind) as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
        migrate(url)
        make_ring(settings)
        deployed = deploy(settings.model_copy(update={"wechat_url": "http://127.0.0.1:9"}))
        with deployed.database.writing() as session:
            world = tell(session)
        crowd = Crowd(deployed, world)
        towns = [world.zhicheng.id, world.huaxi.id, *crowd.townships(14)]
        unions = [world.battery.id, *crowd.unions(many - 1, towns)]
        start = time.perf_counter()
        crowd.members(unions, EACH)
        with deployed.database.writing() as session:
            session.execute(update(Union).values(created_at=datetime(2022, 5, 4, tzinfo=UTC)))
        print(
            f"\n{kind}: {many * EACH:,} people in {many:,} unions, written in {time.perf_counter() - start:.0f} s\n"
        )
        print("| step | n | s | longest ms | MiB more | peak MiB |\n|---|---:|---:|---:|---:|---:|")
        year = Year(deployed, world, unions)
        year.at("2026-12-01 09:00")
        year.calendar()
        year.step("first confirmation, every row sealed", year.per_union(year.first, unions))
        year.campaign("January", "2026-12-31", "2027-01", "2027-01-25", "2027-02-01")
        year.campaign("July", "2027-06-30", "2027-07", "2027-07-25", "2027-08-01")
        year.compare()
        year.rivals()
        year.export()
        year.at("2027-08-02 09:00")
        year.findings()
        year.pages()
        size = _size(deployed, url)
        print(f"\na chair's page and answer: statements {sorted(year.sent)}")
        print(f"database {size / 2**20:,.0f} MiB; {before} before; {facts()} after")
        deployed.database.engine.dispose()


def _size(deployed: Deployment, url: str) -> int:
    if url.startswith("sqlite"):
        return os.path.getsize(url.removeprefix("sqlite:///"))
    with deployed.database.reading() as session:
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def main() -> None:
    """Measure the databases that were asked for, or both."""
    nowhere = structlog.WriteLoggerFactory(open(os.devnull, "w"))  # noqa: SIM115 - the request log, thrown away
    structlog.configure(logger_factory=nowhere)
    many = next((int(one.partition("=")[2]) for one in sys.argv[1:] if one.startswith("unions=")), MANY)
    for kind in [one for one in sys.argv[1:] if "=" not in one] or ("sqlite", "postgresql"):
        report(kind, many)


if __name__ == "__main__":
    main()
