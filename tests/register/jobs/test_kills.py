"""Worker and service killed while work is under way: nothing is lost, done twice, stuck or left out of the log."""

from pathlib import Path

import pytest

from service.ground.db import Database
from tests import kills


@pytest.mark.both("locks")
@pytest.mark.timeout(600)
def test_three_kills_leave_nothing_undone_and_nothing_done_twice(
    own_database: Database, key_file: str, tmp_path: Path
) -> None:
    found = kills.rounds(own_database.url, key_file, tmp_path, 3)
    assert {word: found[word] for word in ("worker", "service", "texts", "claims")} == {
        "worker": 2,
        "service": 2,
        "texts": 3,
        "claims": 3,
    }
    assert {word: found[word] for word in ("lost", "doubled", "stuck", "unaudited")} == {
        "lost": 0,
        "doubled": 0,
        "stuck": 0,
        "unaudited": 0,
    }
