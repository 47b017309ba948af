"""Two at once: every act on a person and a union meets every other one, and what must hold holds (make encounters)."""

from threading import Barrier

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from service.ground.holding import hold
from service.register.deployment import Deployment
from service.register.jobs.faults import Cause, cause_of
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union
from tests import ordered
from tests.encounters.acts import ACTS
from tests.encounters.rounds import agreed, named, pairs, play
from tests.encounters.scene import Scene
from tests.given import World
from tests.races import race
from tests.windows import before, meet, watched

PAIRS = [pair for pair in pairs() if ACTS.index(pair.first) <= ACTS.index(pair.second)]

DESTROYED = {
    "approve | erase": "not one of done/done, done/refused",  # the last look before the keys go is left, and saves them
    "import | erase": "a member whose data nobody can open",
    "receive | close the other union": "came into a closed union",
    "rehome | close the other union": "came into a closed union",
    "settle a claim | erase an account": "a live card of an account that is no more",
}


def test_every_pair_is_agreed() -> None:
    assert {pair.name for pair in pairs()} == agreed().keys()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("first", [act.name for act in ACTS])
def test_whoever_comes_between_waits_or_is_waited_for(deployed: Deployment, world: World, first: str) -> None:
    """Each pair once, aimed at the window; ``python -m tests.encounters 50`` tries every statement as one."""
    scene, table = Scene(deployed, world, make=False), agreed()
    with watched(deployed.database) as waits:
        rounds = [play(pair, scene, waits, table[pair.name]) for pair in PAIRS if pair.first.name == first]
    assert [str(one) for one in rounds if one.faults] == []
    assert any(one.met.opened for one in rounds)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_deadlock_is_a_database_that_asks_to_be_asked_again(deployed: Deployment, world: World) -> None:
    """BUSY at a door (never a 500), another attempt in the worker: who locks out of order meets it here."""
    both, met = [world.members[name].id for name in ("陈样一", "林样二")], Barrier(2)

    def crosswise(number: int) -> None:
        with deployed.database.writing() as session:
            first, second = both if number else reversed(both)
            hold(session, {Person: [first]})
            met.wait()
            hold(session, {Person: [second]})

    (fault,) = [one for one in race(crosswise, 2) if one is not None]
    assert isinstance(fault, OperationalError)
    assert cause_of(fault) is Cause.DATABASE


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_whoever_locks_out_of_order_is_heard(deployed: Deployment, world: World) -> None:
    people = sorted(person.id for person in world.members.values())

    def disorderly() -> None:
        with deployed.database.writing() as session:
            hold(session, {}, shared={Union: [world.battery.id]})
            hold(session, {Person: people[1:]})
            hold(session, {Person: people[:1]})

    def unheld() -> None:
        with deployed.database.writing() as session:
            session.execute(update(Membership).values(unit_name="别处"))

    with watched(deployed.database) as waits:
        meet(waits, disorderly, unheld, before("nothing"))
    assert ordered.faults() == [
        "locked out of order: unions, " + ", ".join(["people"] * len(people)),
        "memberships changed, and whose they are is not held",
        "people locked after unions",
    ]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("pair", "fault"), DESTROYED.items())
def test_without_the_locks_something_is_destroyed(
    deployed: Deployment, world: World, pair: str, fault: str
) -> None:
    """The same rounds, the locks taken out of the statements on their way to the server."""
    with watched(deployed.database, unlocked=True) as waits:
        round_ = play(named(pair), Scene(deployed, world, make=False), waits, agreed()[pair])
    ordered.faults()
    assert fault in round_.faults
