"""登录管理: where I am signed in, my phone, my password."""

import re
from collections.abc import Callable

from tests.doors.console.given import Desk, Office, sign_in
from tests.doors.console.phones import StaffPhone, number_on, phone_for
from tests.given import PASSWORD

PAGE, NEW = "/console/sessions", "a-new-sample-sentence-2026"


def second_desk(office: Office, later: Callable[..., None], login: str = "chair_battery") -> Desk:
    """The same person at another browser, with the next one-time code."""
    later(minutes=1)
    return office.desk(login)


def endings(page: str) -> list[str]:
    """The addresses of the forms that end one session."""
    return re.findall(rf'action="({PAGE}/[0-9a-f-]{{36}}/ending)"', page)


def test_the_page_shows_each_session_and_marks_this_one(office: Office, later: Callable[..., None]) -> None:
    desk = office.desk("chair_battery")
    other = second_desk(office, later)
    page = desk.get(PAGE).text
    assert page.count("就是这里") == 1
    assert len(endings(page)) == 1
    assert page.count("密码和动态码") == 2
    assert other.get(PAGE).text.count("就是这里") == 1
    assert endings(office.desk("county").get(PAGE).text) == []


def test_one_session_is_ended_from_another(office: Office, later: Callable[..., None]) -> None:
    desk = office.desk("chair_battery")
    other = second_desk(office, later)
    (ending,) = endings(desk.get(PAGE).text)
    assert office.desk("county").post(ending).status_code == 404
    assert other.get(PAGE).status_code == 200
    assert desk.post(ending).location == f"{PAGE}?done=session_ended"
    assert (other.get(PAGE).status_code, desk.get(PAGE).status_code) == (302, 200)
    assert desk.post(ending).status_code == 404


def test_all_others_are_ended_at_once(office: Office, later: Callable[..., None]) -> None:
    desk, neighbour = office.desk("chair_battery"), office.desk("county")
    others = [second_desk(office, later) for _ in range(2)]
    assert desk.post(f"{PAGE}/others/ending").status_code == 303
    assert [other.get(PAGE).status_code for other in others] == [302, 302]
    assert (desk.get(PAGE).status_code, neighbour.get(PAGE).status_code) == (200, 200)


def test_a_new_password_ends_the_other_sessions_and_opens_the_door_from_now_on(
    office: Office, later: Callable[..., None]
) -> None:
    desk = office.desk("chair_battery")
    other = second_desk(office, later)
    answer = desk.post(f"{PAGE}/password", old=PASSWORD, password=NEW)
    assert answer.location == f"{PAGE}?done=password_changed"
    assert (other.get(PAGE).status_code, desk.get(PAGE).status_code) == (302, 200)
    later(minutes=1)
    world = office.world
    assert sign_in(office.stranger(), world, "chair_battery", password=PASSWORD).status_code == 401
    later(minutes=1)
    assert sign_in(office.stranger(), world, "chair_battery", password=NEW).status_code == 303


def test_a_password_that_does_not_fit_is_said_at_its_field_and_shown_nowhere(office: Office) -> None:
    desk = office.desk("chair_battery")
    for old, new, field in (("wrong-sample-2026", NEW, "old"), (PASSWORD, "short", "password")):
        answer = desk.post(f"{PAGE}/password", old=old, password=new)
        assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True)
        assert (old in answer.text, new in answer.text) == (False, False)


def test_sensitive_forms_ask_for_presence(office: Office, later: Callable[..., None]) -> None:
    desk = office.desk("chair_battery")
    desk.form_token
    later(minutes=6)
    assert "修改密码</button>" not in desk.get(PAGE).text
    for path in (
        f"{PAGE}/password",
        f"{PAGE}/scans",
        "/console/scans/current/binding",
        f"{PAGE}/binding/ending",
    ):
        answer = desk.post(path)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/console/step-up"), path


def bound_phone(office: Office, desk: Desk) -> StaffPhone:
    """Bind a phone from the page, both sides comparing the number."""
    phone = phone_for(office, None, "o-my-phone")
    assert desk.post(f"{PAGE}/scans").location == PAGE
    page = desk.get(PAGE).text
    status, seen = phone.scan(desk)
    assert (status, seen["kind"], seen["match_number"]) == (200, "bind", number_on(page))
    phone.ask(f"/staff-scans/{seen['id']}/confirmation")
    assert "绑定这个微信" in desk.get(PAGE).text
    assert desk.post("/console/scans/current/binding").location == f"{PAGE}?done=bound"
    return phone


def test_a_phone_is_bound_and_unbound_from_the_page(office: Office) -> None:
    desk = office.desk("chair_battery")
    phone = bound_phone(office, desk)
    assert "已绑定微信" in desk.get(PAGE).text
    again = desk.post(f"{PAGE}/scans")
    assert again.status_code == 409
    screen = office.stranger()
    screen.browser.post("/console/scans", headers={"Origin": "http://localhost"})
    phone.confirm(screen)
    assert (
        screen.browser.post(
            "/console/scans/current/session", headers={"Origin": "http://localhost"}
        ).status_code
        == 303
    )
    assert "微信扫码" in desk.get(PAGE).text
    assert desk.post(f"{PAGE}/binding/ending").location == f"{PAGE}?done=unbound"
    assert "还没有绑定微信" in desk.get(PAGE).text
    assert (screen.get(PAGE).status_code, desk.get(PAGE).status_code) == (302, 200)
    assert desk.post(f"{PAGE}/binding/ending").status_code == 409


def test_nothing_is_bound_until_the_browser_has_the_last_word(office: Office) -> None:
    desk, passer_by = office.desk("chair_battery"), phone_for(office, None, "o-passer-by")
    desk.post(f"{PAGE}/scans")
    passer_by.confirm(desk)
    assert "已绑定微信" not in desk.get(PAGE).text
    desk.post(f"{PAGE}/scans")  # the chair saw another number on his own phone, and asks for a new code
    assert desk.post("/console/scans/current/binding").status_code == 409
    assert "已绑定微信" not in desk.get(PAGE).text


def test_the_administrator_ends_the_binding_of_a_lost_phone(office: Office) -> None:
    desk, admin = office.desk("chair_battery"), office.desk("admin")
    bound_phone(office, desk)
    page = f"/console/staff/{office.world.staff_id('chair_battery')}"
    assert "解除绑定" in admin.get(page).text
    assert admin.post(f"{page}/binding/ending").location == f"{page}?done=unbound"
    assert "没有绑定微信。" in admin.get(page).text
    assert admin.post(f"{page}/binding/ending").status_code == 409
    assert "还没有绑定微信" in desk.get(PAGE).text
