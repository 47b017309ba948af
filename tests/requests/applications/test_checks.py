"""初审要点: what is really known is said in sentences, and nobody learns of a union that is not his to read."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.sealing import opened, seal_fields
from service.register.access.models import Actor
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.register.facts.words import Education, Gender
from service.register.memberships.models import EndReason
from service.register.memberships.queries import open_membership
from service.register.people.models import Level
from service.register.units.models import Unit
from service.requests.applications.checks import checks
from service.requests.applications.earlier import differences, other_applications
from service.requests.applications.models import Application
from tests.given import World, id_number, member, phone
from tests.requests.applications.given import referred, staff_of, submitted, union_of

TODAY = date(2026, 11, 20)
MEMBER, STRANGER = 3, 9  # serials of 陈样一 (battery) and 沈样四 (textile)


def said(
    session: Session, actor: Actor, application: Application, *, good: bool, day: date | None = None
) -> list[str]:
    """The sentences of one kind."""
    found = checks(session, actor, application, day or TODAY)
    return [one.sentence for one in found if one.good is good]


def test_what_is_known_of_an_ordinary_applicant(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        keep_phone(session, session.get_one(Account, row.account_id), phone(501), None)
        row.identity.level = Level.MATCHED
        handler = staff_of(session, world, "handler_battery")
        assert said(session, handler, row, good=False) == []
        assert said(session, handler, row, good=True) == [
            "身份证号校验通过，36 岁，男",
            "姓名与证件号核对一致",
            "手机号经微信核验",
            "登记册里没有重复的会籍",
            "所在单位的名称与本工会一致",
            "已读 2018-04 版誓词并签名",
        ]


def test_questions_stand_before_what_is_settled(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        found = checks(session, staff_of(session, world, "handler_battery"), row, TODAY)
        assert [one.good for one in found] == sorted(one.good for one in found)
        assert [one.sentence for one in found][:2] == [
            "姓名和证件号是不是同一个人，还没有核对过，请看证件原件",
            "手机号是本人填写的，没有经微信核验",
        ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2006, 3, 6), "证件号显示不满 16 周岁，按《劳动法》第十五条还不能入会，请核对证件"),
        (date(2006, 3, 7), "不满 18 周岁，是未成年工，可以入会；请核对用工手续"),
        (date(2053, 3, 6), None),
        (date(2053, 3, 7), "已过法定退休日：是否仍在岗（返聘、弹性延迟退休）？在岗的可以入会"),
    ],
)
def test_an_age_raises_a_question_on_its_day(
    database: Database, world: World, day: date, sentence: str | None
) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        asked = said(session, staff_of(session, world, "handler_battery"), row, good=False, day=day)
        of_age = [one for one in asked if "周岁" in one or "退休" in one]
        assert of_age == ([sentence] if sentence else [])


def test_a_shared_phone_is_a_question_only_within_reach(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        handler = staff_of(session, world, "handler_battery")
        seal_fields(session, row, phone=phone(4))  # that of a member of the textile union
        assert not [one for one in said(session, handler, row, good=False) if "会员登记了" in one]
        seal_fields(session, row, phone=phone(1))
        asked = said(session, handler, row, good=False)
        sentence = "花名册上另有 1 位会员登记了这个手机号（家人、人事共用也常见），请问一问本人"
        assert sentence in asked


def test_a_member_is_called_so_and_his_union_is_named_only_to_who_may_read_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        here = submitted(session, union_of(session, world.battery), "o-1", "陈样一", MEMBER)
        there = submitted(session, union_of(session, world.battery), "o-2", "沈样四", STRANGER)
        handler, county = staff_of(session, world, "handler_battery"), staff_of(session, world, "county")
        assert "这个证件号已经是本工会的会员，不用再入会，请不批准这份申请" in said(
            session, handler, here, good=False
        )
        told = said(session, handler, there, good=False)
        assert "登记册里这个证件号已经是会员，请转为会籍接转" in told
        assert not [one for one in told if "纺织" in one]
        assert [one for one in said(session, county, there, good=False) if world.textile.name in one]


def test_the_unit_is_known_by_code_or_name(database: Database, world: World) -> None:
    code = "91110000600037341L"
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        handler = staff_of(session, world, "handler_battery")
        row.unit_name, row.unit_uscc = "某样例厂", code
        assert "所在单位没有登记在册，请核对名称是不是全称" in said(session, handler, row, good=False)
        assert "单位信用代码有效" in said(session, handler, row, good=True)
        unit = Unit(name="样例总厂", uscc=code, union_id=world.battery.id)
        session.add(unit)
        session.flush()
        assert "所在单位登记在册，属于本工会" in said(session, handler, row, good=True)
        unit.union_id = world.textile.id
        session.flush()
        asked = said(session, handler, row, good=False)
        assert "所在单位登记在册，属于别的工会；确实不属于本工会的，请转上级派发" in asked
        row.unit_uscc = code[:-1] + "M"
        asked = said(session, handler, row, good=False)
        assert "单位信用代码：信用代码的校验位不对，请照证照逐位核对" in asked


def returning(session: Session, world: World) -> Application:
    """陈样一 left the battery union last year and applies again, with another phone and more schooling."""
    person = session.merge(world.members["陈样一"])
    membership = open_membership(session, person.id)
    assert membership is not None
    membership.ended_on, membership.end_reason = date(2025, 3, 1), EndReason.LEFT
    person.education = Education.HIGH
    session.flush()
    return submitted(session, union_of(session, world.battery), "o-again", "陈样壹", MEMBER)


def test_what_stands_differently_in_the_register_is_said_field_by_field(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        row = returning(session, world)
        found = differences(session, staff_of(session, world, "handler_battery"), row)
        assert [(one.label, one.before, one.now) for one in found] == [
            ("姓名", "陈样一", "陈样壹"),
            ("手机号", "139******01", "139******03"),
            ("学历", "高中", "专科"),
            ("户籍类型", "本地城镇", "外地城镇"),
        ]
        assert not [one for one in found if phone(1) in repr(one) or "陈样" in repr(one)]


def test_who_may_not_read_the_earlier_roster_learns_only_that_the_name_is_another(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        union, handler = union_of(session, world.battery), staff_of(session, world, "handler_battery")
        same = submitted(session, union, "o-1", "沈样四", STRANGER)
        other = submitted(session, union, "o-2", "沈样肆", STRANGER)
        assert differences(session, handler, same) == []
        told = differences(session, handler, other)
        assert [(one.label, one.before) for one in told] == [("姓名", "")]
        county = differences(session, staff_of(session, world, "county"), other)
        assert ("姓名", "沈样四") in [(one.label, one.before) for one in county]


def test_nothing_is_compared_for_a_stranger_or_when_nothing_differs(database: Database, world: World) -> None:
    with database.writing() as session:
        union, handler = union_of(session, world.battery), staff_of(session, world, "handler_battery")
        assert differences(session, handler, submitted(session, union)) == []
        member(session, union, "新样乙", id_number(521), phone(521))
        row = submitted(session, union, "o-2", "新样乙", 521)
        assert [one.label for one in differences(session, handler, row)] == ["户籍类型"]
        row.gender = Gender.MALE
        assert opened(row, "name") == "新样乙"


def test_other_applications_under_the_number_are_shown_where_they_can_be_read(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        first = submitted(session, union_of(session, world.textile), "o-1")
        second = referred(session, world, union_of(session, world.battery), "o-2")
        handler, county = staff_of(session, world, "handler_battery"), staff_of(session, world, "county")
        assert other_applications(session, handler, second) == []
        assert [one.id for one in other_applications(session, county, second)] == [first.id]
