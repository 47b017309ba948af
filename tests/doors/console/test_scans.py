"""扫码登录 at the desk: what the page shows, which browser goes in, and which never does."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from service.doors.app import create_app
from service.ground.errors import CATALOGUE
from service.ground.limits import LIMITS
from service.register.accounts.models import SignInWay, StaffSession
from service.register.deployment import Deployment
from tests.doors.console.given import OURS, Desk, Elements, Office, code_of, sign_in
from tests.doors.console.phones import StaffPhone, number_on, phone_for, scene_on, secret_of

CURRENT = "/console/scans/current"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"


def showing(office: Office, onward: str = "/console/") -> Desk:
    """A stranger's browser that shows a code."""
    desk = office.stranger()
    desk.browser.environ_base["HTTP_USER_AGENT"] = EDGE
    answer = desk.browser.post("/console/scans", data={"next": onward}, headers=OURS)
    assert (answer.status_code, answer.location) == (303, f"{CURRENT}?next={onward}")
    return desk


def enter(desk: Desk, onward: str = "/console/") -> int:
    """Send the form of a confirmed code."""
    return desk.browser.post(f"{CURRENT}/session", data={"next": onward}, headers=OURS).status_code


@pytest.fixture
def phone(office: Office) -> StaffPhone:
    """The phone of the battery chair."""
    return phone_for(office, "chair_battery")


def test_a_chair_signs_in_with_the_phone(office: Office, phone: StaffPhone) -> None:
    desk = showing(office, "/console/claims")
    page = desk.get(CURRENT).text
    assert ("请用微信扫码" in page, "Windows 上的 Edge 浏览器" in page) == (True, True)
    status, seen = phone.scan(desk)
    assert status == 200
    assert (seen["match_number"], seen["browser"]) == (number_on(page), "Windows 上的 Edge 浏览器")
    assert (seen["kind"], seen["kind_words"]) == ("sign_in", "登录惠工卡工作台")
    assert "请在手机上确认" in desk.get(CURRENT).text
    assert phone.ask(f"/staff-scans/{seen['id']}/confirmation")[0] == 200
    page = desk.get(f"{CURRENT}?next=/console/claims").text
    assert ("手机已确认" in page, 'name="next" value="/console/claims"' in page) == (True, True)
    answer = desk.browser.post(f"{CURRENT}/session", data={"next": "/console/claims"}, headers=OURS)
    assert (answer.status_code, answer.location) == (303, "/console/claims")
    assert desk.get("/console/claims").status_code == 200
    assert secret_of(desk) == ""
    with office.deployed.database.reading() as session:
        opened = session.scalars(select(StaffSession)).one()
        assert (opened.way, opened.browser) == (SignInWay.SCAN, "Windows 上的 Edge 浏览器")
        assert opened.staff_id == office.world.staff_id("chair_battery")


def test_a_page_that_waits_asks_itself_again_and_a_page_that_knows_does_not(
    office: Office, phone: StaffPhone
) -> None:
    desk = showing(office)

    def polls() -> bool:
        marks = [mark for _, mark in Elements(desk.get(CURRENT).text).found if mark.get("id") == "scan"]
        return [mark.get("hx-select") for mark in marks] == ["#scan"]

    assert polls()
    assert f'href="{CURRENT}?next=/console/">我已在手机上确认' in desk.get(CURRENT).text
    phone.confirm(desk)
    assert not polls()


def test_the_code_is_a_picture_while_nobody_has_opened_it(office: Office, phone: StaffPhone) -> None:
    desk = showing(office)
    answer = desk.get(f"{CURRENT}.png")
    assert answer.mimetype == "image/png"
    assert min(Image.open(BytesIO(answer.data)).size) >= 250
    assert desk.get(f"{CURRENT}.png").data == answer.data
    assert office.stranger().get(f"{CURRENT}.png").status_code == 404
    phone.scan(desk)
    assert desk.get(f"{CURRENT}.png").status_code == 404


def test_the_plain_code_leads_to_a_page_that_says_how_and_looks_nothing_up(office: Office) -> None:
    desk = showing(office)
    known = office.stranger().get(f"/scan/{scene_on(office.deployed.database, desk)}")
    unknown = office.stranger().get("/scan/no-such-scene")
    assert (known.status_code, Elements(known.text).words) == (200, Elements(unknown.text).words)
    assert "扫码登录工作台" in known.text


