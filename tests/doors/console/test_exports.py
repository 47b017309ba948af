"""Exports at the desk: asked, agreed to by a second person, fetched by a link that serves once, traced when they leak."""

import re
from collections.abc import Callable

import pytest

from service.rolls.exports.actions import make_next
from tests.doors.console.given import Desk, Office
from tests.rolls.exports.office import second_person, unlocked

LINK = re.compile(r"/console/downloads/[\w-]{43}")
PASSWORD = re.compile(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b")
ROUTES = ("link", "password")


def asked(desk: Desk, office: Office, union: object, purpose: str = "报送县总工会") -> str:
    """Ask for a roster; the page of the export."""
    form = {"kind": "roster", "union_id": str(union.id), "purpose": purpose}  # type: ignore[attr-defined]
    answer = desk.post("/console/exports", **form)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("?")[0]


def approval(page: str) -> str:
    """Where the second person finds the same export."""
    return page.replace("/exports/", "/approvals/")


@pytest.fixture
def second(office: Office) -> Desk:
    """The second member of the county's staff."""
    return office.desk(second_person(office.deployed, office.world))


def test_a_bulk_export_goes_from_who_asks_to_who_agrees_and_back(office: Office, second: Desk) -> None:
    county = office.desk("county")
    page = asked(county, office, office.world.county)
    assert all(words in county.get(page).text for words in ("等第二人批准", "撤回申请", "24 小时"))
    assert not make_next(office.deployed)
    listed = second.get("/console/exports").text
    assert (approval(page) in listed, "组宣部干部" in listed) == (True, True)
    seen = second.get(approval(page)).text
    told = ("组宣部干部 戊科长", "报送县总工会", "2 个工会，共 6 名会员", office.world.battery.name)
    assert [words for words in told if words not in seen] == []
    assert second.post(f"{approval(page)}/approval").status_code == 303
    assert approval(page) not in second.get("/console/exports").text
    assert make_next(office.deployed)
    ready = county.get(page).text
    assert all(words in ready for words in ("可以下载", "办公室干部", "取得下载链接", "<dd>6</dd>"))
    assert second.get(page).status_code == 404


def test_who_asked_reads_why_it_was_refused(office: Office, second: Desk) -> None:
    county = office.desk("county")
    page = asked(county, office, office.world.zhicheng)
    empty = second.post(f"{approval(page)}/refusal", reason="")
    assert (empty.status_code, 'id="e-reason"' in empty.text) == (422, True)
    assert second.post(f"{approval(page)}/refusal", reason="请先说明报送给谁").status_code == 303
    assert all(words in county.get(page).text for words in ("未批准", "请先说明报送给谁", "办公室干部"))


def test_who_asked_takes_it_back_and_cannot_approve_it(office: Office) -> None:
    county = office.desk("county")
    page = asked(county, office, office.world.county)
    assert "请另一位同事用自己的账号登录后批准" in county.get(approval(page)).text
    assert approval(page) not in county.get("/console/exports").text
    refused = county.post(f"{approval(page)}/approval")
    assert (refused.status_code, "不能是同一个人" in refused.text) == (403, True)
    assert county.post(f"{page}/withdrawal").status_code == 303
    assert "已撤回" in county.get(page).text


def test_asking_agreeing_link_and_password_need_fresh_presence(
    office: Office, second: Desk, later: Callable[..., None]
) -> None:
    county, chair = office.desk("county"), office.desk("chair_battery")
    bulk, single = asked(county, office, office.world.county), asked(chair, office, office.world.battery)
    assert make_next(office.deployed)
    later(minutes=6)
    form = {"kind": "roster", "union_id": str(office.world.battery.id), "purpose": "报送县总工会"}
    doors = [
        (chair, "/console/exports", form),
        (chair, f"{single}/link", {}),
        (chair, f"{single}/password", {}),
        (second, f"{approval(bulk)}/approval", {}),
        (second, f"{approval(bulk)}/refusal", {"reason": "请先说明报送给谁"}),
    ]
    for desk, door, typed in doors:
        answer = desk.post(door, **typed)
        assert (answer.status_code, "/console/step-up" in str(answer.location)) == (303, True), door
    for desk, page in ((chair, "/console/exports"), (chair, single), (second, approval(bulk))):
        text = desk.get(page).text
        assert ("输入动态码后继续" in text, "<button" in text.split("<main")[1]) == (True, False), page


def test_link_and_password_never_stand_on_one_page_and_looking_uses_nothing_up(office: Office) -> None:
    chair = office.desk("chair_battery")
    page = asked(chair, office, office.world.battery)
    assert make_next(office.deployed)
    link_page, password_page = (chair.post(f"{page}/{route}").text for route in ROUTES)
    link, password = LINK.search(link_page), PASSWORD.search(password_page)
    assert link is not None
    assert password is not None
    for text in (chair.get(page).text, chair.get("/console/exports").text, password_page):
        assert LINK.search(text) is None
    for text in (chair.get(page).text, chair.get(link[0]).text, link_page):
        assert PASSWORD.search(text) is None
    assert [chair.get(link[0]).status_code for _ in range(3)] == [200] * 3
    file = chair.post(link[0])
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["Cache-Control"] == "no-store"
    assert unlocked(file.data, password[0]).startswith(b"PK")
    again = chair.post(link[0])
    assert (again.status_code, "再取一个下载链接" in again.text) == (410, True)
    assert "<button" not in chair.get(link[0]).text.split("<main")[1]


def test_a_link_is_no_use_to_anyone_else(office: Office) -> None:
    chair, other, stranger = (
        office.desk("chair_battery"),
        office.desk("chair_battery_two"),
        office.stranger(),
    )
    page = asked(chair, office, office.world.battery)
    assert make_next(office.deployed)
    link = LINK.search(chair.post(f"{page}/link").text)
    assert link is not None
    assert [other.get(link[0]).status_code, other.post(link[0]).status_code] == [404, 404]
    assert stranger.get(link[0]).status_code == 302
    assert chair.post(link[0]).status_code == 200


def test_a_fourth_link_is_refused_on_the_same_page(office: Office) -> None:
    chair = office.desk("chair_battery")
    page = asked(chair, office, office.world.battery)
    assert make_next(office.deployed)
    for route in ROUTES:
        answers = [chair.post(f"{page}/{route}") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
        assert "已经取过 3 次" in answers[-1].text


def test_the_auditor_traces_a_leaked_copy_without_learning_a_name(office: Office) -> None:
    chair = office.desk("chair_battery")
    page = asked(chair, office, office.world.battery)
    auditor = office.desk("auditor")
    found = auditor.post("/console/traces", words=page.rsplit("/", 1)[1]).text
    assert all(words in found for words in ("工会主席", "报送县总工会", office.world.battery.name))
    assert not [name for name in ("甲主席", "chair_battery", "陈样一") if name in found]
    assert "没有对上" in auditor.post("/console/traces", words="330522199003070038").text
    assert auditor.post("/console/traces", words=" ").status_code == 422


def test_the_list_of_what_waits_costs_the_same_for_1_and_for_8(office: Office, second: Desk) -> None:
    from tests.doors.console.test_queries import cost

    county = office.desk("county")
    asked(county, office, office.world.county)
    one = cost(office, second, "/console/exports")
    pages = [asked(county, office, office.world.zhicheng) for _ in range(7)]
    assert cost(office, second, "/console/exports") == one
    assert all(approval(page) in second.get("/console/exports").text for page in pages)
