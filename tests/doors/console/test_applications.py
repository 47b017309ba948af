"""The union's side of an application at the desk."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select

from service.ground import clock
from service.ground.sealing import opened
from service.register.audit.models import AuditEntry
from service.requests.applications.models import Application, Decision, Status
from tests.doors.console.given import OURS, Office
from tests.given import id_number, phone
from tests.requests.applications.given import checked, submitted, union_of


def waiting(office: Office, *, at_committee: bool = False) -> UUID:
    """An application to the battery union."""
    with office.deployed.database.writing() as session:
        union = union_of(session, office.world.battery)
        made = checked(session, office.world, union) if at_committee else submitted(session, union)
        return made.id


def now(office: Office, application_id: UUID) -> Status:
    """The state of an application."""
    with office.deployed.database.reading() as session:
        return session.get_one(Application, application_id).status


def decision(office: Office, *ids: UUID, **changed: object) -> dict[str, object]:
    """The form of a decision of today."""
    form = {"union_id": str(office.world.battery.id), "application_ids": [str(one) for one in ids]}
    return (
        form
        | {"outcome": "approve", "decided_on": clock.today().isoformat(), "minute_no": "2026-1"}
        | {"committee": "3", "others": "甲主席、林样二"}
        | changed
    )


def test_what_is_known_is_said_in_sentences(office: Office) -> None:
    page = office.desk("handler_battery").get(f"/console/applications/{waiting(office)}").text
    assert "身份证号校验通过，36 岁，男" in page
    assert "手机号是本人填写的，没有经微信核验" in page
    assert "登记册里没有重复的会籍" in page


def test_number_and_phone_are_masked_and_the_address_is_not_shown(office: Office) -> None:
    page = office.desk("chair_battery").get(f"/console/applications/{waiting(office)}").text
    assert [id_number(501) in page, phone(501) in page, "样例路" in page] == [False] * 3
    assert "新样一" in page


def test_one_field_is_shown_once_for_a_purpose_and_written_into_the_log(office: Office) -> None:
    application_id, desk = waiting(office), office.desk("chair_battery")
    page = f"/console/applications/{application_id}"
    shown = desk.post(f"{page}/reveal", field="id_number", purpose="与证件原件核对")
    assert (shown.status_code, id_number(501) in shown.text, phone(501) in shown.text) == (200, True, False)
    assert id_number(501) not in desk.get(page).text
    with office.deployed.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "application:reveal")).one()
        assert entry.details == {"field": "id_number", "purpose": "与证件原件核对"}
        assert entry.object_id == application_id


def test_a_purpose_is_needed_and_says_nobodys_name_or_number(office: Office) -> None:
    page, desk = f"/console/applications/{waiting(office)}/reveal", office.desk("chair_battery")
    for purpose in ("", "核对", "核对新样一的证件", "核对尾号330522的证件", "长" * 61):
        answer = desk.post(page, field="id_number", purpose=purpose)
        assert (answer.status_code, id_number(501) in answer.text) == (422, False), purpose
        assert 'id="e-purpose"' in answer.text
    assert desk.post(page, field="name_sealed", purpose="与证件原件核对").status_code == 422


def test_revealing_needs_fresh_presence(office: Office, later: Callable[..., None]) -> None:
    application_id, desk = waiting(office), office.desk("chair_battery")
    later(minutes=6)
    page = f"/console/applications/{application_id}"
    assert "/reveal" not in desk.get(page).text
    form = {"form_token": desk.form_token, "field": "phone", "purpose": "与证件原件核对"}
    led = desk.browser.post(
        f"{page}/reveal", data=form, headers=OURS | {"Referer": f"http://localhost{page}"}
    )
    assert led.location == f"/console/step-up?next={page}"


def test_revealing_is_limited(office: Office) -> None:
    page, desk = f"/console/applications/{waiting(office)}/reveal", office.desk("chair_battery")
    answers = [desk.post(page, field="phone", purpose="与本人电话核对").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_the_signature_is_a_picture_that_nobody_keeps(office: Office) -> None:
    answer = office.desk("chair_battery").get(f"/console/applications/{waiting(office)}/signature")
    assert answer.data.startswith(b"\x89PNG")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/png", "no-store")


def test_the_handler_checks_and_only_the_chair_is_offered_the_decision(office: Office) -> None:
    application_id = waiting(office)
    page, handler = f"/console/applications/{application_id}", office.desk("handler_battery")
    assert "记录委员会决议" not in handler.get(page).text
    done = handler.post(f"{page}/check")
    assert (done.status_code, done.location) == (303, f"{page}?done=checked")
    assert now(office, application_id) is Status.CHECKED
    assert f"{page}/check" not in handler.get(page).text
    assert "记录委员会决议" in office.desk("chair_battery").get(page).text


def test_a_refused_return_keeps_what_was_typed_and_changes_nothing(office: Office) -> None:
    application_id = waiting(office)
    desk = office.desk("handler_battery")
    answer = desk.post(f"/console/applications/{application_id}/return", words="单位名称要写全称")
    assert answer.status_code == 422
    assert "单位名称要写全称</textarea>" in answer.text
    assert '<a href="#f-reason">请选择退回理由。</a>' in answer.text
    assert now(office, application_id) is Status.SUBMITTED


def test_a_returned_application_tells_why_in_its_history(office: Office) -> None:
    application_id = waiting(office)
    page, desk = f"/console/applications/{application_id}", office.desk("handler_battery")
    desk.post(f"{page}/return", reason="data_wrong", words="单位名称要写全称")
    assert now(office, application_id) is Status.RETURNED
    assert "工会经办人甲经办　退回补正：信息填写有误（单位名称要写全称）" in desk.get(page).text


def test_one_form_approves_many(office: Office) -> None:
    with office.deployed.database.writing() as session:
        union = union_of(session, office.world.battery)
        ids = [
            checked(session, office.world, union, f"o-{serial}", "新样甲", serial).id for serial in (501, 503)
        ]
    answer = office.desk("chair_battery").post("/console/decisions", **decision(office, *ids))
    assert (answer.status_code, answer.location.endswith("?done=approved")) == (303, True)
    assert [now(office, one) for one in ids] == [Status.APPROVED] * 2
    with office.deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_the_second_chair_sees_who_was_faster(office: Office) -> None:
    application_id = waiting(office, at_committee=True)
    first, second = office.desk("chair_battery"), office.desk("chair_battery_two")
    first.post("/console/decisions", **decision(office, application_id))
    answer = second.post("/console/decisions", **decision(office, application_id, minute_no="2026-2"))
    assert answer.status_code == 409
    assert "工会主席甲主席已于" in answer.text
    assert "处理了这份申请：已批准。" in answer.text
    with office.deployed.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_refused_decision_comes_back_with_everything_that_was_typed(office: Office) -> None:
    application_id = waiting(office, at_committee=True)
    form = decision(office, application_id, decided_on="2099-01-01", words="会上没有异议")
    answer = office.desk("chair_battery").post("/console/decisions", **form)
    assert answer.status_code == 422
    assert 'id="e-decided_on"' in answer.text
    assert f'value="{application_id}" autocomplete="off" checked' in answer.text
    assert all(
        word in answer.text for word in ('value="2026-1"', 'value="2099-01-01"', "会上没有异议</textarea>")
    )


def test_an_empty_decision_names_every_field(office: Office) -> None:
    waiting(office, at_committee=True)
    answer = office.desk("chair_battery").post("/console/decisions", union_id=str(office.world.battery.id))
    assert answer.status_code == 422
    assert all(f'href="#f-{name}"' in answer.text for name in ("outcome", "decided_on", "minute_no"))


def test_no_chair_decides_for_the_other_union(office: Office) -> None:
    application_id = waiting(office, at_committee=True)
    other = office.desk("chair_textile")
    assert other.post("/console/decisions", **decision(office, application_id)).status_code == 404
    own = decision(office, application_id, union_id=str(office.world.textile.id))
    assert other.post("/console/decisions", **own).status_code == 404
    assert now(office, application_id) is Status.CHECKED


def test_a_field_that_the_form_does_not_have_is_refused(office: Office) -> None:
    application_id = waiting(office, at_committee=True)
    answer = office.desk("chair_battery").post(
        "/console/decisions", **decision(office, application_id, status="approved")
    )
    assert answer.status_code == 422
    assert now(office, application_id) is Status.CHECKED


def test_a_refused_attempt_leaves_no_row_in_the_log(office: Office) -> None:
    application_id = waiting(office)
    desk = office.desk("chair_battery")
    with office.deployed.database.reading() as session:
        before = session.scalar(select(func.max(AuditEntry.seq)))
    assert desk.post("/console/decisions", **decision(office, application_id)).status_code == 409
    with office.deployed.database.reading() as session:
        assert session.scalar(select(func.max(AuditEntry.seq))) == before
        assert opened(session.get_one(Application, application_id), "name") == "新样一"


def test_a_return_names_the_fields_to_change(office: Office) -> None:
    application_id = waiting(office)
    page, desk = f"/console/applications/{application_id}", office.desk("handler_battery")
    answer = desk.post(f"{page}/return", reason="data_wrong")
    assert (answer.status_code, 'href="#f-fields"' in answer.text) == (422, True)
    refused = desk.post(f"{page}/return", reason="data_wrong", fields=["unit_name", "password"])
    assert refused.status_code == 422
    assert 'value="unit_name" autocomplete="off" checked' in refused.text
    assert desk.post(f"{page}/return", reason="data_wrong", fields=["unit_name", "phone"]).status_code == 303
    assert "退回补正：信息填写有误　要改：所在单位、手机号" in desk.get(page).text


def test_who_is_not_the_unions_own_is_referred_with_a_word_why(office: Office) -> None:
    application_id = waiting(office)
    page, desk = f"/console/applications/{application_id}", office.desk("handler_battery")
    answer = desk.post(f"{page}/referral")
    assert (answer.status_code, 'id="e-why"' in answer.text) == (422, True)
    answer = desk.post(f"{page}/referral", why="这家单位在画溪")
    assert (answer.status_code, answer.location) == (303, f"{page}?done=referred")
    assert now(office, application_id) is Status.REFERRED
    seen = desk.get(page).text
    assert "转上级派发（这家单位在画溪）" in seen
    assert not [word for word in ("/check", "/return", "/referral") if f'action="{page}{word}"' in seen]
    assert f'href="{page}"' not in desk.get("/console/applications").text
    assert f'href="{page}"' in desk.get("/console/applications?status=referred").text


def test_the_list_is_narrowed_by_state_lateness_unit_and_union(
    office: Office, at: Callable[[str], None]
) -> None:
    at("2026-11-09 09:00")
    with office.deployed.database.writing() as session:
        world = office.world
        first = submitted(session, union_of(session, world.battery), "o-501", "新样甲", 501).id
        second = submitted(session, union_of(session, world.textile), "o-502", "新样乙", 502)
        second.unit_name = "画溪样例纺织有限公司"
    at("2026-11-20 09:00")
    with office.deployed.database.writing() as session:
        third = checked(session, world, union_of(session, world.battery), "o-503", "新样丙", 503).id
    rows = {"first": first, "second": second.id, "third": third}
    desk = office.desk("county")

    def shown(query: str) -> set[str]:
        page = desk.get(f"/console/applications?{query}").text
        return {name for name, one in rows.items() if f"/console/applications/{one}" in page}

    assert shown("") == {"first", "second", "third"}
    assert shown("late=1") == {"first", "second"}
    assert shown("late=1&union=电池") == {"first"}
    assert shown("unit=纺织") == {"second"}
    assert shown("unit=%25") == set()
    assert shown("status=checked") == {"third"}
    assert shown(f"union_id={world.textile.id}") == {"second"}
    assert shown("status=approved") == set()
    assert shown("status=draft&union_id=x&start=y") == {"first", "second", "third"}
    assert shown("start=2") == {"third"}


def test_what_differs_from_the_register_stands_on_the_page(office: Office) -> None:
    with office.deployed.database.writing() as session:
        row = submitted(session, union_of(session, office.world.battery), "o-again", "陈样壹", 3)
    page = office.desk("handler_battery").get(f"/console/applications/{row.id}").text
    assert "与以前登记不同的地方" in page
    assert "以前：陈样一<br>现在：陈样壹" in page
    assert phone(1) not in page
