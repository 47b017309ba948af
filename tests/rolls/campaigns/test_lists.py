"""一个数字、一份名单: every number of a campaign has what it is out of, as of when, and the unions behind it."""

import re
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.notices.grants import give
from service.rolls.campaigns.models import WhichUnions
from service.rolls.rosters.actions import accept, consolidate, send_back
from service.rolls.rosters.models import Roster
from tests.application import application
from tests.doors.console.given import Desk, Office
from tests.given import World
from tests.platform import Platform
from tests.queries import counted
from tests.register.notices.test_grants import TEMPLATES, ledger
from tests.requests.applications.given import staff_of
from tests.rolls.campaigns.given import (
    At,
    answered,
    autumn,
    calendar,
    the_campaign,
    with_wechat,
)
from tests.rolls.snapshots.given import confirmed, joins
from tests.working import work_off

OFFICE = "T_office"


@pytest.fixture
def office(deployed: Deployment, world: World, at: At) -> Office:
    """January: battery answered with somebody new and was received, textile is silent."""
    autumn(deployed, world, at)
    at("2027-01-01 00:00")
    calendar(deployed)
    at("2027-01-05 09:00")
    with deployed.database.writing() as session:
        joins(session, world, 921)
        roster = answered(session, world)
        accept(session, staff_of(session, world, "zhicheng"), roster)
    return Office(application(deployed), deployed, world)


class Desks:
    """Everybody signs in once: a one-time code serves once."""

    def __init__(self, office: Office) -> None:
        self._office: Office = office
        self._desks: dict[str, Desk] = {}

    def __getitem__(self, login: str) -> Desk:
        if login not in self._desks:
            self._desks[login] = self._office.desk(login)
        return self._desks[login]


@pytest.fixture
def desks(office: Office) -> Desks:
    """The desks of the told county."""
    return Desks(office)


def address(office: Office) -> str:
    """Where the campaign is."""
    with office.deployed.database.reading() as session:
        return f"/console/campaigns/{the_campaign(session).id}"


def listed(text: str) -> list[str]:
    """The unions of the list on a page."""
    shown = text.split('id="list"')[1]
    return re.findall(r'/unions/[0-9a-f-]{36}">([^<]+)</a>', shown)


def test_each_number_leads_to_its_unions_and_equals_them(office: Office, desks: Desks, world: World) -> None:
    here = address(office)
    text = desks["county"].get(here).text
    assert "截至 2027-01-05 09:00" in text
    battery, textile = world.battery.name, world.textile.name
    wanted = {
        WhichUnions.ALL: [battery, textile],
        WhichUnions.CONFIRMED: [battery],
        WhichUnions.SILENT: [textile],
        WhichUnions.RETURNED: [],
        WhichUnions.UNCHANGED: [],
        WhichUnions.CHANGED: [battery],
        WhichUnions.RECEIVED: [battery],
        WhichUnions.CONSOLIDATED: [],
        WhichUnions.STILL: [],
    }
    assert set(wanted) == set(WhichUnions)
    for which, unions in wanted.items():
        assert listed(desks["county"].get(f"{here}?which={which.value}").text) == unions, which
    assert "1 / 2（50.0%）" in text
    assert "新增 1、减少 0、更正 0 人次" in text


def test_below_one_township_only_its_own(office: Office, desks: Desks, world: World) -> None:
    here = f"{address(office)}?which=all"
    battery, textile = [world.battery.name], [world.textile.name]
    assert listed(desks["county"].get(f"{here}&under={world.zhicheng.id}").text) == battery
    assert listed(desks["county"].get(f"{here}&under={world.huaxi.id}").text) == textile
    assert listed(desks["zhicheng"].get(here).text) == battery
    # Out of reach does not exist.
    assert desks["zhicheng"].get(f"{here}&under={world.huaxi.id}").status_code == 404


def test_the_list_is_a_workbook_without_anybody_in_it(office: Office, world: World) -> None:
    path = f"{address(office)}/unions.xlsx"
    answer = office.desk("county").get(f"{path}?which=changed")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    texts = " ".join(cell for row in rows for cell in row)
    assert "1 个，共 2 个要确认；截至 2027-01-05 09:00" in texts
    [line] = [row for row in rows if world.battery.name in row]
    assert line == ["1", world.battery.name, world.zhicheng.name, "确认了变动", "2", "1", "0", "0", "已接收"]
    assert not any(name in texts for name in [*world.members, "新样921"])
    assert office.desk("chair_battery").get(path).status_code == 404


