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


def test_who_has_to_do_it_reads_what_waits_and_not_what_somebody_has_left_undone() -> None:
    """Whoever oversees reads on the same list of what is late what somebody below or above has not done."""
    told = {one.key: one.title for one in WAITING if one.above}
    assert {key: title for key, title in told.items() if "待" not in title or "没有" in title} == {}
