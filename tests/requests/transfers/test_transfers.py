"""会籍接转 (《会籍管理办法》第三条: 会员会籍随劳动（工作）关系流动而变动，一次入会、动态接转): nobody is without a membership for a day."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.memberships.departure import decease
from service.register.memberships.models import EndReason, RetainReason
from service.register.memberships.queries import open_membership
from service.register.memberships.retention import retain
from service.register.notices.models import Notice
from service.requests.cards.models import Card, CardStatus
from service.requests.cards.queries import card_status
from service.requests.transfers.actions import (
    close_transfer,
    grant,
    receive,
    refuse,
    release,
    release_above,
    turn_of,
)
from service.requests.transfers.asking import ask, withdraw
from service.requests.transfers.models import AskedBy, RefuseReason, Transfer, TransferStatus
from service.requests.transfers.overdue import open_overdue, void_stale
from service.requests.transfers.queries import transfer_overseen, transfers_waiting
from tests.given import World
from tests.races import race, tally
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of, union_of
from tests.requests.cards.given import bound, holder
from tests.requests.transfers.given import DAYS, asked, received, refused, released


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def test_asked_released_received_and_not_a_day_without_a_membership(
    deployed: Deployment, world: World
) -> None:
    """第十二条: 会员工作单位变动，接转组织关系."""
    card_id, database = bound(deployed), deployed.database
    with database.writing() as session:
        account = holder(session, card_id).id
        transfer_id = asked(session, world, account_id=account).id
        assert turn_of(session.get_one(Transfer, transfer_id)) == world.battery.name
    with database.writing() as session:
        transfer = session.get_one(Transfer, transfer_id)
        release(session, staff_of(session, world, "chair_battery"), transfer)
        assert held(session, world).union_id == world.battery.id
    with database.writing() as session:
        received(session, world, transfer_id)
    with database.reading() as session:
        first, second = chain(session, world.members["陈样一"].id)
        day = date(2026, 3, 20)
        assert (first.ended_on, first.end_reason, second.started_on) == (day, EndReason.TRANSFERRED, day)
        assert (second.union_id, second.basis) == (world.textile.id, first.basis)
        transfer = session.get_one(Transfer, transfer_id)
        assert (transfer.status, transfer.done_on) == (TransferStatus.DONE, day)
        assert told(session, "transfer") == ["ask", "release", "receive"]
        assert told(session, "membership") == ["transfer"]
        card = session.get_one(Card, card_id)
        assert card_status(card, open_membership(session, card.person_id)) is CardStatus.ACTIVE
        kinds = session.scalars(select(Notice.kind).where(Notice.account_id == account)).all()
        assert {"transfer_asked", "transfer_released", "membership_moved"} <= set(kinds)


def test_one_transfer_of_a_person_at_a_time(database: Database, world: World) -> None:
    with database.writing() as session:
        asked(session, world)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        asked(session, world)
    assert refusal.value.code == "TRANSFER_OPEN"


@pytest.mark.both("locks")
def test_of_64_who_ask_at_once_one_is_heard(database: Database, world: World) -> None:
    def attempt(_number: int) -> None:
        with database.writing() as session:
            asked(session, world)

    assert tally(race(attempt)) == {"done": 1, "TRANSFER_OPEN": 63}


@pytest.mark.both("locks")
def test_of_64_who_receive_at_once_one_moves_the_membership(database: Database, world: World) -> None:
    with database.writing() as session:
        transfer_id = released(session, world).id

    def attempt(_number: int) -> None:
        with database.writing() as session:
            locked = select(Transfer).where(Transfer.id == transfer_id).with_for_update()
            receive(session, staff_of(session, world, "chair_textile"), session.scalars(locked).one())

    assert tally(race(attempt)) == {"done": 1, "MOVE_NOT_ALLOWED": 63}
    with database.reading() as session:
        assert len(chain(session, world.members["陈样一"].id)) == 2
        assert told(session, "membership") == ["transfer"]


def test_a_union_that_keeps_silent_is_answered_for_by_the_one_above(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    """Nobody is held by silence: ten days, then the union above may release."""
    with deployed.database.writing() as session:
        transfer_id = asked(session, world).id
    at("2026-03-30 23:50")
    assert not open_overdue(deployed)
    at("2026-03-31 00:10")
    assert open_overdue(deployed)
    assert not open_overdue(deployed)
    with deployed.database.writing() as session:
        street = staff_of(session, world, "zhicheng")
        assert [one.id for one in transfers_waiting(session, street, 9)] == [transfer_id]
        transfer = transfer_overseen(session, street, transfer_id)
        assert (transfer.status, turn_of(transfer)) == (TransferStatus.OVERDUE, world.zhicheng.name)
        release_above(session, street, transfer)
        assert transfer.status is TransferStatus.RELEASED
        with pytest.raises(Refusal) as refusal:
            transfer_overseen(session, staff_of(session, world, "huaxi"), transfer_id)
        assert refusal.value.code == "NOT_FOUND"


def test_the_union_above_does_not_release_before_the_days_are_over(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        release_above(session, staff_of(session, world, "zhicheng"), asked(session, world))
    assert refusal.value.code == "MOVE_NOT_ALLOWED"


def test_neither_union_answers_for_the_other(database: Database, world: World) -> None:
    with database.writing() as session:
        battery, textile = (staff_of(session, world, f"chair_{one}") for one in ("battery", "textile"))
        transfer = asked(session, world)
        with pytest.raises(Refusal) as early:
            release(session, textile, transfer)
        release(session, battery, transfer)
        with pytest.raises(Refusal) as late:
            receive(session, battery, transfer)
        with pytest.raises(Refusal) as changed:
            refuse(session, battery, transfer, RefuseReason.STILL_HERE)
    assert {one.value.code for one in (early, late, changed)} == {"TRANSFER_NOT_YOUR_TURN"}


@pytest.mark.parametrize("outcome", ["grant", "close"])
def test_what_one_side_refuses_the_county_decides(database: Database, world: World, outcome: str) -> None:
    with database.writing() as session:
        transfer_id = refused(session, world).id
        county = staff_of(session, world, "county")
        assert [one.id for one in transfers_waiting(session, county, 9)] == [transfer_id]
    with database.writing() as session:
        transfer, county = session.get_one(Transfer, transfer_id), staff_of(session, world, "county")
        assert turn_of(transfer) == "县总工会"
        if outcome == "grant":
            grant(session, county, transfer, "劳动合同已解除，有据可查", minute_no="")
        else:
            close_transfer(session, county, transfer, "劳动关系仍在原单位")
    with database.reading() as session:
        moved = open_membership(session, world.members["陈样一"].id)
        assert moved is not None
        assert moved.union_id == (world.textile if outcome == "grant" else world.battery).id
        assert opened(session.get_one(Transfer, transfer_id).steps[1], "words") == "还在本单位上班"


def test_a_refusal_names_its_reason(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        refuse(session, chair, asked(session, world), RefuseReason.OTHER)
    assert list(refusal.value.fields) == ["words"]


def test_who_is_retained_and_works_elsewhere_counts_again_there(database: Database, world: World) -> None:
    """第十九条: 失业的会员再就业后，会籍转入新单位工会."""
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        retain(session, chair, held(session, world), RetainReason.UNEMPLOYED, date(2026, 3, 1))
        transfer_id = released(session, world).id
        received(session, world, transfer_id)
        last = chain(session, world.members["陈样一"].id)[-1]
        assert (last.union_id, last.retained_for) == (world.textile.id, None)


def test_a_membership_that_changed_meanwhile_is_not_moved_and_the_transfer_ends(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        transfer_id = released(session, world).id
        chair = staff_of(session, world, "chair_battery")
        decease(session, chair, held(session, world), died_on=date(2026, 3, 19))
    with pytest.raises(Refusal) as refusal, deployed.database.writing() as session:
        received(session, world, transfer_id)
    assert refusal.value.code == "TRANSFER_STALE"
    assert void_stale(deployed)
    assert not void_stale(deployed)
    with deployed.database.reading() as session:
        assert session.get_one(Transfer, transfer_id).status is TransferStatus.VOID


def test_the_old_union_that_asks_has_released_with_it(database: Database, world: World) -> None:
    with database.writing() as session:
        chair, to = staff_of(session, world, "chair_battery"), union_of(session, world.textile)
        transfer = ask(session, chair, held(session, world), to, AskedBy.OLD_UNION, days=DAYS)
        assert transfer.status is TransferStatus.RELEASED
        assert [one.id for one in transfers_waiting(session, staff_of(session, world, "chair_textile"), 9)]


def test_the_member_takes_it_back_until_it_is_done(database: Database, world: World) -> None:
    with database.writing() as session:
        transfer = released(session, world)
        withdraw(session, staff_of(session, world, "county"), transfer)
        assert held(session, world).union_id == world.battery.id
        done: UUID = released(session, world).id
        received(session, world, done)
        with pytest.raises(Refusal):
            withdraw(session, staff_of(session, world, "county"), session.get_one(Transfer, done))
