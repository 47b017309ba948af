"""人员查找: by exactly what is known of somebody, among those in reach, counted and logged without the value."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.ground.config import Settings
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.limits import LIMITS
from service.ground.sealing import IndexEntry, destroy_key, opened
from service.ground.setup import rotate
from service.register.access.models import Act
from service.register.audit.models import AuditEntry
from service.register.deployment import deploy
from service.register.memberships.models import Basis, EndReason, Membership
from service.register.memberships.search import MOST, SearchBy, chain_of, person_in_reach, search
from service.register.people.bulk import correct_prepared, prepare_correction
from service.register.people.models import Person
from service.register.people.register import change, register_person
from service.register.unions.models import Union
from service.rolls.reindexing import reindex_some
from tests.given import World, id_number, member, phone
from tests.requests.applications.given import staff_of

pytestmark = pytest.mark.both("search")

PURPOSE = "本人来电核对会籍"


def names(session: Session, world: World, login: str, by: SearchBy, value: str) -> list[str]:
    """Who is found."""
    found = search(session, staff_of(session, world, login), by, value, PURPOSE)
    return sorted(opened(held.person, "name") for held in found)


def refused(database: Database, world: World, by: SearchBy, value: str, purpose: str = PURPOSE) -> Refusal:
    """With what a search by the county is refused."""
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        search(session, staff_of(session, world, "county"), by, value, purpose)
    return refusal.value


@pytest.mark.parametrize(
    ("by", "value"),
    [
        (SearchBy.NAME, "陈样一"),
        (SearchBy.ID_NUMBER, id_number(3)),
        (SearchBy.PHONE, phone(1)),
    ],
)
@pytest.mark.parametrize(("login", "there"), [("county", True), ("zhicheng", True), ("huaxi", False)])
def test_a_person_is_found_by_name_number_or_phone_where_he_is_in_reach(
    database: Database, world: World, by: SearchBy, value: str, login: str, there: bool
) -> None:
    with database.writing() as session:
        assert names(session, world, login, by, value) == (["陈样一"] if there else [])


@pytest.mark.parametrize("login", ["chair_battery", "handler_battery", "auditor", "admin"])
def test_who_may_not_search_finds_nobody(database: Database, world: World, login: str) -> None:
    with database.writing() as session:
        assert names(session, world, login, SearchBy.NAME, "陈样一") == []


@pytest.mark.parametrize(
    ("by", "value", "there"),
    [
        (SearchBy.NAME, "  陈 样\u3000一 ", True),
        (SearchBy.NAME, "陈样", False),
        (SearchBy.NAME, "陈样一一", False),
        (SearchBy.ID_NUMBER, f" {id_number(3)[:6]} {id_number(3)[6:]}".translate({ord("0"): "０"}), True),
        (SearchBy.ID_NUMBER, id_number(5), False),
        (SearchBy.PHONE, f"+86 {phone(1)[:3]}-{phone(1)[3:]}", True),
        (SearchBy.PHONE, phone(1).translate({ord("1"): "１"}), True),
        (SearchBy.PHONE, phone(2), False),
    ],
)
def test_the_value_is_exact_however_it_is_typed(
    database: Database, world: World, by: SearchBy, value: str, there: bool
) -> None:
    with database.writing() as session:
        assert ("陈样一" in names(session, world, "county", by, value)) is there


@pytest.mark.parametrize(
    "typed", ["买买提·样例", "买买提•样例", "买买提.样例", "买买提． 样例", "买买提样例"]
)
def test_every_kind_of_dot_in_a_name_is_the_same_dot(database: Database, world: World, typed: str) -> None:
    with database.writing() as session:
        member(session, session.get_one(Union, world.battery.id), "买买提·样例", id_number(801), phone(801))
        assert names(session, world, "county", SearchBy.NAME, typed) == ["买买提·样例"]


@pytest.mark.parametrize("typed", ["Sample Person", "SAMPLE  PERSON", "sample person", "Ｓａｍｐｌｅ Person"])
def test_letters_are_found_in_any_case_and_width(database: Database, world: World, typed: str) -> None:
    with database.writing() as session:
        member(session, session.get_one(Union, world.battery.id), "Sample Person", id_number(802), phone(802))
        assert names(session, world, "county", SearchBy.NAME, typed) == ["Sample Person"]


def test_a_number_without_a_check_digit_and_an_x_in_small_are_found(database: Database, world: World) -> None:
    with_x = next(number for serial in range(900, 990) if (number := id_number(serial)).endswith("X"))
    with database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        member(session, union, "样例甲", with_x, phone(803))
        person = member(session, union, "样例乙", "H12345678", phone(804))
        assert person.document_kind.value == "hk_macao_permit"
        assert names(session, world, "county", SearchBy.ID_NUMBER, with_x.lower()) == ["样例甲"]
        assert names(session, world, "county", SearchBy.ID_NUMBER, "h12345678") == ["样例乙"]


@pytest.mark.parametrize(
    ("by", "value", "word"),
    [
        (SearchBy.NAME, "陈%", "姓名"),
        (SearchBy.NAME, "陈", "姓名"),
        (SearchBy.ID_NUMBER, id_number(3)[:-1] + ("0" if id_number(3)[-1] != "0" else "1"), "校验码"),
        (SearchBy.ID_NUMBER, "33*", "完整"),
        (SearchBy.PHONE, "1390000", "11 位"),
    ],
)
def test_what_cannot_be_right_is_said_at_the_field_and_asks_nothing(
    database: Database, world: World, by: SearchBy, value: str, word: str
) -> None:
    refusal = refused(database, world, by, value)
    assert (refusal.code, word in refusal.fields["value"]) == ("INPUT_INVALID", True)
    assert value not in refusal.fields["value"]


def searches(database: Database) -> list[AuditEntry]:
    """What the log holds of searches."""
    with database.reading() as session:
        told = select(AuditEntry).where(AuditEntry.act == "person:search").order_by(AuditEntry.seq)
        return list(session.scalars(told))


def test_the_log_keeps_by_what_and_how_many_but_never_the_value(database: Database, world: World) -> None:
    with database.writing() as session:
        names(session, world, "zhicheng", SearchBy.NAME, "陈样一")
        names(session, world, "zhicheng", SearchBy.PHONE, phone(4))  # of somebody out of reach
    kept = [(row.actor_id, row.object_type, row.object_id, row.details) for row in searches(database)]
    who = world.staff_id("zhicheng")
    assert kept == [
        (who, "person", None, {"by": "name", "found": 1, "purpose": PURPOSE}),
        (who, "person", None, {"by": "phone", "found": 0, "purpose": PURPOSE}),
    ]


@pytest.mark.parametrize(
    ("by", "value", "purpose", "code"),
    [
        (SearchBy.NAME, "陈样一", "", "PURPOSE_MISSING"),
        (SearchBy.NAME, "陈样一", "核对", "PURPOSE_MISSING"),
        (SearchBy.NAME, "陈样一", "核对陈样一的会籍", "INPUT_INVALID"),
        (SearchBy.ID_NUMBER, id_number(3), f"核对{id_number(3)}", "INPUT_INVALID"),
    ],
)
def test_there_is_no_search_without_a_purpose_that_names_nobody(
    database: Database, world: World, by: SearchBy, value: str, purpose: str, code: str
) -> None:
    assert refused(database, world, by, value, purpose).code == code
    assert searches(database) == []


def test_searches_are_counted_for_each_member_of_staff(
    database: Database, world: World, later: Callable[..., None]
) -> None:
    with database.writing() as session:
        for _ in range(LIMITS["search.staff"].size):
            names(session, world, "county", SearchBy.NAME, "无此样例")
    assert refused(database, world, SearchBy.NAME, "陈样一").code == "TOO_OFTEN"
    with database.writing() as session:
        assert names(session, world, "zhicheng", SearchBy.NAME, "陈样一") == ["陈样一"]
    later(seconds=LIMITS["search.staff"].refill_seconds + 1)
    with database.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == ["陈样一"]


def test_of_a_common_name_no_more_than_the_list_and_one_are_read(database: Database, world: World) -> None:
    with database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        for serial in range(810, 835):
            member(session, union, "同名样例", id_number(serial), phone(serial))
        assert len(names(session, world, "county", SearchBy.NAME, "同名样例")) == MOST + 1
    assert searches(database)[0].details["found"] == MOST + 1


def move_to(session: Session, person: Person, union: UUID) -> None:
    """The person's membership is transferred."""
    held = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    held.ended_on, held.end_reason = date(2026, 3, 1), EndReason.TRANSFERRED
    session.flush()
    session.add(
        Membership(
            person_id=person.id, union_id=union, sequence=2, started_on=date(2026, 3, 1), basis=Basis.ROSTER
        )
    )
    session.flush()


