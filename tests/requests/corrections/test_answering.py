"""答复更正: what is accepted stands in the register, its indexes and the roster's changes; what is not, is explained.

个人信息保护法 第四十六条: 个人信息处理者应当对其个人信息予以核实，并及时更正、补充.
"""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.ground.errors import Refusal
from service.ground.sealing import find, opened
from service.register.access.models import Act
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.facts.words import Education, Employment
from service.register.inquiries.decoys import plant
from service.register.inquiries.models import AskedHow, Decoy, DecoyAlarm, NumbersAsked
from service.register.memberships.models import Membership
from service.register.notices.models import Channel, Notice
from service.register.people.contact import name_key
from service.register.people.models import Level, Person
from service.register.people.register import find_person
from service.requests.applications.models import Correctable
from service.requests.corrections.actions import refuse
from service.requests.corrections.models import Correction, CorrectionStatus
from service.requests.corrections.queries import correction_in_reach
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.models import Change
from service.rolls.rosters.pending import confirmation
from tests.doors.mine.given import Phone
from tests.given import World, id_number, phone
from tests.requests.applications.given import staff_of, union_of
from tests.requests.cards.given import bound, number_of, phone_of
from tests.requests.corrections.given import accepted, asked, refused


def test_an_accepted_correction_is_a_change_of_the_next_roster(deployed: Deployment, world: World) -> None:
    bound(deployed)
    with deployed.database.writing() as session:
        union = union_of(session, world.battery)
        confirm(
            session, staff_of(session, world, "chair_battery"), union, confirmation(session, union).digest
        )
    accepted(deployed, world, asked(deployed, Correctable.PHONE, phone(901)))
    with deployed.database.reading() as session:
        [row] = confirmation(session, union_of(session, world.battery)).rows
        assert (row.change, row.name, row.corrected) == (Change.CORRECTED, "陈样一", ("手机号码",))


def test_every_field_is_written_where_it_stands_and_found_by_its_new_value(
    deployed: Deployment, world: World
) -> None:
    bound(deployed)
    person_id = world.members["陈样一"].id
    for field, value in [
        (Correctable.NAME, "陈样新"),
        (Correctable.ID_NUMBER, id_number(904)),
        (Correctable.PHONE, phone(901)),
        (Correctable.ADDRESS, "长兴县样例路9号"),
        (Correctable.NATIONALITY, "中国香港"),
        (Correctable.EDUCATION, "bachelor"),
        (Correctable.UNIT_NAME, "雉城样例二分厂"),
        (Correctable.EMPLOYMENT, "retired"),
    ]:
        accepted(deployed, world, asked(deployed, field, value))
    with deployed.database.reading() as session:
        person = session.get_one(Person, person_id)
        held = session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
        assert [opened(person, one) for one in ("name", "id_number", "phone", "address")] == [
            "陈样新",
            id_number(904),
            phone(901),
            "长兴县样例路9号",
        ]
        assert (person.nationality, person.education) == ("中国香港", Education.BACHELOR)
        assert (held.unit_name, held.employment) == ("雉城样例二分厂", Employment.RETIRED)
        assert person.level is Level.CHECKED
        assert find_person(session, id_number(904)) is person
        assert find_person(session, number_of("陈样一")) is None
        assert find(session, "person", "phone", phone(901)) == [person_id]
        assert find(session, "person", "name", name_key("陈样新")) == [person_id]
        assert find(session, "person", "phone", phone_of("陈样一")) == []


@pytest.mark.parametrize("whose", ["林样二", "沈样四", "planted"])
def test_a_number_that_is_taken_is_not_written_and_the_answer_is_that_of_any_other(
    deployed: Deployment, world: World, whose: str
) -> None:
    """Of his own union, of another one, planted: nobody is told, neither chair nor member."""
    bound(deployed)
    with deployed.database.writing() as session:
        if whose == "planted":
            plant(session, "330522", 1)
            number = opened(session.scalars(select(Decoy)).one(), "id_number")
        else:
            number = number_of(whose)
    correction_id = asked(deployed, Correctable.ID_NUMBER, number)
    accepted(deployed, world, correction_id)
    with deployed.database.reading() as session:
        one = session.get_one(Correction, correction_id)
        assert (one.status, one.standing) == (CorrectionStatus.ACCEPTED, "已同意，号码待系统核对")
        assert find_person(session, number_of("陈样一")) is not None
        kinds = session.scalars(select(Notice.kind)).all()
        assert "correction_accepted" not in kinds
        met = session.scalars(select(DecoyAlarm.how)).all()
        assert met == ([AskedHow.CORRECTION] if whose == "planted" else [])
        assert session.scalars(select(NumbersAsked.how)).all() == [AskedHow.CORRECTION]


