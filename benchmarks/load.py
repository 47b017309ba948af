"""Press one address on this machine for some seconds: with wrk if installed, else with own threads."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Pressed:
    """A burst: answers, faults (not 200, or none at all), seconds, and the 99th percentile in ms."""

    answers: int
    faults: int
    seconds: float
    p99: float


def client_name() -> str:
    """Which client presses; it shares the cores with the server, so only ratios of one run mean anything."""
    if not shutil.which("wrk"):
        return f"own client, {CONNECTIONS} threads"
    banner = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    return " ".join(banner.split()[:2]) + f", 1 thread, {CONNECTIONS} connections"


def press(port: int, path: str, token: str, seconds: float) -> Pressed:
    """GET ``path`` on the loopback as often as the server answers."""
    return (_with_wrk if shutil.which("wrk") else _with_threads)(port, path, token, seconds)


def _with_wrk(port: int, path: str, token: str, seconds: float) -> Pressed:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency"]
    target = ["-H", f"Authorization: Bearer {token}", f"http://127.0.0.1:{port}{path}"]
    report = subprocess.run([*command, *target], capture_output=True, text=True, check=True).stdout
    answers, spent = _found(r"(\d+) requests in ([\d.]+)s", report)
    p99, unit = _found(r"99%\s+([\d.]+)(us|ms|s)", report)
    faults = sum(map(int, re.findall(r"(?:Non-2xx.*?|connect|read|write|timeout):? (\d+)", report)))
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]
    return Pressed(int(answers), faults, float(spent), float(p99) * scale)


def _found(pattern: str, report: str) -> tuple[str, str]:
    match = re.search(pattern, report)
    if match is None:
        raise RuntimeError(f"wrk reported nothing like {pattern!r}")
    return match[1], match[2]


def _with_threads(port: int, path: str, token: str, seconds: float) -> Pressed:
    times: list[float] = []
    faults: list[int] = []
    started = time.perf_counter()

    def one() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while (begun := time.perf_counter()) < started + seconds:
            try:
                connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
                answer = connection.getresponse()
                answer.read()
                times.append(time.perf_counter() - begun)
                if answer.status != 200:
                    faults.append(answer.status)
            except (OSError, http.client.HTTPException):
                faults.append(0)
                connection.close()

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slowest = sorted(times)[int(len(times) * 0.99)] if times else float("nan")
    return Pressed(len(times), len(faults), time.perf_counter() - started, slowest * 1000)
