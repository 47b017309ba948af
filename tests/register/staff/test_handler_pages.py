"""经办人账号 and 换届移交 at the chair's desk."""

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from service.ground import clock
from service.register.access.models import Role, Term
from service.register.accounts.models import Staff
from tests.doors.console.given import Desk, Office, sign_in
from tests.queries import counted

PAGE = "/console/handlers"
NEW = {"login": "new.handler", "name": "壬样例", "title": "工会经办人", "password": "a-sample-sentence-2026"}
APPROVAL = "雉街总工〔2026〕3号"


def opened(office: Office, desk: Desk, **changed: str) -> int:
    """Send the form that opens an account, with something changed; keep the secret as the handler's phone does."""
    answer = desk.post(PAGE, **{"union_id": str(office.world.battery.id)} | NEW | changed)
    found = re.search(r'class="secret">([A-Z2-7]{32})<', answer.text)
    if found:
        office.world.totp[changed.get("login", NEW["login"])] = found[1]
    return answer.status_code


def term_id(office: Office, login: str) -> str:
    """The one term of an account."""
    with office.deployed.database.reading() as session:
        return str(session.scalars(select(Term.id).join(Staff).where(Staff.login == login)).one())


def test_a_chair_opens_an_account_and_the_handler_works_at_once(office: Office) -> None:
    chair = office.desk("chair_battery")
    assert opened(office, chair) == 200
    handler = office.stranger()
    assert sign_in(handler, office.world, "new.handler", password=NEW["password"]).status_code == 303
    assert handler.get(f"/console/unions/{office.world.battery.id}").status_code == 200
    assert handler.get(f"/console/unions/{office.world.textile.id}").status_code == 404
    assert handler.get(PAGE).status_code == 404
    page = chair.get(PAGE).text
    assert ("壬样例" in page, "甲经办" in page, "乙经办" in page) == (True, True, False)
    assert office.world.totp["new.handler"] not in page


def test_an_account_is_opened_at_ones_own_union_and_nowhere_else(office: Office) -> None:
    chair, street = office.desk("chair_battery"), office.desk("zhicheng")
    for union in (office.world.textile, office.world.zhicheng, office.world.county):
        assert opened(office, chair, union_id=str(union.id)) == 404
    assert opened(office, street, union_id=str(office.world.battery.id)) == 404
    assert opened(office, street, union_id=str(office.world.zhicheng.id)) == 200


def test_faults_are_said_at_their_fields_and_nothing_is_kept(office: Office) -> None:
    chair = office.desk("chair_battery")
    yesterday = str(clock.today() - timedelta(days=1))
    for changed, field in (
        ({"login": "county"}, "login"),
        ({"password": "short"}, "password"),
        ({"until_on": yesterday}, "until_on"),
        ({"name": " "}, "name"),
    ):
        answer = chair.post(PAGE, **{"union_id": str(office.world.battery.id)} | NEW | changed)
        assert (answer.status_code, f'id="e-{field}"' in answer.text) == (422, True), changed
        assert NEW["password"] not in answer.text
    with office.deployed.database.reading() as session:
        assert session.scalars(select(Staff).where(Staff.login == NEW["login"])).all() == []


def test_a_handler_is_out_with_the_next_request_and_the_account_with_the_only_term(office: Office) -> None:
    chair = office.desk("chair_battery")
    opened(office, chair)
    handler = office.stranger()
    sign_in(handler, office.world, "new.handler", password=NEW["password"])
    ending = f"{PAGE}/{term_id(office, 'new.handler')}/ending"
    assert chair.post(ending).location == f"{PAGE}?done=handler_dismissed"
    assert handler.get("/console/").status_code == 302
    assert "壬样例" not in chair.get(PAGE).text
    assert chair.post(ending).status_code == 404


def test_a_chair_cannot_end_the_term_of_another_union_or_of_another_role(office: Office) -> None:
    chair = office.desk("chair_battery")
    for login in ("handler_textile", "chair_textile", "chair_battery_two", "zhicheng", "admin"):
        assert chair.post(f"{PAGE}/{term_id(office, login)}/ending").status_code == 404, login
    with office.deployed.database.reading() as session:
        assert session.scalars(select(Term.id).where(Term.ended_at.is_not(None))).all() == []


