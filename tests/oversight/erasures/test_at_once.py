"""An erasure falls due while somebody becomes a member again: no member is left whose data nobody can open."""

import pytest

from service.register.deployment import Deployment
from tests.encounters.rounds import agreed, named, play
from tests.encounters.scene import Scene
from tests.given import World
from tests.windows import before, watched

pytestmark = pytest.mark.both("locks")
# Where a committee's approval may be overtaken: before its first write, before it looks the person up, before it admits.
WINDOWS = [r"INSERT INTO decisions", r"UPDATE applications", r"SELECT people", r"INSERT INTO memberships"]


@pytest.mark.parametrize("window", WINDOWS)
def test_an_erasure_that_falls_due_while_a_committee_approves(
    deployed: Deployment, world: World, window: str
) -> None:
    """The person is erased and registered anew, or is a member and stays readable: either came first."""
    pair = named("approve | erase")
    with watched(deployed.database) as waits:
        round_ = play(pair, Scene(deployed, world, make=False), waits, agreed()[pair.name], before(window))
    assert (round_.met.opened, round_.faults) == (True, [])


@pytest.mark.parametrize("pair", ["erase | approve", "erase | import", "import | erase"])
def test_whoever_erases_finds_out_last_of_all_whether_he_is_a_member(
    deployed: Deployment, world: World, pair: str
) -> None:
    with watched(deployed.database) as waits:
        round_ = play(named(pair), Scene(deployed, world, make=False), waits, agreed()[pair])
    assert (round_.met.opened, round_.faults) == (True, [])
