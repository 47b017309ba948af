"""A union closes while somebody is transferred into it: he comes before it closes, or he does not come."""

import pytest

from service.register.deployment import Deployment
from tests.encounters.rounds import agreed, named, play
from tests.encounters.scene import Scene
from tests.given import World
from tests.windows import watched

COMING = ("receive", "rehome", "move a unit")
pytestmark = pytest.mark.both("locks")


@pytest.mark.parametrize("act", COMING)
def test_nobody_is_transferred_into_a_union_that_closes(deployed: Deployment, world: World, act: str) -> None:
    with watched(deployed.database) as waits:
        for pair in (named(f"{act} | close the other union"), named(f"close the other union | {act}")):
            round_ = play(pair, Scene(deployed, world, make=False), waits, agreed()[pair.name])
            assert round_.faults == []
