"""封存 in the console: every number with what it is part of and the list behind it, to each only what is in reach."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from service.register.deployment import Deployment
from service.register.people.contact import masked_number
from service.register.unions.models import Union
from service.rolls.snapshots.models import Snapshot
from tests.application import application
from tests.crowd import Crowd
from tests.doors.console.given import Elements, Office
from tests.given import World
from tests.queries import counted
from tests.requests.cards.given import number_of
from tests.rolls.snapshots.given import confirmed, frozen, is_corrected, joins, leaves, moves

At = Callable[[str], None]
BASE = "/console/snapshots"


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The told world with its web application."""
    return Office(application(deployed), deployed, world)


def two_halves(office: Office, at: At) -> tuple[UUID, UUID]:
    """January with both unions confirmed, and July after people came, went, moved and were corrected."""
    world = office.world
    with office.deployed.database.writing() as session:
        at("2027-01-10 09:00")
        confirmed(session, world, "battery")
        confirmed(session, world, "textile")
        at("2027-02-01 00:00")
        earlier = frozen(session, "2027-02-01 00:00").id
        session.get_one(Union, world.battery.id).reported_members = 4
        at("2027-07-05 09:00")
        joins(session, world, 801)
        leaves(session, world, "林样二")
        moves(session, world, "陈样一")
        is_corrected(session, world, "周样三", 803)
        confirmed(session, world, "battery")
        confirmed(session, world, "textile")
        joins(session, world, 804)
        at("2027-08-01 00:00")
        return earlier, frozen(session, "2027-08-01 00:00").id


def facts(page: str) -> dict[str, str]:
    """Every term of a page's lists with what stands beside it."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {term: " ".join(Elements(words).words.split()) for term, words in found}


def table(page: str) -> list[list[str]]:
    """The cells of a page's table."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            " ".join(Elements(cell).words.split())
            for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_a_snapshot_shows_what_each_number_is_part_of(office: Office, at: At) -> None:
    _, later = two_halves(office, at)
    page = office.desk("county").get(f"{BASE}/{later}").text
    with office.deployed.database.reading() as session:
        content_hash = session.get_one(Snapshot, later).content_hash.hex()
    assert facts(page) == {
        "确认过花名册的工会": "2 / 2（100.0%）",
        "花名册会员": "6 人",
        "花名册 / 登记人数": "6 / 7（85.7%）",
        "花名册 / 上报人数": "2 / 4（50.0%），有上报数的 1 个工会",
        "校验": "与封存时一致",
        "校验值": " ".join(content_hash[n : n + 4] for n in range(0, 64, 4)),
    }
    assert [(row[0], row[3:]) for row in table(page)] == [
        (office.world.battery.name, ["2", "3", "4"]),
        (office.world.textile.name, ["4", "4", ""]),
    ]


def test_who_never_confirmed_stands_first(office: Office, at: At) -> None:
    at("2027-02-01 00:00")
    with office.deployed.database.writing() as session:
        confirmed(session, office.world, "battery")
    at("2027-02-02 00:00")
    with office.deployed.database.writing() as session:
        one = frozen(session, "2027-02-02 00:00").id
    rows = table(office.desk("county").get(f"{BASE}/{one}").text)
    assert [row[:2] for row in rows] == [
        [office.world.textile.name, "没有确认过"],
        [office.world.battery.name, "第 1 版，截至 2027-02-01"],
    ]


def test_behind_every_number_stand_its_people(office: Office, at: At) -> None:
    earlier, later = two_halves(office, at)
    county = office.desk("county")
    page = county.get(f"{BASE}/{later}/differences?earlier={earlier}").text
    assert facts(page) == {
        "新增": "1 人",
        "县内转入": "1 人",
        "减少": "1 人",
        "县内转出": "1 人",
        "更正": "1 人",
    }
    assert table(page) == [
        [office.world.battery.name, "1", "0", "1", "1", "1"],
        [office.world.textile.name, "0", "1", "0", "0", "0"],
    ]
    links = re.findall(r'href="([^"]+/people[^"]+)"[^>]*>(\d+)<', page)
    assert len(links) == 10
    for link, number in links:
        assert len(table(county.get(link.replace("&amp;", "&")).text)) == int(number)
    moved = f"{BASE}/{later}/people?earlier={earlier}&kind=moved_in"
    assert table(county.get(moved).text) == [
        ["陈**", masked_number(number_of("陈样一")), "雉城样例电池有限公司", office.world.textile.name]
    ]


def test_a_chair_sees_the_lines_of_his_own_union_alone(office: Office, at: At) -> None:
    earlier, later = two_halves(office, at)
    chair, other = office.desk("chair_battery"), office.world.textile
    assert f'href="{BASE}"' in chair.get(f"/console/rosters/{office.world.battery.id}").text
    page = chair.get(f"{BASE}/{later}").text
    assert [row[0] for row in table(page)] == [office.world.battery.name]
    assert facts(page)["花名册会员"] == "2 人"
    differences = chair.get(f"{BASE}/{later}/differences?earlier={earlier}").text
    assert (facts(differences)["县内转入"], other.name in differences) == ("0 人", False)
    people = f"{BASE}/{later}/people?earlier={earlier}&kind=moved_in"
    assert table(chair.get(people).text) == []
    assert chair.get(f"{people}&union_id={other.id}").status_code == 404


def test_the_pages_cost_the_same_statements_for_three_unions_and_for_thirty(office: Office, at: At) -> None:
    """Also the names: 30 people of 30 unions are opened with the statements that three take."""
    at("2027-01-10 09:00")
    crowd = Crowd(office.deployed, office.world)
    costs = []
    for more, month in ((1, 2), (27, 3)):
        unions = crowd.unions(more)
        crowd.members(unions, 1)
        with office.deployed.database.writing() as session:
            confirmed(session, office.world, "battery", unchanged=month == 3)
            at(f"2027-{month:02}-01 00:00")
            earlier = frozen(session, f"2027-{month:02}-01 00:00").id
        crowd.rosters(unions)
        with office.deployed.database.writing() as session:
            at(f"2027-{month:02}-02 00:00")
            later = frozen(session, f"2027-{month:02}-02 00:00").id
        desk = office.desk("county")
        of_it = f"{BASE}/{later}"
        asked = f"earlier={earlier}&kind=joined"
        cost = {}
        for path in (of_it, f"{of_it}/differences?{asked}", f"{of_it}/people?{asked}"):
            assert desk.get(path).status_code == 200
            with counted(office.deployed.database) as statements:
                page = desk.get(path).text
            cost[path.partition(str(later))[2].partition("?")[0]] = (len(statements), len(table(page)))
        costs.append(cost)
    few, many = costs
    assert {page: rows for page, (_, rows) in few.items()} == {"": 3, "/differences": 1, "/people": 1}
    assert {page: rows for page, (_, rows) in many.items()} == {"": 30, "/differences": 27, "/people": 27}
    assert [cost for cost, _ in few.values()] == [cost for cost, _ in many.values()]
