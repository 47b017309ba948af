"""The administrator's desk: accounts, roles, hand-over at an election."""

import re
from datetime import timedelta
from uuid import UUID

import pyotp
from sqlalchemy import select

from service.ground import clock
from service.register.access.models import Role, Term
from service.register.accounts.models import Staff
from service.register.unions.models import Union
from tests.doors.console.given import Desk, Office, sign_in
from tests.given import PASSWORD, appoint_sample

NEW = {"login": "new.handler", "name": "壬样例", "title": "工会经办人", "password": "a-sample-sentence-2026"}


def account(office: Office, login: str) -> UUID:
    """The id of an account."""
    with office.deployed.database.reading() as session:
        return session.scalars(select(Staff.id).where(Staff.login == login)).one()


def appointed(office: Office, admin: Desk, login: str, role: Role, union_id: UUID, **term: str) -> int:
    """Send the form that gives a role."""
    form = {"role": role.value, "union_id": str(union_id), "from_on": str(clock.today()), **term}
    return admin.post(f"/console/staff/{account(office, login)}/terms", **form).status_code


def test_the_secret_is_shown_once_and_opens_the_door(office: Office) -> None:
    admin = office.desk("admin")
    answer = admin.post("/console/staff", **NEW)
    assert answer.status_code == 200
    found = re.search(r'class="secret">([A-Z2-7]{32})<', answer.text)
    assert found is not None
    assert 'src="data:image/png;base64,' in answer.text
    assert NEW["password"] not in answer.text
    for page in ("/console/staff", f"/console/staff/{account(office, 'new.handler')}"):
        assert found[1] not in admin.get(page).text
    office.world.totp["new.handler"] = found[1]
    assert (
        sign_in(office.stranger(), office.world, "new.handler", password=NEW["password"]).status_code == 303
    )
    assert pyotp.TOTP(found[1]).interval == 30


def test_a_login_name_is_nobody_elses_and_a_short_password_is_refused(office: Office) -> None:
    admin = office.desk("admin")
    for changed, field in (
        ({"login": "county"}, "login"),
        ({"password": "short"}, "password"),
        ({"login": "大写"}, "login"),
    ):
        answer = admin.post("/console/staff", **NEW | changed)
        assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True), changed
        assert 'value="壬样例"' in answer.text
        assert NEW["password"] not in answer.text


def test_a_role_is_there_with_the_next_request_and_gone_with_the_one_after_its_end(office: Office) -> None:
    admin, handler = office.desk("admin"), office.desk("handler_battery")
    union = f"/console/unions/{office.world.textile.id}"
    assert handler.get(union).status_code == 404
    assert appointed(office, admin, "handler_battery", Role.HANDLER, office.world.textile.id) == 303
    assert handler.get(union).status_code == 200
    with office.deployed.database.reading() as session:
        of_textile = (Term.union_id == office.world.textile.id) & (
            Term.staff_id == office.world.staff_id("handler_battery")
        )
        term_id = session.scalars(select(Term.id).where(of_textile)).one()
    assert admin.post(f"/console/terms/{term_id}/ending").status_code == 303
    assert handler.get(union).status_code == 404
    assert admin.post(f"/console/terms/{term_id}/ending").status_code == 404


def test_nobody_widens_his_own_rights_or_dismisses_himself(office: Office) -> None:
    admin = office.desk("admin")
    assert appointed(office, admin, "admin", Role.COUNTY, office.world.county.id) == 403
    assert admin.post(f"/console/staff/{account(office, 'admin')}/dismissal").status_code == 403
    assert admin.get("/console/staff").status_code == 200


def test_a_role_of_the_county_does_not_fit_a_union_below(office: Office) -> None:
    admin = office.desk("admin")
    assert appointed(office, admin, "handler_battery", Role.COUNTY, office.world.battery.id) == 422
    assert appointed(office, admin, "handler_battery", Role.CHAIR, office.world.county.id) == 422
    assert appointed(office, admin, "handler_battery", Role.HANDLER, office.world.battery.id) == 422


def test_a_term_that_is_over_gives_nothing(office: Office) -> None:
    admin, handler = office.desk("admin"), office.desk("handler_battery")
    yesterday = clock.today() - timedelta(days=1)
    union_id = office.world.textile.id
    over = {"from_on": str(yesterday), "until_on": str(clock.today())}
    assert appointed(office, admin, "handler_battery", Role.HANDLER, union_id, **over) == 303
    assert handler.get(f"/console/unions/{union_id}").status_code == 404


