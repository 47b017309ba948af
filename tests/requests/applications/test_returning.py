"""Who was a member before and is admitted again: the register takes over what he states now, as the page promises."""

from datetime import date

from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.sealing import find, opened, seal_fields
from service.register.access.models import Act
from service.register.facts.words import DocumentKind, Education, Employment, Gender, Household
from service.register.memberships.models import EndReason
from service.register.memberships.queries import open_membership
from service.register.people.models import Level, Person
from service.register.people.register import find_person, register_person
from service.requests.applications.decisions import check, decide
from service.requests.applications.earlier import differences
from service.requests.applications.models import Application, Outcome
from service.requests.applications.queries import applications_locked
from tests.given import World, id_number, phone
from tests.requests.applications.given import meeting, staff_of, submitted, union_of

BEFORE = "长兴县旧样例路9号"


def left_before(session: Session, world: World) -> Person:
    """陈样一, who left the battery union last year, with an address and little schooling in the register."""
    person = session.merge(world.members["陈样一"])
    membership = open_membership(session, person.id)
    assert membership is not None
    membership.ended_on, membership.end_reason = date(2025, 3, 1), EndReason.LEFT
    person.education = Education.HIGH
    seal_fields(session, person, address=BEFORE)
    session.flush()
    return person


def admitted(database: Database, world: World, row: Application) -> None:
    """Checked by the handler and approved by the committee."""
    with database.writing() as session:
        check(session, staff_of(session, world, "handler_battery"), session.get_one(Application, row.id))
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        union = union_of(session, world.battery)
        rows = applications_locked(session, chair, Act.APPLICATION_DECIDE, union.id, [row.id])
        decide(session, chair, union, rows, Outcome.APPROVE, meeting())


def test_the_register_takes_over_everything_that_a_returning_member_states(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        left_before(session, world)
        row = submitted(session, union_of(session, world.battery), "o-again", "陈样壹", 3)
    admitted(database, world, row)
    with database.reading() as session:
        person = find_person(session, id_number(3))
        assert person is not None
        assert person.id == world.members["陈样一"].id
        assert [opened(person, name) for name in ("name", "phone", "address")] == [
            "陈样壹",
            phone(3),
            "长兴县样例路1号",
        ]
        assert (person.education, person.household) == (Education.COLLEGE, Household.OUTER_TOWN)
        held = open_membership(session, person.id)
        assert held is not None
        assert (held.unit_name, held.employment) == ("雉城样例电池有限公司", Employment.AT_WORK)
        assert person.id in find(session, "person", "phone", phone(3))


def test_what_he_leaves_empty_stays_as_it_was(database: Database, world: World) -> None:
    with database.writing() as session:
        left_before(session, world)
        row = submitted(session, union_of(session, world.battery), "o-again", "陈样一", 3)
        seal_fields(session, row, address=None)
    admitted(database, world, row)
    with database.reading() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        assert opened(person, "address") == BEFORE


def test_a_gender_that_no_document_tells_is_taken_over_and_so_is_the_document_kind(
    database: Database, world: World
) -> None:
    """The roster had no column for the kind of document: what the register guessed from the number is put right."""
    with database.writing() as session:
        person = register_person(
            session, name="新样丙", number="12345678", kind=DocumentKind.TAIWAN_PERMIT, gender=Gender.MALE
        )
        row = submitted(session, union_of(session, world.battery), "o-again", "新样丙", 511)
        row.document_kind, row.gender, row.nationality = DocumentKind.PASSPORT, Gender.FEMALE, "样例国"
        seal_fields(session, row, id_number="12345678")
    admitted(database, world, row)
    with database.reading() as session:
        person = session.get_one(Person, person.id)
        assert person.document_kind is DocumentKind.PASSPORT
        assert (person.gender, person.nationality) == (Gender.FEMALE, "样例国")


def test_a_better_proof_of_the_document_is_kept_and_a_weaker_one_takes_nothing_away(
    database: Database, world: World
) -> None:
    for serial, before, stated, after in (
        (521, Level.CHECKED, Level.MATCHED, Level.MATCHED),
        (522, Level.SEEN, Level.CHECKED, Level.SEEN),
    ):
        with database.writing() as session:
            name = f"新样{'甲乙'[serial - 521]}"
            id_ = register_person(session, name=name, number=id_number(serial), level=before).id
            row = submitted(session, union_of(session, world.battery), f"o-{serial}", name, serial)
            row.identity.level = stated
        admitted(database, world, row)
        with database.reading() as session:
            assert session.get_one(Person, id_).level is after


def test_the_page_says_that_the_address_is_another_without_showing_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        left_before(session, world)
        row = submitted(session, union_of(session, world.battery), "o-again", "陈样一", 3)
        found = differences(session, staff_of(session, world, "handler_battery"), row)
        (address,) = [one for one in found if one.label == "现居住地"]
        assert "样例路" not in address.before + address.now
        seal_fields(session, row, address=BEFORE)
        found = differences(session, staff_of(session, world, "handler_battery"), row)
        assert "现居住地" not in [one.label for one in found]