def test_who_moved_on_is_found_where_he_is_now_with_his_whole_chain(database: Database, world: World) -> None:
    with database.writing() as session:
        move_to(session, world.members["陈样一"], world.textile.id)
        assert names(session, world, "zhicheng", SearchBy.NAME, "陈样一") == []
        assert names(session, world, "huaxi", SearchBy.NAME, "陈样一") == ["陈样一"]
        chain = chain_of(session, world.members["陈样一"].id)
        assert [held.union.name for held in chain] == [world.textile.name, world.battery.name]


def test_who_left_is_found_where_he_was_last(database: Database, world: World) -> None:
    with database.writing() as session:
        person = world.members["陈样一"].id
        held = session.scalars(select(Membership).where(Membership.person_id == person)).one()
        held.ended_on, held.end_reason = date(2026, 3, 1), EndReason.LEFT
        session.flush()
        assert names(session, world, "zhicheng", SearchBy.NAME, "陈样一") == ["陈样一"]
        assert names(session, world, "huaxi", SearchBy.NAME, "陈样一") == []


def test_who_was_never_a_member_does_not_exist_for_a_search(database: Database, world: World) -> None:
    with database.writing() as session:
        register_person(session, name="样例丙", number=id_number(840))
        assert names(session, world, "county", SearchBy.NAME, "样例丙") == []


