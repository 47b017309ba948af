"""Aimed races: ``python -m tests.encounters 50`` lets every act meet every other one in fifty rounds and more, on PostgreSQL.

Each round the first act stands still before another one of its statements, so that every place at which the second can
come between is tried. ``--keep`` writes what is agreed anew, from both orders one after the other; look at the difference.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from service.ground.config import Settings
from service.ground.setup import make_ring, migrate
from service.register.deployment import deploy
from tests import ordered, postgres
from tests.encounters.rounds import AGREED, agreed, pairs, play, written
from tests.encounters.scene import Scene
from tests.given import tell
from tests.windows import Opens, watched


def at_statement(number: int) -> Opens:
    """The window before the ``number``-th statement of an act."""
    left = [number]

    def opens(_statement: str) -> bool:
        left[0] -= 1
        return left[0] == 0

    return opens


def _scene(server: str, folder: str) -> Scene:
    url = postgres.create(server, "huigongka_encounters")
    settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
    migrate(url)
    make_ring(settings)
    deployed = deploy(settings)
    ordered.listen(deployed.database.engine)
    with deployed.database.writing() as session:
        return Scene(deployed, tell(session), make=False)


def run(scene: Scene, rounds: int, words: str) -> Counter[str]:
    """Every pair in so many rounds, and until each statement of the first has been a window."""
    told: Counter[str] = Counter()
    table = agreed()
    with watched(scene.deployed.database, unlocked="--unlocked" in sys.argv) as waits:
        for pair in (one for one in pairs() if words in one.name):
            number, played, whole = 0, 0, False
            while played < rounds or not whole:
                number = 1 if whole else number + 1
                round_ = play(pair, scene, waits, table[pair.name], at_statement(number))
                whole, played = whole or not round_.met.opened, played + 1
                told["rounds"] += 1
                told["waited"] += round_.met.waited
                if round_.faults:
                    told["faults"] += 1
                    print(round_, f"(statement {number})", flush=True)  # noqa: T201
            told["pairs"] += 1
    return told


def keep(scene: Scene) -> int:
    """Write what comes of each pair one after the other; 1 when something does not hold even so."""
    table, broken = {}, 0
    for pair in pairs():
        try:
            table[pair.name] = pair.one_after_the_other(scene)
        except AssertionError as fault:
            print(fault, flush=True)  # noqa: T201
            broken = 1
    AGREED.write_text(written(table), encoding="utf-8")
    return broken


def main() -> int:
    """Play, and say how it went."""
    server, stop = postgres.start()
    began, cpu = time.monotonic(), time.process_time()
    try:
        with tempfile.TemporaryDirectory() as folder:
            scene = _scene(server, folder)
            if "--keep" in sys.argv:
                return keep(scene)
            asked = [one for one in sys.argv[1:] if not one.startswith("--")]
            told = run(scene, int(asked[0]) if asked else 50, asked[1] if asked[1:] else "")
            scene.deployed.database.engine.dispose()
    finally:
        stop()
    disorder = ordered.faults()
    for one in disorder:
        print(one)  # noqa: T201
    took = f"{time.monotonic() - began:.0f} s, {time.process_time() - cpu:.0f} CPU s of this process"
    print(f"{dict(told)}; {took}; {Path(__file__).parent.name}")  # noqa: T201
    return 1 if told["faults"] or disorder else 0


if __name__ == "__main__":
    sys.exit(main())
