"""What waits, on a phone: a township to which 33 rosters came up at once, and a chair; with and without scripts."""

import pytest
from sqlalchemy import update

from service.rolls.rosters.models import Roster, RosterStatus
from tests.browser.stage import Stage
from tests.crowd import Crowd


def everything_comes_up(stage: Stage) -> None:
    """33 unions have reported their rosters, and ten have applied to the battery works."""
    crowd = Crowd(stage.deployed, stage.world)
    unions = crowd.unions(33, [stage.world.zhicheng.id])
    crowd.members(unions, 1)
    crowd.rosters(unions, rows=False)
    crowd.applications([stage.world.battery.id], 10)
    with stage.deployed.database.writing() as session:
        up = update(Roster).values(status=RosterStatus.SUBMITTED, submitted_at=Roster.confirmed_at)
        session.execute(up)


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "plain"])
def test_a_township_reaches_all_33_rosters_from_its_home(stage: Stage, script: bool) -> None:
    everything_comes_up(stage)
    township = stage.seat("zhicheng", script=script)
    page = township.page
    page.get_by_text("33 件事，先来的在前").wait_for()
    township.look("home")
    page.get_by_role("link", name="下级上报的花名册，待接收：还有 13 件").click()
    page.get_by_text("共 33 件，第 1 到 33 件").wait_for()
    assert page.get_by_role("link", name="接收第").count() == 33
    township.look("all")


def test_a_chair_sees_in_the_menu_what_waits(stage: Stage) -> None:
    everything_comes_up(stage)
    chair = stage.seat("chair_battery")
    page = chair.page
    page.get_by_role("link", name="入会申请").first.wait_for()
    chair.look("home")
    assert page.get_by_role("navigation").get_by_text("件等您办理").count() > 0
