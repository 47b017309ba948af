"""花名册半年更新 on a phone: when nothing has changed, the chair needs two taps; the county watches it come in."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator

from service.ground import clock
from service.rolls.campaigns.models import CampaignAnswer
from service.rolls.rosters.models import Roster, RosterStatus
from tests.browser.stage import Stage
from tests.rolls.campaigns.given import half_year, told
from tests.rolls.snapshots.given import confirmed, joins


class Taps:
    """Every tap of one person, counted."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        """Tap it."""
        self.count += 1
        target.tap()


def begun(stage: Stage) -> str:
    """Both unions confirmed long ago, and a campaign has been open for a day; its page."""
    with stage.deployed.database.writing() as session:
        for name in ("battery", "textile"):
            confirmed(session, stage.world, name).confirmed_at = clock.now() - timedelta(days=40)
        session.flush()
        return f"/console/campaigns/{half_year(session)['campaign_id']}"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_nothing_has_changed_and_two_taps_say_so(stage: Stage, script: bool) -> None:
    begun(stage)
    chair, taps = stage.seat("chair_battery", "phone", script), Taps()
    page = chair.go("/console/")
    chair.look("home")
    taps.on(page.get_by_role("link", name="花名册更新：请确认"))
    page.get_by_role("heading", name="没有变动").wait_for()
    chair.look("nothing-changed")
    taps.on(page.get_by_role("button", name="没有变动，确认并上报"))
    page.get_by_text("花名册已确认并上报，这次更新办完了。").wait_for()
    assert taps.count == 2
    chair.look("done")
    with stage.deployed.database.reading() as session:
        assert told(session, stage.world)["battery"] is CampaignAnswer.UNCHANGED
        newest = session.query(Roster).filter_by(union_id=stage.world.battery.id, number=2).one()
        assert newest.status is RosterStatus.SUBMITTED
    page.goto(stage.service + "/console/")
    assert page.get_by_role("link", name="花名册更新：请确认").count() == 0


def test_a_change_is_shown_before_it_is_confirmed_and_the_county_sees_both(stage: Stage) -> None:
    here = begun(stage)
    with stage.deployed.database.writing() as session:
        joins(session, stage.world, 801, "textile")
    chair = stage.seat("chair_textile", "phone")
    page = chair.go("/console/")
    page.get_by_role("link", name="花名册更新：请确认").tap()
    page.get_by_text("新增 1 人").wait_for()
    chair.look("changed")
    page.get_by_role("button", name="变动无误，确认并上报").tap()
    page.get_by_text("这次更新已经办完").wait_for()
    county = stage.seat("county", "desk")
    page = county.go(here)
    assert page.get_by_text("1 / 2（50.0%）").count() >= 1
    county.look("county")
    page.get_by_role("link", name="1 / 2（50.0%）").first.click()
    page.get_by_role("link", name=stage.world.textile.name).wait_for()
    page.locator("div", has=page.locator("dt", has_text="没有确认")).locator("dd a").last.click()
    page.get_by_role("link", name=stage.world.battery.name).wait_for()
    county.look("county-silent")
    page = county.go("/console/snapshots")
    page.get_by_role("link", name="样例封存").click()
    page.get_by_text("与封存时一致").wait_for()
    county.look("snapshot")
