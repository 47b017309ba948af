"""The committee's decision at the desk: many at once, nothing typed is lost, nothing recorded is changed."""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from service.ground.paging import paged
from service.requests.applications import decision_pages
from service.requests.applications.models import Application, Decision, Status
from tests.doors.console.given import Desk, Office
from tests.doors.console.test_applications import decision, now, waiting
from tests.queries import counted
from tests.requests.applications.given import checked, submitted, union_of


def many(office: Office, count: int, first: int = 501) -> list[UUID]:
    """Applications to the battery union that were checked."""
    with office.deployed.database.writing() as session:
        union = union_of(session, office.world.battery)
        serials = range(first, first + 2 * count, 2)
        return [checked(session, office.world, union, f"o-{one}", "新样甲", one).id for one in serials]


def mark(desk: Desk, query: str = "") -> str:
    """The mark of the list that the page shows."""
    found = re.search(r'name="fingerprint" value="(\w+)"', desk.get(f"/console/decisions{query}").text)
    assert found is not None
    return found[1]


def test_all_that_was_checked_is_decided_with_one_tick(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_pages, "paged", partial(paged, size=2))
    ids, desk = many(office, 5), office.desk("chair_battery")
    page = desk.get("/console/decisions").text
    assert "全部初审通过的 5 份" in page
    assert page.count('name="application_ids"') == 2
    assert 'start=2">下一页' in page
    assert desk.get("/console/decisions?start=4").text.count('name="application_ids"') == 1
    form = decision(office, everything="1", fingerprint=mark(desk))
    assert desk.post("/console/decisions", **form).status_code == 303
    assert [now(office, one) for one in ids] == [Status.APPROVED] * 5


def test_everything_is_what_was_shown_and_not_what_came_since(office: Office) -> None:
    ids, desk = many(office, 2), office.desk("chair_battery")
    shown = mark(desk)
    late = many(office, 1, 511)
    answer = desk.post("/console/decisions", **decision(office, everything="1", fingerprint=shown))
    assert answer.status_code == 422
    assert "名单刚刚有变化，现在是 3 份。" in answer.text
    assert [now(office, one) for one in (*ids, *late)] == [Status.CHECKED] * 3


def test_everything_of_one_unit_leaves_the_others(office: Office) -> None:
    ids, desk = many(office, 3), office.desk("chair_battery")
    with office.deployed.database.writing() as session:
        session.get_one(Application, ids[1]).unit_name = "样例分公司"
    form = decision(office, everything="1", unit="分公司", fingerprint=mark(desk, "?unit=分公司"))
    assert desk.post("/console/decisions", **form).status_code == 303
    assert [now(office, one) for one in ids] == [Status.CHECKED, Status.APPROVED, Status.CHECKED]


def test_who_is_not_checked_stands_apart_and_can_only_be_turned_down(office: Office) -> None:
    application_id, desk = waiting(office), office.desk("chair_battery")
    many(office, 1, 511)
    assert str(application_id) not in desk.get("/console/decisions").text
    page = desk.get("/console/decisions?unchecked=1").text
    assert str(application_id) in page
    assert "everything" not in page
    assert desk.post("/console/decisions", **decision(office, application_id)).status_code == 409
    form = decision(office, application_id, outcome="reject", reason="not_employed", unchecked="1")
    assert desk.post("/console/decisions", **form).status_code == 303
    assert now(office, application_id) is Status.REJECTED


def test_before_recording_the_page_says_that_it_cannot_be_changed(office: Office) -> None:
    many(office, 1)
    assert "记录以后不能修改，也不能删除。" in office.desk("chair_battery").get("/console/decisions").text


def test_what_was_typed_stays_and_too_few_present_is_a_question(office: Office) -> None:
    (one,), desk = many(office, 1), office.desk("chair_battery")
    form = decision(office, one, committee="5", words="会上没有异议")
    answer = desk.post("/console/decisions", **form)
    assert answer.status_code == 422
    assert "委员会 5 人，出席 2 人，没有过半。" in answer.text
    for kept in ('value="5"', "甲主席、林样二</textarea>", "会上没有异议</textarea>", 'value="2026-1"'):
        assert kept in answer.text, kept
    assert f'value="{one}" autocomplete="off" checked' in answer.text
    assert desk.post("/console/decisions", **form, few_confirmed="1").status_code == 303


def test_after_recording_the_page_says_what_happens_next_and_shows_the_decision(office: Office) -> None:
    (one,), desk = many(office, 1), office.desk("chair_battery")
    answer = desk.post("/console/decisions", **decision(office, one))
    page = desk.get(answer.location).text
    for words in (
        "到花名册确认",
        "每位申请人会收到通知",
        "委员会 3 人，出席 2 人",
        "甲主席、林样二",
        "工会主席甲主席",
    ):
        assert words in page, words
    assert f'href="/console/applications/{one}"' in page
    again = answer.location.split("?")[0]
    assert "接下来" not in desk.get(again).text
    assert again in desk.get(f"/console/applications/{one}").text
    assert again in desk.get(f"/console/unions/{office.world.battery.id}/decisions").text


def test_the_same_meeting_is_offered_again_for_its_other_decisions(office: Office) -> None:
    (one, _), desk = many(office, 2), office.desk("chair_battery")
    answer = desk.post("/console/decisions", **decision(office, one, minute_no="样例第 9 号"))
    decision_id = answer.location.split("?")[0].rsplit("/", 1)[1]
    page = desk.get(f"/console/decisions?meeting={decision_id}").text
    assert 'value="样例第 9 号"' in page
    assert 'value="林样二" autocomplete="off" checked' in page
    assert 'value="林样二" autocomplete="off" checked' not in desk.get("/console/decisions").text
    assert office.desk("zhicheng").get(f"/console/decisions?meeting={decision_id}").status_code == 404


def test_there_is_no_way_to_change_a_decision(office: Office) -> None:
    rules = [rule for rule in office.app.url_map.iter_rules() if rule.rule.startswith("/console/decisions/")]
    assert {(rule.rule, *sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})) for rule in rules} == {
        ("/console/decisions/<uuid:decision_id>", "GET"),
        ("/console/decisions/<uuid:decision_id>/minutes", "POST"),
    }


def test_the_minutes_come_as_paper(office: Office) -> None:
    (one,), desk = many(office, 1), office.desk("chair_battery")
    page = desk.post("/console/decisions", **decision(office, one)).location.split("?")[0]
    answer = desk.post(f"{page}/minutes")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.data)).pages)
    assert [word for word in ("甲主席", "林样二", "2026-1", "新样甲") if word not in text] == []


def test_the_pages_of_decisions_cost_the_same_for_one_and_for_ten(
    office: Office, later: Callable[..., None]
) -> None:
    later(minutes=0)  # the clock stands still: after a minute a session notes that it is still in use
    desk = office.desk("chair_battery")
    listed = f"/console/unions/{office.world.battery.id}/decisions"

    def cost(path: str) -> int:
        with counted(office.deployed.database) as statements:
            assert desk.get(path).status_code == 200
        return len(statements)

    def record(ids: list[UUID]) -> str:
        return desk.post("/console/decisions", **decision(office, *ids)).location.split("?")[0]

    first = record(many(office, 1))
    many(office, 1, 561)
    one = [cost(path) for path in ("/console/decisions", listed, first)]
    larger = record(many(office, 8, 511))
    with office.deployed.database.writing() as session:
        submitted(session, union_of(session, office.world.battery), "o-541", "新样乙", 541)
    many(office, 2, 551)
    assert [cost(path) for path in ("/console/decisions", listed, larger)] == one
    with office.deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 2
