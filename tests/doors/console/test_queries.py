"""A page costs the same number of queries however much it shows."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from service.register.access.models import SYSTEM, Role
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from tests.crowd import Crowd
from tests.crowd_erasures import erasures
from tests.crowd_findings import findings
from tests.doors.console.given import Desk, Office
from tests.doors.console.test_reach import address, pages
from tests.doors.console.things import SIDES, furnish
from tests.given import appoint_sample
from tests.queries import counted
from tests.requests.applications.given import checked, submitted, union_of


@pytest.fixture(autouse=True)
def _still(later: Callable[..., None]) -> None:
    """The clock stands still: after a minute a session notes that it is still in use, which is one statement more."""
    later(minutes=0)


def cost(office: Office, desk: Desk, path: str) -> int:
    """How many statements a page sends."""
    with counted(office.deployed.database) as statements:
        assert desk.get(path).status_code == 200
    return len(statements)


def apply(session: Session, office: Office, serials: range) -> None:
    """Applications to the battery union, every other one checked."""
    union = union_of(session, office.world.battery)
    for serial in serials:
        make = checked if serial % 2 else submitted
        args = (office.world, union) if serial % 2 else (union,)
        make(session, *args, f"o-{serial}", "新样甲", serial)


def test_the_home_page_and_the_lists_cost_the_same_for_2_and_for_20(office: Office) -> None:
    desk = office.desk("chair_battery")
    pages = ("/console/", "/console/applications", "/console/decisions")
    with office.deployed.database.writing() as session:
        apply(session, office, range(501, 503))
    one = [cost(office, desk, page) for page in pages]
    with office.deployed.database.writing() as session:
        apply(session, office, range(503, 521))
    assert [cost(office, desk, page) for page in pages] == one
    assert desk.get("/console/applications").text.count('href="/console/applications/') == 20


def test_the_tree_of_unions_costs_the_same_for_2_and_for_22(office: Office) -> None:
    desk = office.desk("zhicheng")
    two = cost(office, desk, "/console/unions")
    with office.deployed.database.writing() as session:
        top = session.get_one(Union, office.world.zhicheng.id)
        for serial in range(20):
            found(session, SYSTEM, top, f"样例第{serial}工会", UnionKind.GRASSROOTS)
    assert cost(office, desk, "/console/unions") == two
    assert desk.get("/console/unions").text.count('href="/console/unions/') == 22


def test_the_staff_page_costs_the_same_for_10_and_for_20(office: Office) -> None:
    desk = office.desk("admin")
    ten = cost(office, desk, "/console/staff")
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.textile.id)
        for serial in range(10):
            appoint_sample(session, office.world, f"more-{serial}", "样例", "经办人", Role.HANDLER, union)
    assert cost(office, desk, "/console/staff") == ten
    assert desk.get("/console/staff").text.count('href="/console/staff/') == 20


# Pages that draw one thing, not a list: a picture or a printed sheet.
DRAWN = (".png", ".pdf", "/print")


def grown(office: Office, crowd: Crowd, count: int) -> None:
    """Everywhere so many more of everything that a page may list."""
    world, battery = office.world, office.world.battery.id
    unions = crowd.unions(
        max(count, 5), [world.zhicheng.id]
    )  # a roster of every status, which a home lists apart
    crowd.members([*unions, *[battery] * count], 1)
    crowd.applications([battery, *unions], count * 2)
    crowd.applications([world.zhicheng.id], count, unit_has_union=False)
    crowd.decisions(battery, count)
    crowd.corrections(battery, count)
    crowd.retained(battery, count)
    crowd.packs(battery, count)
    findings(crowd, battery, count)
    erasures(crowd, battery, count)
    for union in unions:
        crowd.transfers(union, battery, 1)
    crowd.transfers(battery, unions[0], count)
    crowd.rosters(unions)
    for _ in range(count):
        crowd.rosters([battery], rows=False)
    for login, places in (("chair_battery", [battery]), ("zhicheng", unions), ("county", unions)):
        crowd.files(login, places, count)
        crowd.sessions(login, count)
    crowd.staff(battery, Role.HANDLER, count)
    crowd.entries(count * 6, unions)


def costs(
    office: Office, desks: dict[str, Desk], things: dict[str, UUID | str]
) -> dict[tuple[str, str], int]:
    """How many statements each page sends for each who may open it."""
    found = {}
    for login, desk in desks.items():
        for rule in sorted(pages(office, "GET") - {"/console/sign-in", "/console/downloads/<token>"}):
            if not rule.endswith(DRAWN):
                with counted(office.deployed.database) as statements:
                    there = desk.get(address(rule, dict(things))).status_code == 200
                if there:
                    found[login, rule] = len(statements)
    return found


def test_every_page_of_every_role_costs_the_same_for_3_rows_and_for_300(office: Office) -> None:
    things, crowd = furnish(office, SIDES[0]), Crowd(office.deployed, office.world)
    roles = ("chair_battery", "handler_battery", "zhicheng", "county", "auditor", "admin")
    desks = {login: office.desk(login) for login in roles}
    grown(office, crowd, 3)
    few = costs(office, desks, things)
    assert len(few) > 60
    grown(office, crowd, 297)
    many = costs(office, desks, things)
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