def test_a_campaign_that_is_over_shows_its_own_answer_and_not_todays(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    at("2027-02-01 00:00")
    calendar(deployed)
    at("2027-03-01 09:00")
    with deployed.database.writing() as session:
        joins(session, world, 922)
        assert confirmed(session, world).number == 3
    text = office.desk("chair_battery").get(f"{address(office)}/unions/{world.battery.id}").text
    assert "确认了第 2 版" in text
    assert "第 3 版" not in text


def test_what_is_confirmed_after_the_end_does_not_count_in_it(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    """长总工〔2018〕12号: 每年1月、7月更新; who was silent in January stays so, whatever is confirmed in March."""
    at("2027-02-01 00:00")
    calendar(deployed)
    at("2027-03-01 09:00")
    with deployed.database.writing() as session:
        for serial, name in ((922, "battery"), (923, "textile")):
            joins(session, world, serial, name)
            confirmed(session, world, name)
    text = office.desk("county").get(f"{address(office)}?which=silent").text
    assert listed(text) == [world.textile.name]
    assert "1 / 2（50.0%）" in text
    assert "新增 1、减少 0、更正 0 人次" in text


def test_what_is_returned_after_the_end_was_in_time_and_says_so(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    at("2027-02-01 00:00")
    calendar(deployed)
    with deployed.database.writing() as session:
        roster = session.query(Roster).filter_by(union_id=world.battery.id, number=2).one()
        send_back(session, staff_of(session, world, "county"), roster, "名单不对")
        campaign_id = the_campaign(session).id
    text = (
        office.desk("chair_battery").get(f"/console/campaigns/{campaign_id}/unions/{world.battery.id}").text
    )
    assert "这次确认的版本后来被退回" in text
    assert listed(office.desk("county").get(f"{address(office)}?which=changed").text) == [world.battery.name]


def test_what_the_county_consolidated_is_counted(office: Office, deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        roster = session.query(Roster).filter_by(union_id=world.battery.id, number=2).one()
        consolidate(session, staff_of(session, world, "county"), roster)
    county = office.desk("county")
    for which in ("consolidated", "received"):
        assert listed(county.get(f"{address(office)}?which={which}").text) == [world.battery.name]


def test_it_costs_the_same_for_two_unions_and_for_many(
    office: Office, deployed: Deployment, world: World
) -> None:
    county = office.desk("county")
    costs = []
    for serials in (range(0), range(930, 940)):
        with deployed.database.writing() as session:
            for serial in serials:
                joins(session, world, serial, "textile")
        with counted(deployed.database) as sent:
            assert county.get(f"{address(office)}?which=all").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_the_chairs_home_begins_with_it_and_says_how_many_days_are_left(
    office: Office, deployed: Deployment, world: World, at: At
) -> None:
    at("2027-01-30 09:00")
    home = office.desk("chair_textile").get("/console/").text
    rows = re.findall(r'data-label="什么事"><a href="[^"]+">([^<]+)</a>', home)
    assert rows[0] == "2027年1月花名册更新：请确认，还有 2 天"
    assert len(rows) > 1  # what waited longer comes after it


# 订阅消息: one grant, one message; without one the inbox alone


def with_templates(deployed: Deployment) -> Deployment:
    """A county that chose a template for what staff are told."""
    templates = f"{TEMPLATES},campaign_opened={OFFICE},campaign_due={OFFICE}"
    return replace(deployed, settings=deployed.settings.model_copy(update={"templates": templates}))


def account_of(session: Session) -> UUID:
    """The chair's WeChat account."""
    return session.scalars(select(Account.id).where(Account.openid == "o-battery")).one()


def test_a_chair_who_allows_it_gets_one_message_through_wechat(
    deployed: Deployment, weixin: Platform, world: World, at: At
) -> None:
    county = with_templates(deployed)
    autumn(county, world, at)
    with county.database.writing() as session:
        with_wechat(session, world)
        give(session, account_of(session), OFFICE)
    weixin.grant("o-battery", OFFICE)
    at("2027-01-01 00:00")
    calendar(county)
    work_off(county)
    [message] = weixin.sent()
    assert (message["touser"], message["template_id"]) == ("o-battery", OFFICE)
    assert message["data"]["thing1"] == {"value": "花名册半年更新开始了"}
    assert message["data"]["phrase2"] == {"value": "待确认"}
    at("2027-01-25 08:00")  # reminded, and no grant is left: the inbox alone
    calendar(county)
    work_off(county)
    assert len(weixin.sent()) == 1
    assert ledger(county.database) == {OFFICE: 0}


def test_wechat_that_knows_of_no_grant_empties_ours(
    deployed: Deployment, weixin: Platform, world: World, at: At
) -> None:
    """43101: the worker took it back in WeChat; nothing is asked twice for one thing."""
    county = with_templates(deployed)
    autumn(county, world, at)
    with county.database.writing() as session:
        with_wechat(session, world)
        for _ in range(3):
            give(session, account_of(session), OFFICE)
    at("2027-01-01 00:00")
    calendar(county)
    work_off(county)
    assert weixin.sent() == []
    assert ledger(county.database) == {OFFICE: 0}
