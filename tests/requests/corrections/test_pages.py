"""更正申请 in the console: in the list of what waits, on one page, answered by the chair, looked at for a purpose."""

from collections.abc import Callable

from sqlalchemy import select

from service.register.audit.models import AuditEntry
from service.requests.applications.models import Correctable
from tests.doors.console.given import Office
from tests.given import phone
from tests.queries import counted
from tests.requests.cards.given import bound, phone_of
from tests.requests.corrections.given import accepted, asked


def test_the_chair_finds_it_with_its_clock_and_the_handler_is_told(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.PHONE, phone(901))
    page = office.desk("chair_battery").get("/console/").text
    assert f'href="/console/corrections/{correction_id}">更正陈样一的手机号</a>' in page
    assert "2026-12-11" in page
    assert f"/console/corrections/{correction_id}" in office.desk("handler_battery").get("/console/").text
    assert "/console/corrections/" not in office.desk("chair_textile").get("/console/").text


def test_the_page_shows_both_values_in_part_and_a_whole_one_for_a_purpose(office: Office) -> None:
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.PHONE, phone(901), reason="换了号码")
    desk, here = office.desk("handler_battery"), f"/console/corrections/{correction_id}"
    page = desk.get(here).text
    assert "换了号码" in page
    assert f"{phone(901)[:3]}******{phone(901)[-2:]}" in page
    assert phone(901) not in page
    assert phone_of("陈样一") not in page
    assert "由工会主席答复" in page
    assert desk.post(f"{here}/reveal", field="after").status_code == 422
    shown = desk.post(f"{here}/reveal", field="after", purpose="与本人电话核对").text
    assert phone(901) in shown
    assert phone_of("陈样一") in desk.post(f"{here}/reveal", field="before", purpose="与本人电话核对").text
    with office.deployed.database.reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.act == "person:reveal").order_by(AuditEntry.seq)
        ).all()
        assert [row.details["purpose"] for row in rows] == ["与本人电话核对"] * 2


def test_the_chair_agrees_on_the_page(office: Office) -> None:
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.EDUCATION, "bachelor")
    desk, here = office.desk("chair_battery"), f"/console/corrections/{correction_id}"
    assert "专科" in desk.get(here).text
    answer = desk.post(f"{here}/acceptance")
    assert (answer.status_code, answer.location) == (303, f"{here}?done=correction_accepted")
    page = desk.get(answer.location).text
    assert "已更正" in page
    assert "同意更正" not in page
    assert f"/console/corrections/{correction_id}" not in desk.get("/console/").text
    assert desk.post(f"{here}/refusal", words="请带毕业证书来").status_code == 409


def test_the_chair_says_no_and_why(office: Office) -> None:
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.EDUCATION, "bachelor")
    desk, here = office.desk("chair_battery"), f"/console/corrections/{correction_id}"
    refused = desk.post(f"{here}/refusal", words="不行")
    assert refused.status_code == 422
    assert "请写清楚为什么不更正" in refused.text
    assert desk.post(f"{here}/refusal", words="请带毕业证书来核对").status_code == 303
    assert "请带毕业证书来核对" in desk.get(here).text


def test_an_answered_one_is_not_revealed_any_more(office: Office) -> None:
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.PHONE, phone(901))
    accepted(office.deployed, office.world, correction_id)
    desk, here = office.desk("chair_battery"), f"/console/corrections/{correction_id}"
    answer = desk.post(f"{here}/reveal", field="after", purpose="与本人电话核对")
    assert answer.status_code == 409
    assert phone(901) not in answer.text


def test_the_home_page_costs_the_same_for_1_and_for_6(office: Office) -> None:
    bound(office.deployed)
    desk = office.desk("chair_battery")
    costs = []
    for values in (
        [(Correctable.PHONE, phone(901))],
        [
            (Correctable.ADDRESS, "长兴县样例路9号"),
            (Correctable.EDUCATION, "bachelor"),
            (Correctable.HOUSEHOLD, "outer_town"),
            (Correctable.NAME, "陈样新"),
            (Correctable.UNIT_NAME, "雉城样例二分厂"),
        ],
    ):
        for field, value in values:
            asked(office.deployed, field, value)
        with counted(office.deployed.database) as statements:
            desk.get("/console/")
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_what_a_union_leaves_lying_the_county_answers(office: Office, at: Callable[[str], None]) -> None:
    """个人信息保护法 第四十六条: 及时更正、补充; a union without a chair must not make that an empty right."""
    at("2026-11-20 09:00")
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.PHONE, phone(901))
    here = f"/console/overdue-corrections/{correction_id}"
    at("2026-12-11 23:58")  # the last day in time
    desk = office.desk("county")
    assert here not in desk.get("/console/").text
    assert desk.get(here).status_code == 404
    at("2026-12-12 00:00")
    assert f'href="{here}">更正陈**的手机号</a>' in desk.get("/console/").text
    assert phone(901) not in desk.get(here).text
    assert phone(901) in desk.post(f"{here}/reveal", field="after", purpose="与本人电话核对").text
    answer = desk.post(f"{here}/acceptance")
    assert (answer.status_code, answer.location) == (303, f"{here}?done=correction_accepted")
    assert "已更正" in desk.get(here).text
    assert here not in desk.get("/console/").text
    assert office.desk("chair_battery").get(f"/console/corrections/{correction_id}").status_code == 200


def test_what_the_union_answered_late_after_all_the_county_does_not_see(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    bound(office.deployed)
    correction_id = asked(office.deployed, Correctable.EDUCATION, "bachelor")
    at("2026-12-12 08:00")
    accepted(office.deployed, office.world, correction_id)
    assert office.desk("county").get(f"/console/overdue-corrections/{correction_id}").status_code == 404