def test_an_erased_person_does_not_exist(database: Database, world: World) -> None:
    person = world.members["陈样一"].id
    with database.writing() as session:
        destroy_key(session, person)
    with database.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == []
        with pytest.raises(Refusal):
            person_in_reach(session, staff_of(session, world, "county"), Act.PERSON_SEARCH, person)


def renamed_at_the_desk(session: Session, person: Person) -> None:
    """The name as a decision writes it."""
    change(session, person, "name", "改名样例")


def renamed_by_import(session: Session, person: Person) -> None:
    """The name as an import writes it."""
    correct_prepared(session, [prepare_correction(session, person, {"name": "改名样例"})])


@pytest.mark.parametrize("rename", [renamed_at_the_desk, renamed_by_import])
def test_a_new_name_is_found_and_the_old_one_is_not(
    database: Database, world: World, rename: Callable[[Session, Person], None]
) -> None:
    with database.writing() as session:
        rename(session, session.get_one(Person, world.members["陈样一"].id))
    with database.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == []
        assert names(session, world, "county", SearchBy.NAME, "改名样例") == ["改名样例"]
        assert names(session, world, "county", SearchBy.PHONE, phone(1)) == ["改名样例"]
        change(session, session.get_one(Person, world.members["陈样一"].id), "phone", phone(850))
        assert names(session, world, "county", SearchBy.NAME, "改名样例") == ["改名样例"]


def test_people_of_before_the_index_of_names_are_entered_into_it(database: Database, world: World) -> None:
    with database.session() as session:
        session.execute(delete(IndexEntry).where(IndexEntry.field == "name"))
        session.commit()
    with database.writing() as session:
        destroy_key(session, world.members["周样三"].id)
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == []
    assert [reindex_some(database, most=2), reindex_some(database, most=2), reindex_some(database)] == [
        2,
        2,
        1,
    ]
    assert reindex_some(database) == 0
    with database.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈 样一") == ["陈样一"]


def test_names_are_found_during_and_after_a_rotation_of_the_index_key(
    settings: Settings, database: Database, world: World
) -> None:
    with database.writing() as session:
        member(
            session, session.get_one(Union, world.battery.id), "Sample·Person A", id_number(860), phone(860)
        )
    rotate(settings, "index")
    turned = deploy(settings).database
    with turned.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == ["陈样一"]
    while reindex_some(turned):
        pass
    with turned.session() as session:
        session.execute(delete(IndexEntry).where(IndexEntry.version == 1))
        session.commit()
    with turned.writing() as session:
        assert names(session, world, "county", SearchBy.NAME, "陈样一") == ["陈样一"]
        assert names(session, world, "county", SearchBy.NAME, "sample person a") == ["Sample·Person A"]
        doubled = select(func.count()).where(IndexEntry.field == "name").group_by(IndexEntry.subject_id)
        assert set(session.scalars(doubled)) == {1}
    turned.engine.dispose()
