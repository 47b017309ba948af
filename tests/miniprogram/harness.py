"""Starts the harness that runs a mini-program in a browser (miniprogram/tests/harness)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.platform import APPID

FOLDER = Path(__file__).resolve().parents[2] / "miniprogram"
MISSING = "Node.js or the mini-program's tools are missing: run sh scripts/node.sh"


@dataclass(frozen=True)
class Harness:
    """A running harness at its address."""

    url: str

    def aim(self, service: str, platform: str) -> None:
        """From now on it speaks to this service and to this platform."""
        targets = {"service": service, "platform": platform}
        requests.post(f"{self.url}/harness/targets", json=targets, timeout=5).raise_for_status()


@contextmanager
def running(app: Path, *more: str) -> Iterator[Harness]:
    """The harness with the mini-program in a folder. Without Node.js the tests fail, as they do without a browser."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules" / "esbuild").is_dir():
        pytest.fail(MISSING)
    serve = FOLDER / "tests" / "harness" / "serve.mjs"
    command = [node, serve, "--app", app, "--appid", APPID, "--attached", *more]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            line = process.stdout.readline()
            if not line:
                pytest.fail(f"the mini-program was not built:\n{process.stderr.read()}", pytrace=False)
            yield Harness(json.loads(line)["url"])
        finally:
            process.terminate()
