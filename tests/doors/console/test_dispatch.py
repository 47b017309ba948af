"""派发 at the desk of a township: what came to the wrong union is found a place, and who comes second is told."""

import re
from uuid import UUID

import pytest

from service.register.access.models import SYSTEM
from service.register.unions.actions import found
from service.register.unions.models import Union, UnionKind
from service.requests.applications.models import Application, Status
from tests.doors.console.given import Office
from tests.queries import counted
from tests.requests.applications.given import referred, union_of


@pytest.fixture
def neighbour(office: Office) -> Union:
    """Another union of the same street, named after the unit."""
    with office.deployed.database.writing() as session:
        street = union_of(session, office.world.zhicheng)
        return found(session, SYSTEM, street, "雉城样例物流有限公司工会委员会", UnionKind.GRASSROOTS)


def misled(office: Office, serial: int = 501) -> UUID:
    """An application that the battery union has referred; its unit is the neighbour's."""
    with office.deployed.database.writing() as session:
        union = union_of(session, office.world.battery)
        row = referred(session, office.world, union, f"o-{serial}", "新样甲", serial)
        row.unit_name = "雉城样例物流有限公司"
        return row.id


def version(page: str) -> str:
    """The version that a page looked at."""
    seen = re.search(r'name="version" value="(\d+)"', page)
    assert seen is not None
    return seen[1]


def now(office: Office, application_id: UUID) -> tuple[Status, UUID]:
    """Where an application is."""
    with office.deployed.database.reading() as session:
        row = session.get_one(Application, application_id)
        return row.status, row.union_id


def test_the_street_finds_the_union_by_the_units_name_and_sends_it_there(
    office: Office, neighbour: Union
) -> None:
    application_id, desk = misled(office), office.desk("zhicheng")
    page = f"/console/dispatch/{application_id}"
    assert page in desk.get("/console/dispatch").text
    seen = desk.get(page).text
    assert "派发到雉城样例物流有限公司工会委员会" in seen
    assert "转上级派发（这家单位不在我们这里）" in seen
    answer = desk.post(page, union_id=str(neighbour.id), version=version(seen))
    assert (answer.status_code, answer.location) == (303, "/console/dispatch?done=dispatched")
    assert now(office, application_id) == (Status.SUBMITTED, neighbour.id)
    assert page not in desk.get("/console/dispatch").text
    assert office.desk("chair_battery").get(f"/console/applications/{application_id}").status_code == 404
    assert "派发到雉城样例物流有限公司工会委员会" in desk.get(f"/console/applications/{application_id}").text


def test_the_second_dispatcher_is_told_that_a_colleague_was_faster(office: Office, neighbour: Union) -> None:
    application_id = misled(office)
    page, street, county = (
        f"/console/dispatch/{application_id}",
        office.desk("zhicheng"),
        office.desk("county"),
    )
    seen = version(county.get(page).text)
    street.post(page, union_id=str(neighbour.id), version=seen)
    answer = county.post(page, union_id=str(office.world.textile.id), version=seen)
    assert answer.status_code == 409
    assert "这条记录刚刚被别人改过。" in answer.text
    assert "这份申请现在不用派发。" in answer.text
    assert now(office, application_id) == (Status.SUBMITTED, neighbour.id)


def test_nothing_is_sent_out_of_reach(office: Office, neighbour: Union) -> None:
    application_id, desk = misled(office), office.desk("zhicheng")
    page = f"/console/dispatch/{application_id}"
    seen = version(desk.get(page).text)
    assert desk.post(page, union_id=str(office.world.textile.id), version=seen).status_code == 404
    assert str(office.world.textile.id) not in desk.get(page).text
    assert now(office, application_id) == (Status.REFERRED, office.world.battery.id)


def test_a_choice_is_needed_and_a_word_why_for_passing_on(office: Office) -> None:
    application_id, desk = misled(office), office.desk("zhicheng")
    page = f"/console/dispatch/{application_id}"
    seen = version(desk.get(page).text)
    answer = desk.post(page, version=seen, words="请尽快办")
    assert (answer.status_code, "请选择派发到哪个工会。" in answer.text) == (422, True)
    assert "请尽快办</textarea>" in answer.text
    assert desk.post(f"{page}/referral", version=seen).status_code == 422
    answer = desk.post(f"{page}/referral", version=seen, why="这家单位在画溪")
    assert answer.location == "/console/dispatch?done=passed_on"
    county = office.desk("county")
    assert page in county.get("/console/dispatch").text
    assert f'action="{page}/referral"' not in county.get(page).text


def test_unions_are_searched_by_name(office: Office, neighbour: Union) -> None:
    page, desk = f"/console/dispatch/{misled(office)}", office.desk("county")
    seen = desk.get(f"{page}?union_name=纺织").text
    options = re.findall(r'<option value="([0-9a-f-]{36})"', seen)
    assert options == [str(office.world.textile.id)]


def test_the_list_costs_the_same_for_one_and_for_ten(office: Office) -> None:
    desk = office.desk("zhicheng")

    def cost() -> int:
        with counted(office.deployed.database) as statements:
            assert desk.get("/console/dispatch").status_code == 200
        return len(statements)

    misled(office)
    one = cost()
    for serial in range(502, 511):
        misled(office, serial)
    assert cost() == one
    assert desk.get("/console/dispatch").text.count('href="/console/dispatch/') == 10
