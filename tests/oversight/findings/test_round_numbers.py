"""数字会员: a reported number that is too round is a sign of a shell (秦工办字〔2021〕13号: 杜绝“空壳工会、数字会员”)."""

import pytest

from service.oversight.findings.models import Kind, Signal
from service.register.deployment import Deployment
from service.register.unions.models import Union
from tests.given import World
from tests.oversight.findings.given import found, looked


@pytest.mark.parametrize(
    ("reported", "signs"), [(None, False), (50, False), (99, False), (100, True), (149, False), (150, True)]
)
def test_what_a_union_reported_is_what_may_be_made_up(
    deployed: Deployment, world: World, reported: int | None, signs: bool
) -> None:
    """Three members in the register say nothing; a hundred, reported, do."""
    with deployed.database.writing() as session:
        session.get_one(Union, world.battery.id).reported_members = reported
    looked(deployed)
    with deployed.database.reading() as session:
        shells = [one for one in found(session, Kind.SHELL_UNION) if one.union_id == world.battery.id]
    assert (Signal.ROUND.value in [sign for one in shells for sign in one.signals]) is signs
