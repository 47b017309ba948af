"""What a hostile upload costs before it is refused: ``python -m benchmarks.hostile_uploads``.

Each animal of the zoo is judged in a fresh process, five times; the worst three then go straight to openpyxl. What only
the parsing process refuses is judged likewise, and then read: what it cost the request, and what it cost the worker's child.
"""

import multiprocessing
import os
import resource
from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO
from multiprocessing.connection import Connection
from statistics import median
from typing import NamedTuple

import openpyxl

from benchmarks.machine import facts, measured
from service.rolls.imports.archive import FileRefused, judge_file
from service.rolls.imports.reader import read_cells
from tests.rolls.imports.hostile import late, zoo

REPEATS = 5
GOAL_MS, GOAL_MIB = 50, 64
RIVAL_SECONDS = 20
_FRESH = multiprocessing.get_context("spawn")


class Cost(NamedTuple):
    """What one reading took: milliseconds by the clock and of computing, growth of the peak memory in MiB, its end."""

    ms: float
    computing: float
    mib: float
    end: str


def judged(data: bytes) -> str:
    """Ours: judge the file."""
    try:
        return judge_file(data)
    except FileRefused:
        return "refused"


def read(data: bytes) -> str:
    """Ours, in the worker: hand the file to the limited child; tells the child's peak memory."""
    try:
        return f"{len(read_cells(data))} sheets"
    except FileRefused:
        return f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}"


def opened(data: bytes) -> str:
    """The rival: openpyxl, read-only, every row of every sheet."""
    book = openpyxl.load_workbook(BytesIO(data), read_only=True)
    return f"{sum(1 for page in book for _ in page.iter_rows())} rows"


def _measured(read: Callable[[bytes], str], wire: Connection) -> None:
    data = wire.recv_bytes()
    with measured() as taken:
        try:
            end = read(data)
        except Exception as fault:
            end = type(fault).__name__
    wire.send(Cost(taken.seconds * 1000, taken.computing * 1000, taken.mib, end))


def cost(read: Callable[[bytes], str], data: bytes) -> Cost:
    """The cost of one reading in a fresh process, which is ended after RIVAL_SECONDS."""
    ours, theirs = _FRESH.Pipe()
    process = _FRESH.Process(target=_measured, args=(read, theirs))
    process.start()
    theirs.close()
    ours.send_bytes(data)
    try:
        answer: Cost = (
            ours.recv() if ours.poll(RIVAL_SECONDS) else Cost(RIVAL_SECONDS * 1000, 0, 0, "not done")
        )
    except EOFError:
        answer = Cost(0, 0, 0, "process died")
    process.kill()
    process.join()
    return answer


def median_cost(data: bytes) -> Cost:
    """The median time and the highest memory of the repeats."""
    costs = [cost(judged, data) for _ in range(REPEATS)]
    ends = sorted({one.end for one in costs})
    ms, computing = (median(getattr(one, name) for one in costs) for name in ("ms", "computing"))
    return Cost(ms, computing, max(one.mib for one in costs), "/".join(ends))


def main() -> None:
    """Measure and print."""
    before, animals, later = facts(), zoo(), late()
    costs = {name: median_cost(data) for name, data in animals.items()}
    worst = sorted(costs, key=lambda name: costs[name].ms, reverse=True)
    print("| file | bytes | median ms | of computing | peak MiB | end | |\n|---|---:|---:|---:|---:|---|---|")
    for name in worst:
        one = costs[name]
        above = "ABOVE THE GOAL" if one.ms >= GOAL_MS or one.mib >= GOAL_MIB or one.end != "refused" else ""
        print(
            f"| {name} | {len(animals[name])} | {one.ms:.1f} | {one.computing:.1f} | {one.mib:.1f} | {one.end} | {above} |"
        )
    print(
        "\n| given to openpyxl | ours ms | openpyxl ms | ours MiB | openpyxl MiB | its end |\n|---|---:|---:|---:|---:|---|"
    )
    for name in worst[:3]:
        rival, one = cost(opened, animals[name]), costs[name]
        print(f"| {name} | {one.ms:.1f} | {rival.ms:.1f} | {one.mib:.1f} | {rival.mib:.1f} | {rival.end} |")
    print(
        "\n| refused on reading only | bytes | request ms | request MiB | until refused ms | child MiB |\n|---|---:|---:|---:|---:|---:|"
    )
    for name, data in later.items():
        one, child = median_cost(data), cost(read, data)
        above = " ABOVE THE GOAL" if one.ms >= GOAL_MS or one.mib >= GOAL_MIB else ""
        print(
            f"| {name} | {len(data)} | {one.ms:.1f}{above} | {one.mib:.1f} | {child.ms:.0f} | {child.end} |"
        )
    print(
        f"\n{len(animals)} files, {REPEATS} repeats each; worst {costs[worst[0]].ms:.1f} ms and"
        f" {max(one.mib for one in costs.values()):.1f} MiB; openpyxl {version('openpyxl')};"
        f" {before} before, {os.getloadavg()[0]:.1f} after"
    )


if __name__ == "__main__":
    main()
