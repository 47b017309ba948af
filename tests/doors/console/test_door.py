"""Who comes in, for how long, and what the cookie is made of."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from markupsafe import escape
from sqlalchemy import select

from service.ground.errors import CATALOGUE
from service.ground.pages import own_path
from service.register.access.guard import STAFF_COOKIE
from service.register.accounts.models import Staff, StaffSession
from service.register.deployment import Deployment
from tests.application import application
from tests.doors.console.given import OURS, Desk, Office, code_of, sign_in
from tests.given import PASSWORD


def refused(office: Office, **changed: str) -> int:
    """The status of a sign-in as the battery chair with something changed."""
    return sign_in(office.stranger(), office.world, "chair_battery", **changed).status_code


def test_everyone_of_the_office_reaches_the_home_page(office: Office) -> None:
    assert {
        login: office.desk(login).get("/console/").status_code for login in office.world.staff
    } == dict.fromkeys(office.world.staff, 200)


def test_a_stranger_is_led_to_the_sign_in_page_and_back(office: Office) -> None:
    desk = office.stranger()
    led = desk.get("/console/claims")
    assert (led.status_code, led.location) == (302, "/console/sign-in?next=/console/claims")
    assert 'name="next" value="/console/claims"' in desk.get(led.location).text
    back = sign_in(desk, office.world, "chair_battery", next="/console/claims")
    assert (back.status_code, back.location) == (303, "/console/claims")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/console/",
        "//example.org",
        "/console/../x",
        "/v/abc",
        "/console/\\x",
        "javascript:1",
    ],
)
def test_nobody_is_led_out_of_the_console_after_signing_in(office: Office, elsewhere: str) -> None:
    answer = sign_in(office.stranger(), office.world, "chair_battery", next=elsewhere)
    assert answer.location == "/console/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "sample-password-2025"},
        {"code": "000000"},
        {"login": "nobody"},
        {"login": "CHAIR_BATTERY"},
    ],
)
def test_every_wrong_sign_in_reads_the_same(office: Office, wrong: dict[str, str]) -> None:
    answer = sign_in(office.stranger(), office.world, "chair_battery", **wrong)
    assert answer.status_code == 401
    assert CATALOGUE["SIGN_IN_FAILED"].message in answer.text
    assert "Set-Cookie" not in answer.headers
    assert PASSWORD not in answer.text


def test_the_name_typed_stays_in_the_form_and_the_password_does_not(office: Office) -> None:
    answer = sign_in(
        office.stranger(), office.world, "chair_battery", password="a-wrong-password-2026", code="123456"
    )
    assert 'value="chair_battery"' in answer.text
    assert "a-wrong-password-2026" not in answer.text
    assert "123456" not in answer.text


def test_an_empty_form_says_what_is_missing_at_each_field(office: Office) -> None:
    answer = sign_in(office.stranger(), office.world, "county", login="", password=" ", code="")
    assert answer.status_code == 422
    assert all(f'href="#f-{name}"' in answer.text for name in ("login", "password", "code"))


def test_a_one_time_code_works_once_however_it_is_spelt(office: Office) -> None:
    code = code_of(office.world, "chair_battery")
    assert refused(office, code=code) == 303
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    spellings = [code, f" {code} ", f"{code[:3]} {code[3:]}", wide, f"{code}\u200b"]
    assert [refused(office, code=spelling) for spelling in spellings] == [401] * 5


def test_trying_is_limited_and_the_limit_holds_for_the_right_password_too(office: Office) -> None:
    assert [refused(office, code="000000") for _ in range(6)] == [401] * 6
    assert refused(office) == 429


def test_the_cookie_is_for_this_host_alone_and_hidden_from_scripts(office: Office) -> None:
    held = sign_in(office.stranger(), office.world, "chair_battery").headers["Set-Cookie"]
    parts = {part.strip().split("=")[0] for part in held.split(";")}
    assert parts == {"console", "Expires", "Max-Age", "HttpOnly", "Path", "SameSite"}
    assert "Path=/;" in held
    assert "SameSite=Lax" in held


def test_over_https_the_cookie_is_secure_and_host_bound(office: Office, deployed: Deployment) -> None:
    secure = replace(
        deployed, settings=deployed.settings.model_copy(update={"public_url": "https://county.example"})
    )
    browser = application(secure).test_client()
    form = {"login": "county", "password": PASSWORD, "code": code_of(office.world, "county")}
    answer = browser.post(
        "/console/sign-in",
        data=form,
        base_url="https://county.example",
        headers={"Origin": "https://county.example"},
    )
    held = answer.headers["Set-Cookie"]
    assert held.startswith(f"{STAFF_COOKIE}=")
    assert "Secure" in held
    assert "Domain" not in held


def test_a_cookie_set_before_signing_in_is_worth_nothing_afterwards(office: Office) -> None:
    desk = office.stranger()
    desk.browser.set_cookie("console", "planted-by-somebody-else")
    assert sign_in(desk, office.world, "chair_battery").status_code == 303
    assert desk.cookie != "planted-by-somebody-else"
    thief = office.stranger()
    thief.browser.set_cookie("console", "planted-by-somebody-else")
    assert thief.get("/console/").status_code == 302


def test_signing_in_again_ends_the_session_that_the_browser_held(
    office: Office, later: Callable[..., None]
) -> None:
    desk = office.desk("chair_battery")
    earlier = desk.cookie
    later(minutes=1)
    assert sign_in(desk, office.world, "chair_battery").status_code == 303
    copy = office.stranger()
    copy.browser.set_cookie("console", earlier)
    assert (desk.cookie == earlier, copy.get("/console/").status_code) == (False, 302)


def test_signing_out_ends_the_session_everywhere_at_once(office: Office) -> None:
    desk = office.desk("chair_battery")
    copy = office.stranger()
    copy.browser.set_cookie("console", desk.cookie)
    assert copy.get("/console/").status_code == 200
    assert desk.post("/console/sign-out").status_code == 303
    assert desk.cookie == ""
    assert copy.get("/console/").status_code == 302


def test_whoever_is_dismissed_is_out_with_the_next_request(office: Office) -> None:
    handler, admin = office.desk("handler_battery"), office.desk("admin")
    assert handler.get("/console/applications").status_code == 200
    admin.post(f"/console/staff/{office.world.staff_id('handler_battery')}/dismissal")
    assert handler.get("/console/applications").status_code == 302


def test_a_session_ends_when_idle_and_after_ten_hours_of_work(
    office: Office, later: Callable[..., None]
) -> None:
    idle = office.desk("chair_battery")
    later(minutes=31)
    assert idle.get("/console/").status_code == 302
    busy = office.desk("chair_battery")
    for _ in range(21):
        later(minutes=29)
        busy.get("/console/")
    assert busy.get("/console/").status_code == 302


def test_the_database_holds_no_cookie(office: Office) -> None:
    desk = office.desk("chair_battery")
    with office.deployed.database.reading() as session:
        stored = session.scalars(select(StaffSession)).one()
        assert desk.cookie.encode() not in stored.token_hash
        assert stored.form_token == desk.form_token
        assert session.get_one(Staff, stored.staff_id).login == "chair_battery"


def test_presence_is_proved_again_with_the_next_code_and_leads_back(
    office: Office, later: Callable[..., None]
) -> None:
    desk: Desk = office.desk("admin")
    later(minutes=6)
    path = f"/console/staff/{office.world.staff_id('handler_battery')}"
    led = desk.browser.post(
        f"{path}/dismissal",
        data={"form_token": desk.form_token},
        headers=OURS | {"Referer": f"http://localhost{path}"},
    )
    assert (led.status_code, led.location) == (303, f"/console/step-up?next={path}")
    assert desk.post("/console/step-up", code="000000", next=path).status_code == 401
    proved = desk.post("/console/step-up", code=code_of(office.world, "admin"), next=path)
    assert (proved.status_code, proved.location) == (303, path)
    assert desk.post(f"{path}/dismissal").status_code == 303


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/console/unions?name=%E7%94%B5%E6%B1%A0&start=100", True),
        ("/console/audit?act=&day=2026-11-20", True),
        ("/console/exports?done=requested", False),
        ("/console/exports?start=1&done=requested", False),
        ("/console/unions?name=%0d%0aSet-Cookie:x", False),
        ("/console/unions?next=//example.org", False),
        ("/console/unions?name=<script>", False),
        ("/console/unions?name=" + "x" * 200, False),
        ("/console/unions?" + "&".join(["a=1"] * 60), False),
    ],
)
def test_the_way_back_keeps_a_harmless_query_and_drops_any_other(
    office: Office, asked: str, kept: bool
) -> None:
    desk, back = office.stranger(), asked if kept else asked.partition("?")[0]
    led = desk.get(asked)
    assert parse_qs(urlsplit(led.location).query) == {"next": [back]}
    assert f'name="next" value="{escape(back)}"' in desk.get(led.location).text
    assert sign_in(desk, office.world, "county", next=back).location == back
    assert own_path(asked) == back


def test_the_way_back_from_proving_presence_keeps_the_query_of_the_form_too(
    office: Office, later: Callable[..., None]
) -> None:
    desk = office.desk("admin")
    later(minutes=6)
    path = f"/console/staff/{office.world.staff_id('handler_battery')}"
    led = desk.browser.post(
        f"{path}/dismissal",
        data={"form_token": desk.form_token},
        headers=OURS | {"Referer": f"http://localhost{path}?union_name=x&done=appointed"},
    )
    assert parse_qs(urlsplit(led.location).query) == {"next": [path]}
    led = desk.browser.post(
        f"{path}/dismissal",
        data={"form_token": desk.form_token},
        headers=OURS | {"Referer": f"http://localhost{path}?union_name=x"},
    )
    assert parse_qs(urlsplit(led.location).query) == {"next": [f"{path}?union_name=x"]}
