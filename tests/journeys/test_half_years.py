"""Half-years of a county through its doors: opened, answered, chased, closed and frozen by the calendar; three years pass in it.

长总工〔2018〕12号: 实行动态管理，每年1月、7月更新，及时入库归档; the year's figures are frozen at 24:00 of 10-30.
"""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from service.ground import clock
from service.register.audit.models import AuditEntry
from service.register.audit.verify import verify_log
from service.register.deployment import Deployment
from service.register.notices.models import Notice
from service.register.schedule import do_due
from service.register.unions.models import Union
from service.rolls.campaigns.actions import CAMPAIGNS
from service.rolls.campaigns.models import Campaign
from service.rolls.exports.models import ExportKind
from service.rolls.snapshots.models import Snapshot
from service.rolls.snapshots.verify import verify
from service.rolls.snapshots.yearly import YEARLY
from tests.application import application
from tests.doors.console.given import Desk, Office
from tests.given import World
from tests.journeys.test_working_life import sent
from tests.register.memberships.given import held
from tests.rolls.campaigns.given import long_known, with_wechat
from tests.rolls.exports.test_snapshots import taken
from tests.rolls.snapshots.given import confirmed, joins

At = Callable[[str], None]
CALENDAR = (*CAMPAIGNS, YEARLY)


class County:
    """The doors of the county's offices, at whatever day it is; the worker's calendar passes with it."""

    def __init__(self, deployed: Deployment, world: World, at: At) -> None:
        self.deployed, self.world, self._at = deployed, world, at
        self.office = Office(application(deployed), deployed, world)
        self.desks: dict[tuple[str, str], Desk] = {}

    def on(self, moment: str) -> None:
        """It is this moment, and the worker has done what the calendar asks for."""
        self._at(moment)
        while sum(do_due(self.deployed, plan) for plan in CALENDAR):
            pass

    def desk(self, login: str) -> Desk:
        """A member of staff at a desk; signs in once a day."""
        today = (login, str(clock.today()))
        if today not in self.desks:
            self.desks[today] = self.office.desk(login)
        return self.desks[today]

    def two_taps(self, login: str) -> str:
        """From the home page to the campaign, and the one button there; what the button said."""
        desk = self.desk(login)
        home = desk.get("/console/").text
        first = re.search(r'data-label="什么事"><a href="(/console/campaigns/[^"]+)">', home)
        assert first is not None, "the campaign does not stand first"
        page = desk.get(first[1]).text
        form = re.search(r'action="([^"]+/confirmation)"', page)
        digest = re.search(r'name="digest" value="([0-9a-f]+)"', page)
        button = re.search(r'<button class="btn btn-primary">([^<]+)</button>', page)
        assert form is not None
        assert digest is not None
        assert button is not None
        unchanged = {"unchanged": "true"} if 'name="unchanged"' in page else {}
        sent(desk, form[1], digest=digest[1], **unchanged)
        return button[1]

    def campaigns(self) -> dict[str, Campaign]:
        """Every campaign by its period."""
        with self.deployed.database.reading() as session:
            return {one.period: one for one in session.scalars(select(Campaign))}

    def snapshots(self) -> dict[str, Snapshot]:
        """Every snapshot by its label, each still what was frozen."""
        with self.deployed.database.reading() as session:
            found = session.scalars(select(Snapshot).order_by(Snapshot.as_of)).all()
            assert all(verify(session, one).intact for one in found)
            return {one.label: one for one in found}

    def people(self, earlier: Snapshot, later: Snapshot, kind: str) -> list[str]:
        """The names behind one number of a difference, as the county reads them."""
        query = f"earlier={earlier.id}&kind={kind}"
        page = self.desk("county").get(f"/console/snapshots/{later.id}/people?{query}").text
        return re.findall(r'data-label="姓名">([^<]+)</th>', page)

    def reminders(self) -> list[str]:
        """Of which kind, and on which day, chairs were told of campaigns."""
        with self.deployed.database.reading() as session:
            told = select(Notice).where(Notice.kind.startswith("campaign")).order_by(Notice.created_at)
            return [f"{one.kind} {clock.county_day(one.created_at)}" for one in session.scalars(told)]


