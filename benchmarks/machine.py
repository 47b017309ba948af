"""What a measurement needs to know of the machine: its facts, and how much memory a piece of work took."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS, _REFS = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Cost:
    """Seconds by the clock and of this process's computing; growth of the peak resident memory and the peak itself in MiB."""

    seconds: float = 0.0
    computing: float = 0.0
    mib: float = 0.0
    peak: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """What the block costs this process; getrusage would report a peak from before it."""
    cost = Cost()
    _REFS.write_text("5")  # sets the peak back to what is in use
    before, start, computed = _peak(), time.perf_counter(), time.process_time()
    yield cost
    cost.seconds, cost.peak = time.perf_counter() - start, _peak()
    cost.mib = cost.peak - before
    cost.computing = time.process_time() - computed


def _peak() -> float:
    """The highest resident memory since, in MiB."""
    return int(_STATUS.read_text().split("VmHWM:")[1].split()[0]) / 1024


def facts() -> str:
    """The machine in a line, with the load of this moment."""
    load = os.getloadavg()[0]
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()}, load average {load:.1f}"
    )
