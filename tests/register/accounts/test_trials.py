"""How often a name may be guessed at: the figures of the table in docs/security.md, «Limits and whom they can hurt»."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import seconds_to_wait
from service.ground.sealing import vault
from service.register.accounts.devices import new_device
from service.register.accounts.trials import Trial, must_be_let_try, note_failed, note_right, trial_of

pytestmark = pytest.mark.both("upserts")
Later = Callable[..., None]
DAY = 86400


def tried(database: Database, address: str, device: str = "", login: str = "chair_battery") -> str:
    """A wrong attempt with one code: compared, or refused before anything was."""
    with database.session() as session:
        try:
            trial = trial_of(session, login, address, device, two_codes=False)
            must_be_let_try(session, trial)
            note_failed(session, trial)
        except Refusal as refusal:
            database.commit(session)
            return refusal.code
        database.commit(session)
        return "compared"


def waits(database: Database, address: str, device: str = "") -> float:
    """How long the next attempt has to wait."""
    with database.writing() as session:
        trial = trial_of(session, "chair_battery", address, device, two_codes=False)
        return seconds_to_wait(session, trial.limit, trial.key)


def days_of_one(database: Database, later: Later, device: str = "") -> list[int]:
    """Attempts compared on the first and the second day, of somebody at one address who tries whenever he may."""
    counts = [0, 0]
    began = clock.now()
    while (passed := (clock.now() - began).total_seconds()) < 2 * DAY:
        counts[int(passed // DAY)] += tried(database, "203.0.113.9", device) == "compared"
        later(seconds=waits(database, "203.0.113.9", device))
    return counts


def test_one_address_has_35_guesses_on_the_first_day_and_24_on_every_other(
    database: Database, later: Later
) -> None:
    later(seconds=0)
    assert days_of_one(database, later) == [35, 24]


def test_whoever_has_a_known_browser_has_no_more(database: Database, later: Later) -> None:
    later(seconds=0)
    with database.writing() as session:
        device = new_device(vault(session).index, "chair_battery")
    assert days_of_one(database, later, device) == [35, 24]


def test_all_the_addresses_of_the_world_have_44_on_the_first_day_and_24_on_every_other(
    database: Database, later: Later
) -> None:
    later(seconds=0)
    addresses: Iterator[int] = count()
    counts = []
    for _ in range(2):
        compared = 0
        for _ in range(24):
            while (said := tried(database, f"address {next(addresses)}")) == "compared":
                compared += 1
            assert said == "SIGN_IN_TWO_CODES"
            later(hours=1)
        counts.append(compared)
    assert counts == [20 + 23, 24]


def test_a_quiet_day_and_a_success_forget_the_failures(database: Database, later: Later) -> None:
    later(seconds=0)
    for _ in range(6):
        assert tried(database, "203.0.113.9") == "compared"
    assert waits(database, "203.0.113.9") == 30
    later(days=1)
    assert waits(database, "203.0.113.9") == 0
    for _ in range(6):
        tried(database, "203.0.113.9")
    with database.writing() as session:
        trial: Trial = trial_of(session, "chair_battery", "203.0.113.9", "", two_codes=True)
        must_be_let_try(session, trial)
        note_right(session, trial)
    assert waits(database, "203.0.113.9") == 0


def test_the_wait_doubles_up_to_an_hour(database: Database, later: Later) -> None:
    later(seconds=0)
    found = []
    for _ in range(15):
        later(seconds=waits(database, "203.0.113.9"))
        assert tried(database, "203.0.113.9") == "compared"
        found.append(waits(database, "203.0.113.9"))
    assert found == [0.0] * 5 + [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