def test_another_browser_sees_nothing_of_the_code_and_never_goes_in(
    office: Office, phone: StaffPhone
) -> None:
    mine, other = showing(office), showing(office)
    phone.confirm(mine)
    assert "手机已确认" not in other.get(CURRENT).text
    assert enter(other) == 409
    stranger = office.stranger()
    assert "这个码已失效" in stranger.get(CURRENT).text
    assert enter(stranger) == 409
    assert other.cookie == stranger.cookie == ""
    assert enter(mine) == 303


def test_a_code_planted_in_a_browser_is_gone_when_its_owner_asks_for_one(
    office: Office, phone: StaffPhone
) -> None:
    thief, victim = showing(office), office.stranger()
    victim.browser.set_cookie("scan", secret_of(thief))
    victim.browser.post("/console/scans", headers=OURS)
    assert secret_of(victim) != secret_of(thief)
    phone.confirm(victim)
    assert (enter(thief), enter(victim)) == (409, 303)


def test_a_session_planted_before_signing_in_is_worth_nothing(office: Office, phone: StaffPhone) -> None:
    desk = showing(office)
    desk.browser.set_cookie("console", "planted-by-somebody-else")
    phone.confirm(desk)
    assert enter(desk) == 303
    assert desk.cookie not in ("", "planted-by-somebody-else")
    thief = office.stranger()
    thief.browser.set_cookie("console", "planted-by-somebody-else")
    assert thief.get("/console/").status_code == 302


def test_going_in_ends_the_session_that_the_browser_held(office: Office, phone: StaffPhone) -> None:
    desk = office.desk("county")
    earlier = desk.cookie
    desk.browser.post("/console/scans", headers=OURS)
    phone.confirm(desk)
    assert enter(desk) == 303
    copy = office.stranger()
    copy.browser.set_cookie("console", earlier)
    assert copy.get("/console/").status_code == 302


def test_a_form_sent_twice_opens_one_session(office: Office, phone: StaffPhone) -> None:
    desk = showing(office)
    secret = secret_of(desk)
    phone.confirm(desk)
    assert enter(desk) == 303
    replay = office.stranger()
    replay.browser.set_cookie("scan", secret)
    assert enter(replay) == 409
    assert replay.cookie == ""


@pytest.mark.parametrize("end", ["expired", "refused"])
def test_what_came_to_nothing_is_said_kindly_with_a_way_on(
    office: Office, phone: StaffPhone, later: Callable[..., None], end: str
) -> None:
    desk = showing(office)
    _, seen = phone.scan(desk)
    if end == "refused":
        assert phone.ask(f"/staff-scans/{seen['id']}/refusal")[1]["state"] == "refused"
    else:
        later(minutes=2)
    page = desk.get(CURRENT).text
    said = "手机上选了“不是我”" if end == "refused" else "这个码已失效"
    assert (said in page, "重新获取" in page, number_on(page)) == (True, True, "")
    answer = desk.browser.post(f"{CURRENT}/session", headers=OURS)
    assert (answer.status_code, CATALOGUE["SCAN_FAILED"].message in answer.text) == (409, True)


def test_a_phone_gets_the_same_answer_for_what_is_unknown_over_or_anothers(
    office: Office, phone: StaffPhone, later: Callable[..., None]
) -> None:
    other = phone_for(office, "county", "o-county-phone")
    taken, old = showing(office), showing(office)
    _, seen = phone.scan(taken)
    answers = [other.scan(taken), other.ask("/staff-scans", {"scene": "no-such-scene"})]
    answers += [other.ask(f"/staff-scans/{seen['id']}/{door}") for door in ("confirmation", "refusal")]
    later(minutes=2)
    answers.append(other.scan(old))
    assert {(status, body["code"], body["message"]) for status, body in answers} == {
        (404, "NOT_FOUND", CATALOGUE["NOT_FOUND"].message)
    }


