"""granian against gunicorn, on this very application: ``python -m benchmarks.servers`` from the checkout.

One worker process each. Every point is pressed for SECONDS, REPEATS times, in shuffled order, on the loopback
only; the table gives medians and, because the machine may be shared, ratios to gunicorn sync of the same run.
"""

import os
import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.load import Pressed, client_name, press
from benchmarks.seeded import fresh_postgres, seed
from tests import postgres

SECONDS, REPEATS = 5.0, 3
BINARIES = Path(sys.executable).parent
BASELINE = "gunicorn sync"
GRANIAN = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws", "--workers", "1", "--port"]
GUNICORN = ["gunicorn", "--no-control-socket", "--workers", "1", "--log-level", "warning", "--bind"]
POINTS = (("SQLite", "/livez"), ("SQLite", "/api/applications"), ("PostgreSQL", "/api/applications"))


@dataclass(frozen=True)
class Point:
    """One thing to measure: a server with an address of the application on one database."""

    server: str
    backend: str
    path: str


@dataclass(frozen=True)
class Measured:
    """One burst, and the processor time that the server's processes took for it."""

    pressed: Pressed
    cpu_seconds: float
    load: float

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.pressed.answers / self.pressed.seconds

    @property
    def cpu_micros(self) -> float:
        """Processor time per answer, in microseconds, of all processes and threads of the server."""
        return self.cpu_seconds / self.pressed.answers * 1e6


def commands(port: int) -> dict[str, list[str]]:
    """How each server is started."""
    granian, gunicorn = [*GRANIAN, str(port)], [*GUNICORN, f"127.0.0.1:{port}"]
    return {
        BASELINE: [*gunicorn, "--worker-class", "sync"],
        "gunicorn gthread x4": [*gunicorn, "--worker-class", "gthread", "--threads", "4"],
        "granian x1": [*granian, "--blocking-threads", "1"],
        "granian x4": [*granian, "--blocking-threads", "4"],
    }


@contextmanager
def serving(server: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run one server; gives its process id and port once it answers, and ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = commands(port)[server]
    process = subprocess.Popen(
        [str(BINARIES / command[0]), *command[1:], "service.doors.wsgi:app"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready")


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far (/proc/PID/stat, fields 14 to 17)."""
    total = sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return total / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(int(child)) for child in children)


def measure(point: Point, environment: dict[str, str], token: str) -> Measured:
    """Start the server, warm it up, press it."""
    with serving(point.server, environment) as (pid, port):
        press(port, point.path, token, 1)
        before = cpu_seconds(pid)
        pressed = press(port, point.path, token, SECONDS)
        return Measured(pressed, cpu_seconds(pid) - before, os.getloadavg()[0])


def run(databases: dict[str, tuple[dict[str, str], str]]) -> dict[Point, list[Measured]]:
    """All points, shuffled anew in each repeat, so that a busy minute does not hit one server only."""
    points = [Point(server, backend, path) for server in commands(0) for backend, path in POINTS]
    found: dict[Point, list[Measured]] = {point: [] for point in points}
    for _ in range(REPEATS):
        for point in random.sample(points, len(points)):
            found[point].append(measure(point, *databases[point.backend]))
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def show(found: dict[Point, list[Measured]]) -> None:
    """The table, in Markdown."""
    titles = ("address", "database", "server", "answers/s", "spread", "ratio")
    print(f"| {' | '.join((*titles, 'CPU µs/answer', 'ratio', 'p99 ms', 'n', 'faults'))} |")
    print(f"|---|---|---{'|---:' * 8}|")
    for backend, path in POINTS:
        base = found[Point(BASELINE, backend, path)]
        for server in commands(0):
            print(_line(Point(server, backend, path), found[Point(server, backend, path)], base))


def _line(point: Point, bursts: list[Measured], base: list[Measured]) -> str:
    speeds = [burst.per_second for burst in bursts]
    speed, cpu = median(speeds), median(burst.cpu_micros for burst in bursts)
    cells = [
        *(point.path, point.backend, point.server, f"{speed:.0f}", f"{min(speeds):.0f}–{max(speeds):.0f}"),
        f"{speed / median(burst.per_second for burst in base):.2f}",
        f"{cpu:.0f}",
        f"{cpu / median(burst.cpu_micros for burst in base):.2f}",
        f"{median(burst.pressed.p99 for burst in bursts):.1f}",
        str(sum(burst.pressed.answers for burst in bursts)),
        str(sum(burst.pressed.faults for burst in bursts)),
    ]
    return f"| {' | '.join(cells)} |"


def describe(found: dict[Point, list[Measured]]) -> None:
    """What the numbers were taken on."""
    loads = [burst.load for bursts in found.values() for burst in bursts]
    packages = ("granian", "gunicorn", "flask", "apiflask", "sqlalchemy", "psycopg")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"\n{REPEATS} repeats of {SECONDS:g} s in shuffled order; one worker process, not pinned;")
    print(f"{client_name()}; {os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()};")
    print(f"Python {platform.python_version()}, {versions};")
    print(f"one-minute load average {min(loads):.1f} to {max(loads):.1f}, median {median(loads):.1f}.")


def main() -> None:
    """Seed both databases, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        url, stop = postgres.start()
        try:
            databases = {
                "SQLite": seed(f"sqlite:///{folder}/county.db", Path(folder)),
                "PostgreSQL": seed(fresh_postgres(url), Path(folder)),
            }
            found = run(databases)
        finally:
            stop()
    show(found)
    describe(found)


if __name__ == "__main__":
    main()