def test_a_free_number_is_written_by_the_worker_and_the_member_is_told(
    deployed: Deployment, world: World
) -> None:
    bound(deployed)
    correction_id = asked(deployed, Correctable.ID_NUMBER, id_number(904))
    accepted(deployed, world, correction_id)
    with deployed.database.reading() as session:
        assert session.get_one(Correction, correction_id).standing == "已更正"
        assert find_person(session, id_number(904)) is not None
        assert "correction_accepted" in session.scalars(select(Notice.kind)).all()


def test_a_refusal_says_why_and_changes_nothing(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    bound(deployed)
    correction_id = asked(deployed, Correctable.EDUCATION, "bachelor")
    with pytest.raises(Refusal):
        refused(deployed, world, correction_id, "不行")
    refused(deployed, world, correction_id, "请带毕业证书到工会来核对。")
    [row] = Phone(client, deployed, "o-holder").ask("/me/corrections")["corrections"]
    assert (row["status"], row["answer"]) == ("refused", "请带毕业证书到工会来核对。")
    assert row["answered_at"] is not None
    with deployed.database.reading() as session:
        assert session.get_one(Person, world.members["陈样一"].id).education is Education.COLLEGE


def test_the_member_and_the_old_phone_are_told(deployed: Deployment, world: World) -> None:
    bound(deployed)
    accepted(deployed, world, asked(deployed, Correctable.PHONE, phone(901)))
    with deployed.database.reading() as session:
        told = {row.kind: row for row in session.scalars(select(Notice))}
        assert told["correction_accepted"].blanks == {"field": "手机号"}
        text = told["text_phone_corrected"]
        assert (text.channel, opened(text, "phone")) == (Channel.TEXT_MESSAGE, phone_of("陈样一"))


def test_an_answer_is_given_once(deployed: Deployment, world: World) -> None:
    bound(deployed)
    correction_id = asked(deployed, Correctable.EDUCATION, "bachelor")
    accepted(deployed, world, correction_id)
    with pytest.raises(Refusal) as refusal:
        refused(deployed, world, correction_id, "请带毕业证书来")
    assert refusal.value.code == "MOVE_NOT_ALLOWED"


@pytest.mark.parametrize("login", ["chair_textile", "huaxi", "zhicheng", "handler_battery", "county"])
def test_nobody_but_the_chair_of_the_union_answers(deployed: Deployment, world: World, login: str) -> None:
    bound(deployed)
    correction_id = asked(deployed, Correctable.EDUCATION, "bachelor")
    with deployed.database.writing() as session:
        staff = staff_of(session, world, login)
        with pytest.raises(Refusal) as refusal:
            refuse(
                session,
                staff,
                *correction_in_reach(session, staff, Act.CORRECTION_ANSWER, correction_id),
                "不是我办的事",
            )
        assert refusal.value.code == "NOT_FOUND"


def test_the_log_names_the_field_and_never_the_value(deployed: Deployment, world: World) -> None:
    bound(deployed)
    accepted(deployed, world, asked(deployed, Correctable.PHONE, phone(901), reason="换了号码"))
    with deployed.database.reading() as session:
        rows = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.act.startswith("correction:") | (AuditEntry.act == "person:correct"))
            .order_by(AuditEntry.seq)
        ).all()
        assert [(row.act, row.details) for row in rows] == [
            ("correction:ask", {"field": "phone"}),
            ("correction:accept", {"field": "phone"}),
            ("person:correct", {"columns": "手机号", "source": "correction"}),
        ]
        assert {row.union_id for row in rows} == {world.battery.id}
