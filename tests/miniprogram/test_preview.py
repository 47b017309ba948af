"""The preview that stands beside the demonstration."""

from pathlib import Path

import pytest
import requests

from service.doors.demo import preview
from tests.platform import APPID

NOWHERE = "http://127.0.0.1:9"


def started(folder: Path) -> tuple[bool, str, int]:
    """Whether a process runs, what is told, and whether its stage answers; it is stopped at once."""
    told = preview.stage("sample-scene", f"{NOWHERE}/console/")
    process, words = preview.start(folder, 0, NOWHERE, NOWHERE, APPID, told)
    if process is None:
        return False, words, 0
    address = words.split()[1]
    status = requests.get(address.replace("/stage", "/stage.json"), timeout=5)
    process.terminate()
    process.wait()
    assert status.json() == told
    return True, words, status.status_code


def test_the_demonstration_shows_three_phones(tmp_path: Path) -> None:
    running, words, status = started(tmp_path)
    assert (running, status) == (True, 200)
    assert "/stage" in words


def test_the_demonstration_runs_without_node_and_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert started(tmp_path) == (False, preview.HOW_TO_GET, 0)
