"""待上级派发: what is on its way is still open, keeps its seat, and is moved by one hand at a time."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import Act, Actor
from service.register.accounts.models import Account
from service.register.unions.models import Union
from service.requests.applications.actions import begin, withdraw
from service.requests.applications.decisions import check, decide
from service.requests.applications.dispatch import dispatch, pass_on
from service.requests.applications.models import Application, Outcome, Status, Step
from service.requests.applications.queries import (
    application_in_reach,
    application_locked,
    own_application,
)
from tests.given import World, id_number
from tests.races import race, tally
from tests.requests.applications.given import (
    desks,
    fresh,
    identified,
    meeting,
    misled,
    referred,
    send,
    staff_of,
    submitted,
    union_of,
)

pytestmark = pytest.mark.both("search", "locks")


def test_a_referred_application_can_be_withdrawn(database: Database, world: World) -> None:
    application_id = misled(database, world)
    with database.writing() as session:
        row = fresh(session, application_id)
        withdraw(session, Actor("account", row.account_id), row)
    assert desks(database, world) == {"zhicheng": 0, "huaxi": 0, "county": 0}
    with database.writing() as session:
        assert submitted(session, union_of(session, world.battery), "o-2").status is Status.SUBMITTED


def test_while_it_is_referred_the_account_begins_no_other(database: Database, world: World) -> None:
    application_id = misled(database, world)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        row = fresh(session, application_id)
        account = session.get_one(Account, row.account_id)
        begin(session, Actor("account", account.id), account, union_of(session, world.textile))
    assert refusal.value.code == "APPLICATION_ALREADY_OPEN"


def test_the_database_itself_knows_that_a_referred_application_is_open(
    database: Database, world: World
) -> None:
    misled(database, world)
    with database.writing() as session:
        account = identified(session, "o-other", "新样二", id_number(503))
        other = begin(session, Actor("account", account.id), account, union_of(session, world.textile))
    with pytest.raises(IntegrityError), database.writing() as session:
        row = session.scalars(select(Application).where(Application.status == Status.REFERRED)).one()
        fresh(session, other.id).account_id = row.account_id


def test_it_keeps_its_seat_while_it_is_on_its_way(database: Database, world: World, neighbour: Union) -> None:
    application_id = misled(database, world)
    with database.writing() as session:
        second = submitted(session, union_of(session, world.textile), "o-second")
        assert second.status is Status.CONTESTED
    send(database, world, "zhicheng", application_id, neighbour)
    with database.reading() as session:
        states = [fresh(session, one).status for one in (application_id, second.id)]
        assert states == [Status.SUBMITTED, Status.CONTESTED]


def test_a_contested_application_stays_contested_at_the_next_union_until_the_seat_is_free(
    database: Database, world: World, neighbour: Union
) -> None:
    with database.writing() as session:
        first = submitted(session, union_of(session, world.textile), "o-first")
        second = referred(session, world, union_of(session, world.battery), "o-second")
    send(database, world, "zhicheng", second.id, neighbour)
    with database.writing() as session:
        assert fresh(session, second.id).status is Status.CONTESTED
        row = fresh(session, first.id)
        withdraw(session, Actor("account", row.account_id), row)
    with database.reading() as session:
        assert fresh(session, second.id).status is Status.SUBMITTED


def test_a_seat_that_became_free_on_the_way_is_taken_on_arrival(
    database: Database, world: World, neighbour: Union
) -> None:
    with database.writing() as session:
        first = submitted(session, union_of(session, world.textile), "o-first")
        second = referred(session, world, union_of(session, world.battery), "o-second")
        withdraw(session, Actor("account", first.account_id), first)
    send(database, world, "zhicheng", second.id, neighbour)
    with database.writing() as session:
        assert fresh(session, second.id).status is Status.SUBMITTED
        third = submitted(session, union_of(session, world.textile), "o-third")
        assert third.status is Status.CONTESTED


def test_a_committee_decides_nothing_before_it_had_the_application(
    database: Database, world: World, neighbour: Union, at: Callable[[str], None]
) -> None:
    at("2026-11-16 09:00")
    application_id = misled(database, world)
    at("2026-11-19 09:00")
    send(database, world, "zhicheng", application_id, world.battery)
    with database.writing() as session:
        chair, row = staff_of(session, world, "chair_battery"), fresh(session, application_id)
        check(session, chair, row)
        with pytest.raises(Refusal) as refusal:
            decide(session, chair, row.union, [row], Outcome.APPROVE, meeting(date(2026, 11, 18)))
        assert refusal.value.fields == {"decided_on": "会议日期不能早于申请送到本工会的那天（2026-11-19）。"}
        decide(session, chair, row.union, [row], Outcome.APPROVE, meeting(date(2026, 11, 19)))


def test_who_looked_at_an_older_state_is_told_that_a_colleague_was_faster(
    database: Database, world: World, neighbour: Union
) -> None:
    application_id = misled(database, world)
    with database.reading() as session:
        looked_at = fresh(session, application_id).version
    send(database, world, "zhicheng", application_id, neighbour)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        county, row = staff_of(session, world, "county"), application_locked(session, application_id)
        dispatch(session, county, row, union_of(session, world.textile), seen=looked_at)
    assert refusal.value.code == "COLLEAGUE_WAS_FASTER"


def test_an_older_page_does_not_dispatch_what_a_colleague_has_passed_on_meanwhile(
    database: Database, world: World
) -> None:
    application_id = misled(database, world)
    with database.writing() as session:
        street, row = staff_of(session, world, "zhicheng"), application_locked(session, application_id)
        looked_at = row.version
        pass_on(session, street, row, "这家单位在画溪", seen=looked_at)
    for again in (dispatch, pass_on):
        with pytest.raises(Refusal) as refusal, database.writing() as session:
            county, row = staff_of(session, world, "county"), application_locked(session, application_id)
            where = union_of(session, world.battery) if again is dispatch else "不知道归谁"
            again(session, county, row, where, seen=looked_at)  # type: ignore[operator]
        assert refusal.value.code == "COLLEAGUE_WAS_FASTER"


def test_of_sixteen_dispatchers_at_once_one_is_first(
    database: Database, world: World, neighbour: Union
) -> None:
    application_id = misled(database, world)
    with database.reading() as session:
        looked_at = fresh(session, application_id).version

    def work(number: int) -> None:
        with database.writing() as session:
            actor = staff_of(session, world, ("zhicheng", "county")[number % 2])
            application_in_reach(session, actor, Act.APPLICATION_DISPATCH, application_id)
            row = application_locked(session, application_id)
            target = (neighbour, world.battery)[number % 2]
            dispatch(session, actor, row, union_of(session, target), seen=looked_at)

    assert tally(race(work, 16)) == {"done": 1, "COLLEAGUE_WAS_FASTER": 15}
    with database.reading() as session:
        actions = session.scalars(select(Step.action).where(Step.application_id == application_id)).all()
        assert sorted(actions) == ["dispatch", "refer", "submit"]


def test_withdrawing_and_dispatching_at_once_end_in_one_state_that_both_sides_were_told(
    database: Database, world: World, neighbour: Union
) -> None:
    application_id = misled(database, world)
    with database.reading() as session:
        row = fresh(session, application_id)
        looked_at, owner = row.version, Actor("account", row.account_id)

    def work(number: int) -> str:
        with database.writing() as session:
            if number % 2:
                withdraw(session, owner, own_application(session, owner, application_id, lock=True))
                return "withdrawn"
            actor, row = staff_of(session, world, "zhicheng"), application_locked(session, application_id)
            dispatch(session, actor, row, union_of(session, neighbour), seen=looked_at)
            return "dispatched"

    done = [one for one in race(work, 8) if isinstance(one, str)]
    with database.reading() as session:
        row = fresh(session, application_id)
        assert row.status is Status.WITHDRAWN
        assert row.union_id == (neighbour.id if "dispatched" in done else world.battery.id)
        assert done.count("withdrawn") == 1
        assert done.count("dispatched") <= 1
