"""A page costs the same number of queries however much it shows."""

from sqlalchemy.orm import Session

from service.access.models import SYSTEM, Role
from service.unions.actions import found
from service.unions.models import Union, UnionKind
from tests.applications.given import checked, submitted, union_of
from tests.console.given import Desk, Office
from tests.given import appoint_sample
from tests.queries import counted


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


def test_the_home_page_and_the_lists_cost_the_same_for_1_and_for_20(office: Office) -> None:
    desk = office.desk("chair_battery")
    pages = ("/console/", "/console/applications", "/console/decisions")
    with office.deployed.database.writing() as session:
        apply(session, office, range(501, 502))
    one = [cost(office, desk, page) for page in pages]
    with office.deployed.database.writing() as session:
        apply(session, office, range(502, 521))
    assert [cost(office, desk, page) for page in pages] == one
    assert desk.get("/console/").text.count('href="/console/applications/') == 20


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