def test_a_phone_that_is_bound_to_nobody_is_told_what_to_do(office: Office) -> None:
    status, body = phone_for(office, None).scan(showing(office))
    assert (status, body["code"]) == (403, "SCAN_NOT_YOURS")
    assert "登录管理" in body["next"]


def test_asking_for_codes_is_limited(
    office: Office, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    monkeypatch.setitem(LIMITS, "scan.address", replace(LIMITS["scan.address"], size=2))
    asked = [office.stranger().browser.post("/console/scans", headers=OURS).status_code for _ in range(3)]
    assert asked == [303, 303, 429]


def test_the_cookie_of_a_code_is_for_this_host_alone_and_hidden_from_scripts(
    office: Office, deployed: Deployment
) -> None:
    held = office.stranger().browser.post("/console/scans", headers=OURS).headers["Set-Cookie"]
    parts = {part.strip().split("=")[0] for part in held.split(";")}
    assert parts == {"scan", "Expires", "Max-Age", "HttpOnly", "Path", "SameSite"}
    assert ("Path=/;" in held, "SameSite=Lax" in held) == (True, True)
    secure = replace(
        deployed, settings=deployed.settings.model_copy(update={"public_url": "https://county.example"})
    )
    answer = (
        create_app(secure)
        .test_client()
        .post(
            "/console/scans", base_url="https://county.example", headers={"Origin": "https://county.example"}
        )
    )
    held = answer.headers["Set-Cookie"]
    assert (held.startswith("__Host-scan="), "Secure" in held, "Domain" in held) == (True, True, False)


def test_a_session_of_a_scan_proves_presence_anew_by_phone_or_by_code(
    office: Office, phone: StaffPhone
) -> None:
    desk = showing(office)
    phone.confirm(desk)
    enter(desk)
    back = "/console/handlers"
    assert "输入动态码后继续" in desk.get(back).text
    assert "用微信扫码" in desk.get(f"/console/step-up?next={back}").text
    asked = desk.post("/console/step-up/scans", next=back)
    assert (asked.status_code, asked.location) == (303, f"/console/step-up?next={back}")
    page = desk.get(asked.location).text
    status, seen = phone.scan(desk)
    assert (status, seen["kind"], seen["match_number"]) == (200, "step_up", number_on(page))
    phone.ask(f"/staff-scans/{seen['id']}/confirmation")
    assert "手机已确认" in desk.get(asked.location).text
    proved = desk.post("/console/scans/current/presence", next=back)
    assert (proved.status_code, proved.location) == (303, back)
    assert "输入动态码后继续" not in desk.get(back).text


def test_a_step_up_is_nobody_elses(office: Office, phone: StaffPhone, later: Callable[..., None]) -> None:
    other = phone_for(office, "county", "o-county-phone")
    chair, county = office.desk("chair_battery"), office.desk("county")
    later(minutes=6)
    chair.post("/console/step-up/scans")
    assert other.scan(chair)[1]["code"] == "SCAN_NOT_YOURS"
    phone.confirm(chair)
    county.browser.set_cookie("scan", secret_of(chair))
    assert "手机已确认" not in county.get("/console/step-up").text
    assert county.post("/console/scans/current/presence").status_code == 409
    assert enter(county) == 409
    assert chair.post("/console/scans/current/presence").status_code == 303


def test_whoever_has_no_phone_bound_is_not_offered_one(office: Office) -> None:
    desk = office.desk("county")
    assert "用微信扫码" not in desk.get("/console/step-up").text
    assert desk.post("/console/step-up/scans").status_code == 409


def test_a_dismissed_chair_does_not_come_in_by_phone(office: Office, phone: StaffPhone) -> None:
    desk, admin = showing(office), office.desk("admin")
    phone.confirm(desk)
    admin.post(f"/console/staff/{office.world.staff_id('chair_battery')}/dismissal")
    assert (enter(desk), desk.cookie) == (409, "")
    assert phone.scan(showing(office))[1]["code"] == "SCAN_NOT_YOURS"


def test_the_password_is_never_out_of_use(office: Office, phone: StaffPhone) -> None:
    form = {"code": code_of(office.world, "chair_battery")}
    assert sign_in(office.stranger(), office.world, "chair_battery", **form).status_code == 303
