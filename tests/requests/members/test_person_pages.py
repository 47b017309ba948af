"""人员查找 at the desk: found by a form, shown masked, one field revealed for a purpose; who is out of reach is nobody."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.ground.clock import now
from service.ground.limits import LIMITS, take
from service.ground.sealing import destroy_key
from service.register.audit.models import AuditEntry
from service.register.memberships.models import EndReason, Membership
from service.register.unions.models import Union
from service.requests.cards.models import Card, RevokeReason
from tests.doors.console.given import Desk, Elements, Office
from tests.given import id_number, member, phone
from tests.queries import counted
from tests.requests.applications.given import submitted
from tests.requests.cards.given import bound, number_of, phone_of

PURPOSE = "本人来电核对会籍"


def find(desk: Desk, by: str, value: str, purpose: str = PURPOSE) -> TestResponse:
    """Send the form of the search."""
    return desk.post("/console/people", by=by, value=value, purpose=purpose)


def page_of(office: Office, name: str = "陈样一") -> str:
    """The address of a member's page."""
    return f"/console/people/{office.world.members[name].id}"


def logged(office: Office, act: str) -> list[AuditEntry]:
    """What the audit log holds of an act."""
    with office.deployed.database.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.act == act).order_by(AuditEntry.seq)))


@pytest.mark.both("search")
@pytest.mark.parametrize(
    ("by", "value"),
    [("name", "陈样一"), ("id_number", number_of("陈样一")), ("phone", phone_of("陈样一"))],
)
def test_whoever_is_found_is_shown_masked_with_union_membership_and_card(
    office: Office, by: str, value: str
) -> None:
    bound(office.deployed)
    answer = find(office.desk("zhicheng"), by, value)
    assert answer.status_code == 200
    said = "".join(Elements(answer.text).words.split())
    number, mobile = number_of("陈样一"), phone_of("陈样一")
    masked = f"陈**{number[0]}{'*' * 16}{number[-1]}{mobile[:3]}******{mobile[-2:]}"
    assert f"{masked}{office.world.battery.name}2022-05-04起有效" in said
    assert not [whole for whole in ("陈样一", number, mobile) if whole in answer.text]
    assert f'href="{page_of(office)}"' in answer.text


def test_out_of_reach_and_nobody_at_all_are_the_same_answer_by_the_same_statements(office: Office) -> None:
    desk = office.desk("huaxi")
    assert desk.form_token
    told: list[tuple[str, list[str]]] = []
    for name in ("陈样一", "无此样例", "周样三"):
        with counted(office.deployed.database) as statements:
            answer = find(desk, "name", name)
        told.append((re.sub('nonce="[^"]+"', "", answer.text), statements))
    assert "所辖工会里没有找到。" in told[0][0]
    assert told[0] == told[1] == told[2]


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(office: Office) -> None:
    desk = office.desk("county")
    answer = find(desk, "phone", "139", "")
    assert (answer.status_code, 'href="#f-value"' in answer.text, 'value="139"' in answer.text) == (
        422,
        True,
        True,
    )
    answer = find(desk, "name", "陈样一", "")
    assert (answer.status_code, 'href="#f-purpose"' in answer.text) == (422, True)
    assert desk.post("/console/people", purpose=PURPOSE).status_code == 422
    assert logged(office, "person:search") == []


def test_a_search_without_the_limit_left_is_refused(office: Office) -> None:
    with office.deployed.database.writing() as session:
        for _ in range(LIMITS["search.staff"].size):
            assert take(session, "search.staff", office.world.staff_id("county").hex)
    assert find(office.desk("county"), "name", "陈样一").status_code == 429


def crowd(office: Office, first: int, count: int) -> None:
    """So many members of the same name."""
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        for serial in range(first, first + count):
            member(session, union, "同名样例", id_number(serial), phone(serial))


def test_a_list_of_three_and_one_of_twenty_take_the_same_statements(office: Office) -> None:
    desk, sent = office.desk("county"), []
    assert desk.form_token
    crowd(office, 810, 3)
    for more in (0, 17):
        crowd(office, 820, more)
        with counted(office.deployed.database) as statements:
            answer = find(desk, "name", "同名样例")
        sent.append(len(statements))
        assert answer.text.count('data-label="证件号"') == 3 + more
    assert sent[0] == sent[1]


def test_more_than_twenty_are_told_to_be_found_by_number(office: Office) -> None:
    crowd(office, 810, 21)
    answer = find(office.desk("county"), "name", "同名样例")
    assert answer.text.count('data-label="证件号"') == 20
    assert "超过 20 人" in answer.text
    assert "请改用证件号码或手机号查找" in answer.text