def test_a_chair_hands_over_in_one_step(office: Office) -> None:
    admin, old, new = (office.desk(login) for login in ("admin", "chair_battery", "handler_textile"))
    with office.deployed.database.reading() as session:
        term_id = session.scalars(
            select(Term.id).where(Term.staff_id == office.world.staff_id("chair_battery"))
        ).one()
    form = {"successor": "handler_textile"}
    assert admin.post(f"/console/terms/{term_id}/handover", **form).status_code == 303
    page = f"/console/rosters/{office.world.battery.id}"
    assert (old.get(page).status_code, new.get(page).status_code) == (404, 200)
    assert "确认这份花名册" in new.get(page).text


def test_a_hand_over_to_nobody_keeps_the_chair_in_office(office: Office) -> None:
    admin = office.desk("admin")
    with office.deployed.database.reading() as session:
        term_id = session.scalars(
            select(Term.id).where(Term.staff_id == office.world.staff_id("chair_battery"))
        ).one()
    for typed in ({}, {"successor": "nobody"}):
        answer = admin.post(f"/console/terms/{term_id}/handover", **typed)
        assert (answer.status_code, 'id="e-successor"' in answer.text) == (422, True)
    assert office.desk("chair_battery").get(f"/console/rosters/{office.world.battery.id}").status_code == 200


def test_the_dismissed_keep_their_history_and_lose_the_door(office: Office) -> None:
    admin = office.desk("admin")
    page = f"/console/staff/{account(office, 'handler_battery')}"
    assert admin.post(f"{page}/dismissal").status_code == 303
    assert "停用" in admin.get(page).text
    assert sign_in(office.stranger(), office.world, "handler_battery", password=PASSWORD).status_code == 401


def test_accounts_are_found_by_a_part_of_their_login_and_come_fifty_to_a_page(office: Office) -> None:
    admin = office.desk("admin")
    page = admin.get("/console/staff?find=chair").text
    assert ("chair_textile" in page, "handler_textile" in page) == (True, False)
    assert "没有找到" in admin.get("/console/staff?find=%25").text
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.textile.id)
        for serial in range(50):
            appoint_sample(session, office.world, f"more-{serial:02}", "样例", "经办人", Role.HANDLER, union)
    first, second = (admin.get(f"/console/staff?start={start}").text for start in (0, 50))
    assert (first.count('href="/console/staff/'), second.count('href="/console/staff/')) == (50, 10)
    assert ("下一页" in first, "下一页" in second, "上一页" in second) == (True, False, True)


TOP = ("county", "auditor", "admin")


def test_the_county_keeps_the_accounts_below_it_and_its_own_do_not_exist_for_it(office: Office) -> None:
    county, admin = office.desk("county"), office.desk("admin")
    listed = county.get("/console/staff").text
    assert ("chair_battery" in listed, *(f">{login}<" in listed for login in TOP)) == (
        True,
        False,
        False,
        False,
    )
    assert all(f">{login}<" in admin.get("/console/staff").text for login in TOP)
    for login in TOP:
        there = f"/console/staff/{account(office, login)}"
        assert county.get(there).status_code == 404
        for act in ("dismissal", "binding/ending", "terms"):
            assert county.post(f"{there}/{act}").status_code == 404, (login, act)
        with office.deployed.database.reading() as session:
            term = session.scalars(select(Term.id).join(Term.staff).where(Staff.login == login)).one()
        for act in ("ending", "handover"):
            assert county.post(f"/console/terms/{term}/{act}", successor="chair_textile").status_code == 404


def test_the_county_gives_every_role_but_those_of_the_county(office: Office) -> None:
    county, world = office.desk("county"), office.world
    chair = account(office, "chair_textile")
    roles = re.findall(r'<option value="(\w+)"', county.get(f"/console/staff/{chair}").text)
    assert [role for role in roles if role in ("county", "auditor", "administrator")] == []
    assert appointed(office, county, "chair_textile", Role.HANDLER, world.battery.id) == 303
    for role in (Role.COUNTY, Role.AUDITOR, Role.ADMINISTRATOR):
        assert appointed(office, county, "chair_textile", role, world.county.id) == 422, role


def test_the_county_cannot_hand_an_office_to_an_account_of_the_county(office: Office) -> None:
    county = office.desk("county")
    with office.deployed.database.reading() as session:
        term = session.scalars(select(Term.id).join(Term.staff).where(Staff.login == "chair_textile")).one()
    answer = county.post(f"/console/terms/{term}/handover", successor="admin")
    assert (answer.status_code, 'id="e-successor"' in answer.text) == (422, True)