@pytest.fixture
def county(deployed: Deployment, world: World, at: At) -> County:
    """December 2026: both unions have confirmed once, and the chair of textile has bound his WeChat."""
    at("2026-12-20 09:00")
    long_known(deployed)
    with deployed.database.writing() as session:
        confirmed(session, world)
        confirmed(session, world, "textile")
        with_wechat(session, world, "textile")
    here = County(deployed, world, at)
    here.on("2026-12-20 09:00")
    return here


def test_three_years_of_half_years(county: County) -> None:
    world = county.world
    # January 2027: battery in two taps; textile is silent, is reminded for a week, and stays silent.
    county.on("2027-01-01 00:00")
    assert list(county.campaigns()) == ["2027-01"]
    county.on("2027-01-04 09:00")
    assert county.two_taps("chair_battery") == "没有变动，确认并上报"
    for day in range(24, 32):
        county.on(f"2027-01-{day} 08:00")
    county.on("2027-02-01 00:00")
    assert county.reminders() == [
        "campaign_opened 2027-01-01",
        *(f"campaign_due 2027-01-{day}" for day in range(25, 32)),
    ]
    first = county.snapshots()["2027年1月花名册更新"]
    assert (first.unions, first.members) == (2, 6)

    # Spring: somebody comes to textile, somebody leaves battery; in July both are confirmed.
    county.on("2027-03-01 09:00")
    with county.deployed.database.writing() as session:
        joins(session, world, 961, "textile")
        leaving = held(session, world, "林样二").id
    days = {"asked_on": "2027-03-01", "persuaded_on": "2027-03-01", "declared_on": "2027-03-01"}
    sent(county.desk("chair_battery"), f"/console/members/{leaving}/departure", minute_no="2027-3", **days)
    county.on("2027-07-02 09:00")
    assert county.two_taps("chair_battery") == "变动无误，确认并上报"
    assert county.two_taps("chair_textile") == "变动无误，确认并上报"
    county.on("2027-08-01 00:00")

    # The year's figures, at the end of 10-30 and not a minute earlier.
    county.on("2027-10-30 23:59")
    assert "2027年度考核数据" not in county.snapshots()
    county.on("2027-10-31 00:00")
    assert (county.snapshots()["2027年度考核数据"].members) == 6

    # Three times without a change: a question to the county.
    for month, day in (("2028-01", "2028-02-01"), ("2028-07", "2028-08-01"), ("2029-01", "2029-02-01")):
        county.on(f"{month}-03 09:00")
        assert county.two_taps("chair_battery") == "没有变动，确认并上报"
        county.on(f"{day} 00:00")
    page = (
        county.desk("county").get(f"/console/campaigns/{county.campaigns()['2029-01'].id}?which=still").text
    )
    assert f"{world.battery.name}</a>" in page.split('id="list"')[1]
    assert f"{world.textile.name}</a>" not in page.split('id="list"')[1]

    # What lies between two snapshots is exactly who came and went.
    second = county.snapshots()["2027年7月花名册更新"]
    assert county.people(first, second, "joined") == ["新**"]
    assert county.people(first, second, "left") == ["林**"]
    assert county.people(second, county.snapshots()["2029年1月花名册更新"], "joined") == []

    # The first snapshot leaves the house as it was, years later.
    asked = (county.deployed, world, first.id, "chair_textile", world.textile, ExportKind.ROSTER)
    then = taken(*asked)
    county.on("2031-02-03 09:00")
    with county.deployed.database.writing() as session:
        session.get_one(Union, world.textile.id).name = "改名样例工会委员会"
    assert taken(*asked) == then
    with county.deployed.database.reading() as session:
        assert verify_log(session).ok
        closed = select(AuditEntry.act).where(AuditEntry.act == "campaign:close")
        opened = select(AuditEntry.act).where(AuditEntry.act == "campaign:open")
        assert len(session.scalars(closed).all()) == 5 + 4
        assert len(session.scalars(opened).all()) == 5 + 4