def test_a_person_s_page_tells_chain_cards_and_applications_and_no_whole_number(office: Office) -> None:
    bound(office.deployed)
    person = office.world.members["陈样一"]
    with office.deployed.database.writing() as session:
        union = session.get_one(Union, office.world.battery.id)
        application = submitted(session, union, "o-again", "陈样一", 3).id
        card = session.scalars(select(Card).where(Card.person_id == person.id)).one()
        card.suspended_at = card.revoked_at = now()
        card.revoke_reason = RevokeReason.PHONE_LOST
        held = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        held.ended_on, held.end_reason = date(2026, 3, 1), EndReason.LEFT
    page = office.desk("zhicheng").get(page_of(office)).text
    for words in (
        "陈**",
        "会籍已结束",
        "2022-05-04 起，依据：花名册登记（原有会员）；2026-03-01 止，原因：退会",
        "已注销",
    ):
        assert words in page, words
    assert "注销（手机丢失或更换微信）" in page
    assert f'href="/console/applications/{application}"' in page
    assert not [whole for whole in ("陈样一", number_of("陈样一"), phone_of("陈样一")) if whole in page]


def test_applications_out_of_reach_are_not_told(office: Office) -> None:
    with office.deployed.database.writing() as session:
        application = submitted(
            session, session.get_one(Union, office.world.textile.id), "o-again", "陈样一", 3
        ).id
    assert str(application) not in office.desk("zhicheng").get(page_of(office)).text
    assert str(application) in office.desk("county").get(page_of(office)).text


@pytest.mark.parametrize("login", ["huaxi", "chair_battery", "handler_battery", "auditor", "admin"])
def test_a_person_s_page_does_not_exist_for_others(office: Office, login: str) -> None:
    assert office.desk(login).get(page_of(office)).status_code == 404


def test_an_erased_person_has_no_page(office: Office) -> None:
    with office.deployed.database.writing() as session:
        destroy_key(session, office.world.members["陈样一"].id)
    assert office.desk("county").get(page_of(office)).status_code == 404


REVEALED = {
    "name": "陈样一",
    "id_number": number_of("陈样一"),
    "phone": phone_of("陈样一"),
    "address": "没有登记",
}


@pytest.mark.parametrize("field", REVEALED)
def test_one_field_is_revealed_once_for_a_purpose_and_logged(office: Office, field: str) -> None:
    desk = office.desk("county")
    answer = desk.post(f"{page_of(office)}/reveal", field=field, purpose="与证件原件核对")
    assert (answer.status_code, f'<p class="secret">{REVEALED[field]}</p>' in answer.text) == (200, True)
    shown = [value for name, value in REVEALED.items() if name != "address" and value in answer.text]
    assert shown == ([REVEALED[field]] if field != "address" else [])
    row = logged(office, "person:reveal")[0]
    who, union = office.world.staff_id("county"), office.world.battery.id
    assert (row.object_id, row.actor_id, row.union_id) == (office.world.members["陈样一"].id, who, union)
    assert row.details == {"field": field, "purpose": "与证件原件核对"}
    assert REVEALED[field] not in desk.get(page_of(office)).text.replace("没有登记", "") or field == "address"


@pytest.mark.parametrize(
    "login", ["zhicheng", "huaxi", "chair_textile", "handler_textile", "auditor", "admin"]
)
def test_nobody_reveals_out_of_reach(office: Office, login: str) -> None:
    answer = office.desk(login).post(f"{page_of(office)}/reveal", field="phone", purpose="与证件原件核对")
    assert (answer.status_code, logged(office, "person:reveal")) == (404, [])


def test_a_chair_reveals_of_his_own_member(office: Office) -> None:
    answer = office.desk("chair_battery").post(
        f"{page_of(office)}/reveal", field="phone", purpose="与本人核对号码"
    )
    assert (answer.status_code, phone_of("陈样一") in answer.text) == (200, True)


@pytest.mark.parametrize("purpose", ["", "核对", "核对陈样一", "核对 330522"])
def test_nothing_is_revealed_without_a_purpose_that_names_nobody(office: Office, purpose: str) -> None:
    answer = office.desk("county").post(f"{page_of(office)}/reveal", field="phone", purpose=purpose)
    assert (answer.status_code, phone_of("陈样一") in answer.text) == (422, False)
    assert logged(office, "person:reveal") == []


def test_presence_is_proved_before_a_reveal(office: Office, later: Callable[..., None]) -> None:
    desk = office.desk("county")
    later(minutes=6)
    answer = desk.post(f"{page_of(office)}/reveal", field="phone", purpose="与证件原件核对")
    assert (answer.status_code, "/console/step-up" in answer.location) == (303, True)


def test_reveals_count_together_whatever_they_are_of(office: Office) -> None:
    with office.deployed.database.writing() as session:
        for _ in range(LIMITS["reveal.staff"].size - 1):
            assert take(session, "reveal.staff", office.world.staff_id("county").hex)
    desk = office.desk("county")
    codes = [
        desk.post(f"{page_of(office)}/reveal", field="phone", purpose="与证件原件核对").status_code
        for _ in range(2)
    ]
    assert codes == [200, 429]


def test_an_unknown_person_is_nobody(office: Office) -> None:
    desk = office.desk("county")
    unknown = f"/console/people/{UUID(int=7)}"
    assert desk.get(unknown).status_code == 404
    assert desk.post(f"{unknown}/reveal", field="phone", purpose="与证件原件核对").status_code == 404