def test_whoever_holds_another_office_loses_the_term_and_keeps_the_account(office: Office) -> None:
    chair, handler = office.desk("chair_battery"), office.desk("handler_battery")
    ending = f"{PAGE}/{term_id(office, 'handler_battery')}/ending"
    with office.deployed.database.writing() as session:
        staff_id, union_id = office.world.staff_id("handler_battery"), office.world.textile.id
        session.add(Term(staff_id=staff_id, role=Role.HANDLER, union_id=union_id, from_on=clock.today()))
    assert chair.post(ending).location == f"{PAGE}?done=term_ended"
    assert handler.get(f"/console/unions/{office.world.battery.id}").status_code == 404
    assert handler.get(f"/console/unions/{office.world.textile.id}").status_code == 200


def test_the_list_costs_the_same_for_one_handler_and_for_nine(office: Office) -> None:
    chair = office.desk("chair_battery")

    def cost() -> int:
        with counted(office.deployed.database) as statements:
            assert chair.get(PAGE).status_code == 200
        return len(statements)

    one = cost()
    for number in range(8):
        opened(office, chair, login=f"handler-{number}")
    assert cost() == one
    assert chair.get(PAGE).text.count('/ending"') == 9


def handed_over(office: Office, desk: Desk, **changed: str) -> tuple[int, str]:
    """Send the hand-over form of the battery union, with something changed."""
    form = {
        "successor_id": str(office.world.staff_id("handler_battery")),
        "elected_on": str(clock.today() - timedelta(days=2)),
        "approval_no": APPROVAL,
    }
    answer = desk.post(f"/console/unions/{office.world.battery.id}/handover", **form | changed)
    return answer.status_code, answer.location or answer.text


def test_a_chair_hands_over_and_is_out_at_once(office: Office) -> None:
    old, new = office.desk("chair_battery"), office.desk("handler_battery")
    roster = f"/console/rosters/{office.world.battery.id}"
    assert handed_over(office, old) == (303, "/console/sign-in?done=chair_handed_over")
    assert (old.cookie, old.get(roster).status_code) == ("", 302)
    assert "确认这份花名册" in new.get(roster).text
    assert new.get(f"/console/unions/{office.world.battery.id}/handover").status_code == 200


def test_the_page_of_the_union_says_who_is_chair_by_title_since_when_and_under_what(office: Office) -> None:
    street, union = office.desk("zhicheng"), f"/console/unions/{office.world.battery.id}"
    assert "工会主席，2020-01-01 起" in street.get(union).text
    handed_over(office, office.desk("chair_battery"))
    page = street.get(union).text
    assert f"工会主席，{clock.today()} 起" in page
    assert f"批复 {APPROVAL}" in page
    assert "甲经办" not in page


def test_a_hand_over_says_what_is_missing_and_changes_nothing(office: Office) -> None:
    chair = office.desk("chair_battery")
    tomorrow = str(clock.today() + timedelta(days=1))
    for changed, field in (
        ({"successor_id": ""}, "successor_id"),
        ({"successor_id": str(office.world.staff_id("handler_textile"))}, "successor_id"),
        ({"successor_id": str(office.world.staff_id("chair_battery"))}, "successor_id"),
        ({"elected_on": ""}, "elected_on"),
        ({"elected_on": tomorrow}, "elected_on"),
        ({"approval_no": ""}, "approval_no"),
    ):
        status, text = handed_over(office, chair, **changed)
        assert (status, f'id="e-{field}"' in text) == (422, True), changed
    assert chair.get(f"/console/unions/{office.world.battery.id}/handover").status_code == 200


def test_a_hand_over_and_an_account_ask_for_presence(office: Office, later: Callable[..., None]) -> None:
    chair = office.desk("chair_battery")
    chair.form_token
    later(minutes=6)
    assert handed_over(office, chair)[1].startswith("/console/step-up")
    assert opened(office, chair) == 303
    assert "移交，从今天起" not in chair.get(f"/console/unions/{office.world.battery.id}/handover").text
