"""等办的事: whatever a room declares as waiting stands in the one list, once."""

from importlib import import_module
from pathlib import Path

from service.doors.rooms import WAITING
from service.register.matters import Waiting

ROOT = Path(__file__).parents[2]


def declared() -> set[str]:
    """The key of every kind that a room's ``waiting.py`` declares, alone or in a tuple."""
    found = set[str]()
    for path in (ROOT / "service").glob("*/*/waiting.py"):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for value in vars(module).values():
            kinds = value if isinstance(value, tuple) else (value,)
            found |= {one.key for one in kinds if isinstance(one, Waiting)}
    return found


def test_every_kind_that_a_room_declares_stands_in_the_list_once() -> None:
    assert sorted(one.key for one in WAITING) == sorted(declared())
