"""Kill rounds: ``python -m tests.kills 30`` kills worker and service by SIGKILL while imports, exports, claims and text
messages are under way, on SQLite and PostgreSQL, and prints what was lost, done twice, stuck, or left out of the log.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import requests
from sqlalchemy import create_engine, delete, func, select, text
from sqlalchemy.engine import make_url

from service.doors.app import create_app
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.heartbeat import last_beat
from service.ground.limits import Bucket
from service.ground.sealing import find
from service.ground.setup import make_ring, migrate
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment, deploy
from service.register.jobs.leases import LEASE
from service.register.jobs.models import Job, JobStatus
from service.register.notices import actions as notices
from service.register.notices.models import Channel, Notice
from service.register.people.documents import check_digit
from service.requests.cards.models import Claim
from service.rolls.exports.models import Export, ExportStatus
from service.rolls.imports.models import Import, ImportStatus
from tests import postgres
from tests.given import World, phone, tell
from tests.register.access.sides import staff_client
from tests.requests.cards.given import claimed
from tests.rolls.imports.office import line, sheet

ROOT = Path(__file__).parents[1]
WORK = timedelta(seconds=15)  # what the work itself may take on a busy machine, after its lease ran out
ROWS = 60
UNDONE = Job.subject_id.is_not(None) & Job.status.not_in([JobStatus.DONE, JobStatus.REFUSED])
STARTING = timedelta(minutes=2)
SETTLED_EVERY = 10  # rounds
FINAL = (ImportStatus.CONFIRMED, ImportStatus.FAILED, ImportStatus.DISCARDED)


def _number(year: int, place: int) -> str:
    """The document number of a newcomer of one round."""
    seventeen = f"330522{1960 + year % 40}0101{2 * place + 1:03d}"
    return seventeen + check_digit(seventeen)


@dataclass
class County:
    """A county on one database, with a service and a worker that can be killed."""

    settings: Settings
    spool: Path
    port: int
    deployment: Deployment = field(init=False)
    world: World = field(init=False)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    newcomers: list[str] = field(default_factory=list)
    stuck: set[UUID] = field(default_factory=set)
    longest: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        migrate(self.settings.database_url)
        make_ring(self.settings)
        self.deployment = deploy(self.settings)
        with self.deployment.database.writing() as session:
            self.world = tell(session)
        chair = self.world.staff_id("chair_battery")
        client, self.token = staff_client(create_app(self.deployment), self.deployment, chair)
        held = client.get_cookie("console")
        self.cookie = held.value if held else ""

    def start(self) -> None:
        """Start what does not run."""
        commands = {"worker": ["worker"], "service": ["serve", "--port", str(self.port), "--workers", "1"]}
        environment = os.environ | {
            "HUIGONGKA_DATABASE_URL": self.settings.database_url,
            "HUIGONGKA_KEYS": self.settings.keys,
            "HUIGONGKA_SMS": self.settings.sms,
            "HUIGONGKA_PUBLIC_URL": self.settings.public_url,
        }
        for name, command in commands.items():
            if name not in self.running:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", "service", *command],
                    cwd=ROOT,
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )

    def kill(self, name: str) -> None:
        """End a process and its children at once."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.killed[name] += 1

    def post(self, path: str, **sent: object) -> None:
        """Send a form as the chair; the service may die meanwhile."""
        data = {"form_token": self.token, **sent.pop("data", {})}  # type: ignore[dict-item]
        ours = {"Origin": self.settings.public_url, "Cookie": f"console={self.cookie}"}
        try:
            requests.post(
                self.settings.public_url + path,
                data=data,
                headers=ours,
                timeout=10,
                allow_redirects=False,
                **sent,  # type: ignore[arg-type]
            )
        except requests.RequestException:
            return

    def round(self, number: int) -> None:
        """Ask for one of everything, and kill somebody while it is under way."""
        self.start()
        until = time.monotonic() + 30
        while time.monotonic() < until and not self._answers():
            time.sleep(0.1)
        database, union = self.deployment.database, str(self.world.battery.id)
        with database.writing() as session:
            session.execute(delete(Bucket))
            person = self.world.members["陈样一"].id
            notices.text(session, person, phone(1), "text_card_activated", f"kills:{number}")
        claimed(database, "陈样一", openid=f"o-kills-{number}")
        people = [(_number(number, place), f"139{number:04d}{place:04d}") for place in range(ROWS)]
        self.newcomers += [one for one, _ in people]
        rows = [line("吴样七", one, mobile) for one, mobile in people]
        files = {"file": ("花名册.xlsx", sheet(rows))}
        asked = {"kind": "roster", "union_id": union, "purpose": "样例核对"}
        acts = [
            Thread(
                target=self.post,
                args=("/console/imports",),
                kwargs={"data": {"kind": "roster", "union_id": union}, "files": files},
            ),
            Thread(target=self.post, args=("/console/exports",), kwargs={"data": asked}),
            Thread(target=self.confirm),
        ]
        for act in acts:
            act.start()
        time.sleep(random.uniform(0, 3))
        for name in (("worker",), ("service",), ("worker", "service"))[number % 3]:
            self.kill(name)
        for act in acts:
            act.join()

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.settings.public_url}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    def confirm(self) -> None:
        """Confirm every preview."""
        with self.deployment.database.reading() as session:
            seen = session.scalars(select(Import.id).where(Import.status == ImportStatus.PREVIEWED)).all()
        for import_id in seen:
            self.post(f"/console/imports/{import_id}/confirmation")

    def settle(self) -> None:
        """Let a worker live: what it found must be at its end after one lease and the time of the work itself."""
        begun = clock.now()
        self.start()
        while clock.now() < begun + STARTING and not self._worker_lives_since(begun):
            time.sleep(0.2)
        woke = clock.now()
        with self.deployment.database.reading() as session:
            found = set(session.scalars(select(Job.id).where(UNDONE)).all())
        while clock.now() < woke + LEASE + WORK and self._undone(found):
            self.confirm()
            time.sleep(1)
        self.stuck |= self._undone(found)
        self.longest = max(self.longest, int((clock.now() - woke).total_seconds()))
        until = clock.now() + 2 * LEASE
        while clock.now() < until and self.left():
            self.confirm()
            time.sleep(1)

    def _worker_lives_since(self, begun: datetime) -> bool:
        with self.deployment.database.reading() as session:
            beat = last_beat(session)
        return beat is not None and beat > begun

    def _undone(self, found: set[UUID]) -> set[UUID]:
        """Of these jobs, those that are not at their end."""
        with self.deployment.database.reading() as session:
            return set(session.scalars(select(Job.id).where(UNDONE, Job.id.in_(found))).all())

    def left(self) -> int:
        """How much has not come to its end."""
        with self.deployment.database.reading() as session:
            counts = (
                select(func.count()).select_from(Import).where(Import.status.not_in(FINAL)),
                select(func.count()).select_from(Export).where(Export.status == ExportStatus.WAITING),
                select(func.count())
                .select_from(Notice)
                .where(Notice.channel == Channel.TEXT_MESSAGE, Notice.sent_at.is_(None)),
                select(func.count()).select_from(Claim).where(Claim.settled_at.is_(None)),
                select(func.count()).select_from(Job).where(UNDONE),
            )
            return sum(session.scalar(one) or 0 for one in counts)

    def outcome(self) -> dict[str, int]:
        """What was lost, done twice, stuck, or is not in the log."""
        lines = self.spool.read_text(encoding="utf-8").splitlines() if self.spool.exists() else []
        sent = Counter(json.loads(one)["id"] for one in lines)
        with self.deployment.database.reading() as session:
            log = Counter(
                (act, one) for act, one in session.execute(select(AuditEntry.act, AuditEntry.object_id))
            )
            written = session.scalars(select(Import.id).where(Import.status == ImportStatus.CONFIRMED)).all()
            ready = session.scalars(select(Export.id).where(Export.status == ExportStatus.READY)).all()
            texts = session.scalars(
                select(Notice.id).where(Notice.channel == Channel.TEXT_MESSAGE, Notice.sent_at.is_not(None))
            ).all()
            claims = session.scalars(select(Claim.id).where(Claim.settled_at.is_not(None))).all()
            twice = sum(len(find(session, "person", "id_number", one)) > 1 for one in self.newcomers)
            failed = Job.status == JobStatus.FAILED
            stuck = session.scalars(select(Job).where(failed | Job.id.in_(self.stuck))).all()
            ends = Counter(session.scalars(select(Export.status)).all())
        for job in stuck:
            told = f"{job.title}, {job.status.label}, {job.attempts}, {job.faults}, {job.reason}"
            sys.stdout.write(f"stuck: {told}\n")
        steps = [(act, one) for one in written for act in ("import:upload", "import:order", "import:confirm")]
        steps += [(act, one) for one in ready for act in ("export:request", "export:make")]
        steps += [("claim:settle", one) for one in claims]
        once = [step for step in steps if step[0] != "import:order"]
        return {
            "imports": len(written),
            "exports": len(ready),
            "exports void": ends[ExportStatus.VOID],
            "exports failed": ends[ExportStatus.FAILED],
            "texts": len(texts),
            "claims": len(claims),
            "lost": self.left() + sum(one.hex not in sent for one in texts),
            "doubled": twice + sum(log[step] > 1 for step in once),
            "stuck": len(stuck),
            "longest seconds": self.longest,
            "unaudited": sum(log[step] == 0 for step in steps),
            "sent again": sum(count - 1 for count in sent.values()),
        }

    def end(self) -> None:
        """Stop what was started."""
        for name in list(self.running):
            self.kill(name)
        self.deployment.database.engine.dispose()


