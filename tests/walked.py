"""Which branches of each room the tests walk, against the floor that each room has: ``python -m tests.walked``.

Reads what ``make coverage`` left behind; tests/walked.txt holds the floor of each room in whole percent. ``--keep`` writes the
floors anew, from what was walked: after a room has moved or gained tests, never to make a fallen number pass.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_suffix(".txt")
REPORT = ROOT / "build" / "coverage.json"


def room_of(file: str) -> str:
    """The room of a file: two folders deep in service, one in crypto and wechat."""
    parts = Path(file).with_suffix("").parts
    return "/".join(parts[: 3 if parts[0] == "service" else 1])


def walked(report: Path) -> dict[str, tuple[int, int]]:
    """By room: how many lines and branches there are, and how many of them a test walked."""
    rooms: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file, facts in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        sums, room = facts["summary"], rooms[room_of(file)]
        room[0] += sums["num_statements"] + sums["num_branches"]
        room[1] += sums["covered_lines"] + sums["covered_branches"]
    return {name: (there, seen) for name, (there, seen) in rooms.items() if there}


def floors(file: Path) -> dict[str, int]:
    """By room: the percent below which it may not fall."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {name: int(percent) for name, percent in (line.split() for line in lines)}


def judge(rooms: dict[str, tuple[int, int]], least: dict[str, int]) -> list[str]:
    """What is below its floor, has none, or has one and is gone."""
    faults = [f"{name} is gone: take its floor away (--keep)" for name in least.keys() - rooms.keys()]
    for name, (there, seen) in rooms.items():
        if name not in least:
            faults.append(f"{name} has no floor: give it one (--keep)")
        elif 100 * seen < least[name] * there:
            faults.append(f"{name} fell to {100 * seen / there:.1f} %, below its floor of {least[name]} %")
    return sorted(faults)


def main(arguments: list[str]) -> int:
    """Print the table, and what is wrong with it; 1 when something is."""
    rooms = walked(REPORT)
    if "--keep" in arguments:
        kept = [f"{name} {100 * seen // there}" for name, (there, seen) in sorted(rooms.items())]
        FLOORS.write_text("\n".join([*kept, ""]), encoding="utf-8")
    least = floors(FLOORS)
    for name, (there, seen) in sorted(rooms.items()):
        sys.stdout.write(f"{name:36} {100 * seen / there:6.1f} %  floor {least.get(name, '–')}\n")
    faults = judge(rooms, least)
    sys.stdout.writelines(f"! {fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
