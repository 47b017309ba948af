"""The floors of coverage: a room that falls below its own, has none, or is gone, is named."""

import json
from pathlib import Path

from tests.walked import judge, room_of, walked


def test_a_room_is_two_folders_deep() -> None:
    assert room_of("service/register/people/actions.py") == "service/register/people"
    assert room_of("service/rolls/reindexing.py") == "service/rolls/reindexing"
    assert room_of("crypto/keys.py") == "crypto"


def test_lines_and_branches_of_a_room_count_together(tmp_path: Path) -> None:
    def file(*numbers: int) -> dict[str, dict[str, int]]:
        names = ("num_statements", "covered_lines", "num_branches", "covered_branches")
        return {"summary": dict(zip(names, numbers, strict=True))}

    report = tmp_path / "report.json"
    files = {
        "service/a/b/one.py": file(10, 9, 4, 1),
        "service/a/b/two.py": file(6, 6, 0, 0),
        "service/a/__init__.py": file(0, 0, 0, 0),
    }
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    assert walked(report) == {"service/a/b": (20, 16)}


def test_who_falls_has_no_floor_or_is_gone_is_named() -> None:
    rooms = {"kept": (200, 180), "fell": (200, 179), "new": (10, 10)}
    assert judge(rooms, {"kept": 90, "fell": 90, "gone": 1}) == [
        "fell fell to 89.5 %, below its floor of 90 %",
        "gone is gone: take its floor away (--keep)",
        "new has no floor: give it one (--keep)",
    ]
