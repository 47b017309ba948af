"""转为会籍接转: a member who applies again is transferred once somebody has seen that it is he; the form is no oracle."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account
from service.register.facts.words import Employment, Household
from service.register.memberships.departure import decease
from service.register.people.models import Person
from service.requests.applications.models import Application, Status
from service.requests.transfers.actions import release
from service.requests.transfers.conversion import convert
from service.requests.transfers.models import AskedBy, Transfer, TransferStatus
from tests.given import World, id_number, phone
from tests.register.memberships.given import held, told
from tests.requests.applications.given import staff_of, submitted, union_of
from tests.requests.transfers.given import DAYS, received

SERIAL = 3  # 陈样一's document number


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


@pytest.fixture
def application_id(database: Database, world: World) -> UUID:
    """陈样一 works at the textile works now and applies to join there."""
    assert id_number(SERIAL)
    with database.writing() as session:
        union = union_of(session, world.textile)
        return submitted(session, union, "o-again", "陈样一", SERIAL).id


def converted(session: Session, world: World, application_id: UUID, *, seen: bool) -> Transfer:
    """The textile works' chair converts it."""
    application = session.get_one(Application, application_id)
    return convert(session, staff_of(session, world, "chair_textile"), application, seen=seen, days=DAYS)


def test_the_application_becomes_a_transfer_with_the_worker_as_who_asks(
    database: Database, world: World, application_id: UUID
) -> None:
    """第三条: 一次入会、动态接转; 第八条: 变换用人单位，不需重复入会."""
    with database.writing() as session:
        transfer_id = converted(session, world, application_id, seen=True).id
    with database.writing() as session:
        application, transfer = (
            session.get_one(Application, application_id),
            session.get_one(Transfer, transfer_id),
        )
        assert application.status is Status.CONVERTED
        assert (transfer.asked_by, transfer.status) == (AskedBy.MEMBER, TransferStatus.REQUESTED)
        assert (transfer.account_id, transfer.application_id) == (application.account_id, application.id)
        assert (transfer.from_union_id, transfer.to_union_id) == (world.battery.id, world.textile.id)
        assert told(session, "application")[-1] == "convert"
        release(session, staff_of(session, world, "chair_battery"), transfer)
        received(session, world, transfer_id)
        assert held(session, world).unit_name == application.unit_name


def test_nobody_is_transferred_on_a_name_and_a_number(
    database: Database, world: World, application_id: UUID
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        converted(session, world, application_id, seen=False)
    assert (refusal.value.code, list(refusal.value.fields)) == ("IDENTITY_NOT_PROVED", ["seen"])


@pytest.mark.parametrize(("serial", "proves"), [(1, True), (2, False)])
def test_the_rosters_phone_verified_by_wechat_proves_who_it_is(
    database: Database, world: World, application_id: UUID, serial: int, proves: bool
) -> None:
    with database.writing() as session:
        application = session.get_one(Application, application_id)
        keep_phone(session, session.get_one(Account, application.account_id), phone(serial), None)
        if proves:
            assert converted(session, world, application_id, seen=False).id
        else:
            with pytest.raises(Refusal) as refusal:
                converted(session, world, application_id, seen=False)
            assert refusal.value.code == "IDENTITY_NOT_PROVED"


def test_who_is_no_member_joins_and_is_not_transferred(
    database: Database, world: World, application_id: UUID
) -> None:
    with database.writing() as session:
        chair, mine = staff_of(session, world, "chair_battery"), held(session, world)
        decease(session, chair, mine, died_on=mine.started_on)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        converted(session, world, application_id, seen=True)
    assert refusal.value.code == "APPLICATION_NOT_MEMBER"


def test_who_is_a_member_of_this_very_union_goes_nowhere(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        again = submitted(session, union_of(session, world.battery), "o-same", "陈样一", SERIAL)
        convert(session, staff_of(session, world, "chair_battery"), again, seen=True, days=DAYS)
    assert refusal.value.code == "TRANSFER_SAME_UNION"


def test_what_the_application_states_of_person_and_work_is_taken_over_with_the_transfer(
    database: Database, world: World, application_id: UUID
) -> None:
    """Name and phone are not: by these a member is found, and the old phone hears of a correction."""
    with database.writing() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        before = opened(person, "phone")
        held(session, world).employment = Employment.LAID_OFF
        transfer_id = converted(session, world, application_id, seen=True).id
    with database.writing() as session:
        release(session, staff_of(session, world, "chair_battery"), session.get_one(Transfer, transfer_id))
        received(session, world, transfer_id)
    with database.reading() as session:
        person = session.get_one(Person, world.members["陈样一"].id)
        assert (opened(person, "address"), person.household) == ("长兴县样例路1号", Household.OUTER_TOWN)
        assert opened(person, "phone") == before != phone(SERIAL)
        assert held(session, world).employment is Employment.AT_WORK
