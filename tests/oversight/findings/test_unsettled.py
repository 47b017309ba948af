"""花名册里很多行一直核对不上: a union that names many people who do not come is asked where they are from."""

from collections.abc import Callable
from uuid import UUID

from service.ground.db import new_id
from service.oversight.findings.models import Finding, Kind
from service.register.deployment import Deployment
from service.requests.transfers.listing import NamedLine, add_lines, end_lines, prepare_lines
from tests.given import World, id_number
from tests.oversight.findings.given import found, looked
from tests.requests.applications.given import staff_of


def listed(deployed: Deployment, world: World, count: int) -> None:
    """A roster of the battery works leaves lines that wait."""
    with deployed.database.writing() as session:
        numbers = [id_number(301 + serial) for serial in range(count)]
        lines = [NamedLine(3 + place, "某样名", number, "样例单位") for place, number in enumerate(numbers)]
        prepared = prepare_lines(session, world.battery.id, new_id(), lines, numbers)
        add_lines(session, staff_of(session, world, "chair_battery"), world.battery.id, [prepared])


def asked(deployed: Deployment) -> list[tuple[UUID, str]]:
    assert looked(deployed)
    with deployed.database.reading() as session:
        return [(one.union_id, one.fingerprint) for one in found(session, Kind.UNSETTLED) if live(one)]


def live(one: Finding) -> bool:
    return one.ended_at is None


def test_twenty_lines_that_nobody_answered_for_a_fortnight_are_a_question(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    listed(deployed, world, 24)
    assert asked(deployed) == []
    later(days=15)
    assert asked(deployed) == [(world.battery.id, "20")]
    later(days=20)
    assert end_lines(deployed)
    assert asked(deployed) == [(world.battery.id, "20")]  # what has lapsed is not forgotten


def test_a_few_lines_are_none_and_a_line_that_was_listed_again_counts_once(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    listed(deployed, world, 15)
    listed(deployed, world, 15)
    later(days=15)
    assert asked(deployed) == []
