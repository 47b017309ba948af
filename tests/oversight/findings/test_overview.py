"""一览: per union and per kind, what it is out of, as of when, and the list behind every number."""

import re
from datetime import date
from functools import partial
from html import unescape

import pytest

from service.ground.paging import paged
from service.oversight.findings import pages
from service.register.deployment import Deployment
from service.register.unions.models import Union
from tests.application import application
from tests.crowd import Crowd
from tests.doors.console.given import Desk, Office
from tests.given import World
from tests.oversight.findings.given import At, joined, looked
from tests.queries import counted

pytestmark = pytest.mark.both("search", "sums")


@pytest.fixture
def office(deployed: Deployment, world: World, at: At) -> Office:
    """Two unions of one street and one of another, with questions of two kinds."""
    at("2026-12-01 09:00")
    with deployed.database.writing() as session:
        for serial in range(3):
            joined(session, world.battery, f"错样{serial}", date(1990, 5, 1), serial, phone=None)
        joined(session, world.textile, "错样乙", date(1990, 5, 1), 9, phone=None)
        session.get_one(Union, world.battery.id).reported_members = 99
    looked(deployed)
    return Office(application(deployed), deployed, world)


def numbers(page: str) -> dict[str, int]:
    """Every number of a page that leads to a list, by its address."""
    found = re.findall(r'href="(/console/findings\?[^"]+)">(\d+)</a>', page)
    return {unescape(path): int(number) for path, number in found}


def rows(desk: Desk, path: str) -> int:
    """How many questions a list shows."""
    return len(re.findall(r'<th scope="row" data-label="疑点">', desk.get(path).text))


@pytest.mark.parametrize("login", ["county", "zhicheng", "chair_battery", "handler_battery"])
def test_every_number_is_as_long_as_the_list_behind_it(office: Office, login: str) -> None:
    desk, union = office.desk(login), office.world.battery.id
    for page in ("/console/findings/overview", f"/console/findings/overview?union_id={union}"):
        shown = numbers(desk.get(page).text)
        assert shown
        assert {path: rows(desk, path) for path in shown} == shown


def test_a_township_reads_each_of_its_unions_and_each_kind_of_them(office: Office) -> None:
    town, battery = office.desk("zhicheng"), office.world.battery
    page = town.get("/console/findings/overview").text
    assert battery.name in page
    assert office.world.textile.name not in page
    below = town.get(f"/console/findings/overview?union_id={battery.id}").text
    assert f"{battery.name}的数据疑点一览" in below
    assert "截至 2026-12-01 09:00" in below
    assert "3 / 6 人（50.00%）" in below  # errors out of its own members
    assert "1 / 1 个工会" in below
    assert numbers(below)[f"/console/findings?shown=open&kind=error&union_id={battery.id}"] == 3


def test_what_is_out_of_reach_is_no_overview(office: Office) -> None:
    path = f"/console/findings/overview?union_id={office.world.textile.id}"
    for login in ("zhicheng", "chair_battery"):
        assert office.desk(login).get(path).status_code == 404
    assert office.desk("county").get(path).status_code == 200


def test_many_unions_are_paged_at_the_same_cost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "paged", partial(paged, size=3))
    town, costs = office.desk("zhicheng"), []
    path = "/console/findings/overview"
    for more in (1, 20):
        Crowd(office.deployed, office.world, _serial=more * 100).unions(more, [office.world.zhicheng.id])
        with counted(office.deployed.database) as sent:
            page = town.get(path).text
        costs.append(len(sent))
        assert page.count(f'href="{path}?union_id=') == min(3, more + 1)
    assert "下一页" in page
    assert costs[0] == costs[1]


def test_what_was_not_found_is_said_with_how_many_were_looked_at(office: Office) -> None:
    page = office.desk("chair_battery").get("/console/findings/overview").text
    assert page.count('<th scope="row" data-label="种类">') == 3  # errors, an omission, a card not activated
    said = "查了会员 6 人，没有发现：重复：证件号码相同；重复：姓名和出生日期相同；重复：手机号相同；超龄"
    assert said in page
    assert "查了有会员的工会 1 个，没有发现：空壳工会；花名册里很多行一直核对不上。" in page


def test_before_the_first_look_nothing_is_called_clear(deployed: Deployment, world: World) -> None:
    desk = Office(application(deployed), deployed, world).desk("county")
    page = desk.get("/console/findings/overview").text
    assert "还没有查完过一轮" in page
    assert "没有发现" not in page