def rounds(url: str, keys: str, folder: Path, count: int) -> dict[str, int]:
    """The outcome of so many rounds on the database at ``url``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    spool = folder / "spool.jsonl"
    settings = Settings(
        database_url=url,
        keys=keys,
        sms=f"file:{spool}",
        public_url=f"http://127.0.0.1:{port}",
    )
    county = County(settings, spool, port)
    try:
        for number in range(count):
            county.round(number)
            if number % SETTLED_EVERY == SETTLED_EVERY - 1 or number == count - 1:
                county.settle()
        killed = dict(county.killed)
        return county.outcome() | killed
    finally:
        county.end()


def main() -> None:
    """Run the rounds on both databases and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    backends = sys.argv[2:] or ["sqlite", "postgresql"]
    server, stop = postgres.start()
    name = f"kills_{new_id().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    there = make_url(server).set(database=name).render_as_string(hide_password=False)
    bad = 0
    try:
        for backend in backends:
            with tempfile.TemporaryDirectory() as folder:
                url = f"sqlite:///{folder}/county.db" if backend == "sqlite" else there
                found = rounds(url, f"file:{folder}/root.key", Path(folder), count)
                told = ", ".join(f"{words} {number}" for words, number in found.items())
                sys.stdout.write(f"{backend}, {count} rounds: {told}\n")
                sys.stdout.flush()
                bad += sum(found[one] for one in ("lost", "doubled", "stuck", "unaudited"))
    finally:
        engine.dispose()
        stop()
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
