"""The whole way through the console: checked, decided, confirmed, reported, received, consolidated, exported."""

import re
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from service.register.audit.models import AuditEntry
from service.rolls.exports.actions import make_next
from tests.doors.console.given import Desk, Office
from tests.doors.console.test_applications import decision
from tests.given import id_number
from tests.requests.applications.given import submitted, union_of
from tests.rolls.exports.office import unlocked

pytestmark = pytest.mark.both("stories")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field that a page carries."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


def confirmed(office: Office, chair: Desk) -> str:
    """The chair confirms the roster that he is looking at; the address of the new version."""
    roster = f"/console/rosters/{office.world.battery.id}"
    page = chair.get(roster).text
    answer = chair.post(f"{roster}/confirmation", digest=hidden(page, "digest"))
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("?")[0]


def test_from_the_application_to_the_county_and_into_a_workbook(office: Office) -> None:
    with office.deployed.database.writing() as session:
        application_id = submitted(session, union_of(session, office.world.battery)).id
    handler, chair = office.desk("handler_battery"), office.desk("chair_battery")
    assert "新样一" in handler.get("/console/").text
    handler.post(f"/console/applications/{application_id}/check")
    assert "记录委员会决议（1 份待决定）" in chair.get("/console/").text
    chair.post("/console/decisions", **decision(office, application_id))
    assert "4 人有变动，待确认" in chair.get("/console/").text

    assert "<li>新样一</li>" in chair.get(f"/console/rosters/{office.world.battery.id}").text
    version = confirmed(office, chair)
    assert "人员没有增减" in chair.get("/console/").text
    assert chair.post(f"{version}/submission").status_code == 303

    township, county = office.desk("zhicheng"), office.desk("county")
    assert version in township.get("/console/").text
    assert version not in office.desk("huaxi").get("/console/").text
    assert township.post(f"{version}/acceptance").status_code == 303
    assert version in county.get("/console/").text
    assert county.post(f"{version}/consolidation").status_code == 303
    assert version not in county.get("/console/").text

    assert "新样一" in workbook(office, county)


def workbook(office: Office, desk: Desk) -> str:
    """Every cell of the battery union's exported roster."""
    form = {"kind": "roster", "union_id": str(office.world.battery.id), "purpose": "报送县总工会"}
    asked = desk.post("/console/exports", **form)
    page = str(asked.location).split("?")[0]
    assert 'http-equiv="refresh"' in desk.get(page).text
    assert desk.post(f"{page}/link").status_code == 409
    assert make_next(office.deployed)
    assert 'http-equiv="refresh"' not in desk.get(page).text
    link = re.search(r"/console/downloads/[\w-]+", desk.post(f"{page}/link").text)
    assert link is not None
    assert desk.get(link[0]).status_code == 200
    file = desk.post(link[0])
    assert desk.post(link[0]).status_code == 410
    assert file.headers["Content-Disposition"].startswith("attachment;")
    with office.deployed.database.reading() as session:
        export_id = UUID(page.rsplit("/", 1)[1])
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.object_id == export_id)).all()
        assert "export:download" in acts
    password = re.search(r"(\w{4}-){3}\w{4}", desk.post(f"{page}/password").text)
    assert password is not None
    book = openpyxl.load_workbook(BytesIO(unlocked(file.data, password[0])))
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert id_number(501) in cells
    return " ".join(cells)


def test_of_two_chairs_at_one_roster_the_second_is_told(office: Office) -> None:
    first, second = office.desk("chair_battery"), office.desk("chair_battery_two")
    roster = f"/console/rosters/{office.world.battery.id}"
    seen = hidden(second.get(roster).text, "digest")
    confirmed(office, first)
    answer = second.post(f"{roster}/confirmation", digest=seen)
    assert answer.status_code == 409
    assert "这条记录刚刚被别人改过。" in answer.text


def test_an_unchanged_roster_is_confirmed_as_unchanged(office: Office) -> None:
    chair = office.desk("chair_battery")
    confirmed(office, chair)
    roster = f"/console/rosters/{office.world.battery.id}"
    page = chair.get(roster).text
    assert chair.post(f"{roster}/confirmation", digest=hidden(page, "digest")).status_code == 409
    again = chair.post(
        f"{roster}/confirmation", digest=hidden(page, "digest"), unchanged=hidden(page, "unchanged")
    )
    assert again.status_code == 303


def test_a_returned_version_shows_why_and_a_new_one_follows(office: Office) -> None:
    chair, township = office.desk("chair_battery"), office.desk("zhicheng")
    version = confirmed(office, chair)
    chair.post(f"{version}/submission")
    assert township.post(f"{version}/return", reason="少").status_code == 422
    assert township.post(f"{version}/return", reason="第 2 行的单位名称不全").status_code == 303
    roster = chair.get(f"/console/rosters/{office.world.battery.id}").text
    assert "退回理由：第 2 行的单位名称不全" in roster
    page = hidden(roster, "digest")
    again = chair.post(
        f"/console/rosters/{office.world.battery.id}/confirmation", digest=page, unchanged="true"
    )
    assert again.status_code == 303
    assert "第 2 版" in chair.get(str(again.location)).text


def test_who_does_not_confirm_sees_the_changes_without_names(office: Office) -> None:
    roster = f"/console/rosters/{office.world.battery.id}"
    assert "陈样一" in office.desk("chair_battery").get(roster).text
    for login in ("handler_battery", "zhicheng", "county"):
        page = office.desk(login).get(roster).text
        assert ("陈样一" in page, "陈**" in page) == (False, True), login
