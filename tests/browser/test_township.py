"""The township's day, on a phone and at a desk: who is late, whom to send where, a roster back and the next one in."""

import pytest

from service.register.unions.models import Union
from service.requests.applications.dispatch import refer
from service.rolls.rosters.actions import confirm, submit
from service.rolls.rosters.pending import confirmation
from tests.browser.stage import Seat, Stage
from tests.requests.applications.given import staff_of, submitted, union_of

BATTERY = "雉城样例电池有限公司工会委员会"


def a_roster_comes_in(stage: Stage) -> None:
    """The battery works' chair confirms the roster as it stands and reports it."""
    with stage.deployed.database.writing() as session:
        chair, union = (
            staff_of(session, stage.world, "chair_battery"),
            session.get_one(Union, stage.world.battery.id),
        )
        seen = confirmation(session, union)
        submit(session, chair, confirm(session, chair, union, seen.digest, unchanged=seen.unchanged))


def an_application_went_astray(stage: Stage) -> None:
    """The battery works say that an applicant is not theirs."""
    with stage.deployed.database.writing() as session:
        chair = staff_of(session, stage.world, "chair_battery")
        application = submitted(session, union_of(session, stage.world.battery), "o-astray", "新样乙", 502)
        refer(session, chair, application, "这家单位不在本工会")


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_townships_day(stage: Stage, device: str) -> None:
    a_roster_comes_in(stage)
    an_application_went_astray(stage)
    township = stage.seat("zhicheng", device)
    township.look("home")
    sends_a_roster_back(township)
    a_roster_comes_in(stage)
    receives_the_next(township)
    sends_an_applicant_where_he_belongs(township)
    sees_who_is_late(township)


def sends_a_roster_back(township: Seat) -> None:
    """With a reason that the union reads."""
    page = township.page
    page.get_by_role("link", name="接收第 1 版花名册").click()
    page.get_by_text("退回", exact=True).first.click()
    page.get_by_label("为什么退回、要改什么").fill("第 2 行的单位名称不全")
    township.look("return")
    page.get_by_role("button", name="退回给下级工会").click()
    page.get_by_text("花名册已退回").wait_for()


def receives_the_next(township: Seat) -> None:
    """From home to the version that came in."""
    page = township.go("/console/")
    page.get_by_role("link", name="接收第 2 版花名册").click()
    page.get_by_role("button", name="接收", exact=True).click()
    page.get_by_text("花名册已接收。").wait_for()
    township.look("accepted")


def sends_an_applicant_where_he_belongs(township: Seat) -> None:
    """From the list of strays to a union of the street's own."""
    page = township.go("/console/dispatch")
    township.look("strays")
    page.get_by_role("link", name="新样乙").click()
    township.look("stray")
    page.get_by_label("工会", exact=True).select_option(label=BATTERY)
    page.get_by_role("button", name="派发", exact=True).click()
    page.get_by_role("status").wait_for()
    township.look("dispatched")


def sees_who_is_late(township: Seat) -> None:
    """Its unions at one glance."""
    for path, name in (("", "progress"), ("/unions", "unions"), ("/late", "late"), ("/league", "league")):
        township.go(f"/console/progress{path}")
        township.look(name)
