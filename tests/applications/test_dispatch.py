"""派发: who went to the wrong union loses nothing, waits at one desk at a time, and always knows where he is."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service import clock
from service.access.models import SYSTEM, Act, Actor, Term
from service.accounts.models import Account
from service.applications.actions import begin, withdraw
from service.applications.decisions import check, decide
from service.applications.dispatch import dispatch, pass_on, refer
from service.applications.models import Application, Outcome, Status, Step
from service.applications.queries import (
    application_in_reach,
    application_locked,
    applications_waiting,
    own_application,
)
from service.applications.referred import (
    applications_to_dispatch,
    dispatch_count,
    unions_suggested,
    unions_to_choose,
)
from service.applications.shapes import seen
from service.db import Database
from service.errors import Refusal
from service.notices.models import Notice
from service.notices.queries import sentence
from service.unions.actions import found
from service.unions.models import Union, UnionKind, UnionState
from service.units.models import Unit
from tests.applications.given import (
    fresh,
    identified,
    meeting,
    referred,
    staff_of,
    submitted,
    union_of,
)
from tests.given import World, id_number
from tests.queries import counted
from tests.races import race, tally


@pytest.fixture
def neighbour(database: Database, world: World) -> Union:
    """Another union of the same street."""
    with database.writing() as session:
        street = union_of(session, world.zhicheng)
        return found(session, SYSTEM, street, "雉城样例物流有限公司工会委员会", UnionKind.GRASSROOTS)


def misled(database: Database, world: World) -> UUID:
    """An application that the battery union has referred upwards."""
    with database.writing() as session:
        return referred(session, world, union_of(session, world.battery)).id


def send(database: Database, world: World, login: str, application_id: UUID, union: Union) -> None:
    """A desk dispatches what it has just looked at."""
    with database.writing() as session:
        row, actor = application_locked(session, application_id), staff_of(session, world, login)
        dispatch(session, actor, row, union_of(session, union), seen=row.version)


def desks(database: Database, world: World) -> dict[str, int]:
    """How many applications each desk is to dispatch."""
    with database.reading() as session:
        actors = {login: staff_of(session, world, login) for login in ("zhicheng", "huaxi", "county")}
        counts = {login: dispatch_count(session, actor) for login, actor in actors.items()}
        listed = {login: len(applications_to_dispatch(session, one)) for login, one in actors.items()}
        assert counts == listed
        return counts


def test_what_a_union_refers_waits_at_the_desk_above_and_no_longer_at_its_own(
    database: Database, world: World
) -> None:
    application_id = misled(database, world)
    with database.reading() as session:
        handler = staff_of(session, world, "handler_battery")
        assert applications_waiting(session, handler) == []
        assert application_in_reach(session, handler, Act.APPLICATION_READ, application_id)
    assert desks(database, world) == {"zhicheng": 1, "huaxi": 0, "county": 0}


@pytest.mark.parametrize("state", [Status.SUBMITTED, Status.CHECKED])
def test_referring_needs_a_word_why(database: Database, world: World, state: Status) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        handler = staff_of(session, world, "handler_battery")
        if state is Status.CHECKED:
            check(session, handler, row)
        with pytest.raises(Refusal) as refusal:
            refer(session, handler, row, "  ")
        assert (set(refusal.value.fields), row.status) == ({"why"}, state)
        refer(session, handler, row, "这家单位在画溪")
        assert row.status is Status.REFERRED


def test_a_dispatched_application_begins_anew_at_the_other_union_and_its_applicant_is_told(
    database: Database, world: World, neighbour: Union, at: Callable[[str], None]
) -> None:
    at("2026-11-16 09:00")
    application_id = misled(database, world)
    at("2026-11-19 09:00")
    send(database, world, "zhicheng", application_id, neighbour)
    with database.reading() as session:
        row = fresh(session, application_id)
        assert (row.status, row.union_id, row.due_on) == (
            Status.SUBMITTED,
            neighbour.id,
            date(2026, 11, 26),
        )
        assert [step.action for step in row.steps] == ["submit", "refer", "dispatch"]
        told = session.scalars(select(Notice).order_by(Notice.created_at)).all()
        assert [notice.kind for notice in told] == ["application_referred", "application_dispatched"]
        assert "雉城街道总工会（样例）" in sentence(told[0])
        assert "雉城样例物流有限公司工会委员会" in sentence(told[1])
        assert "2026-11-26" in sentence(told[1])


def test_the_old_union_does_not_see_it_any_more(database: Database, world: World, neighbour: Union) -> None:
    application_id = misled(database, world)
    send(database, world, "zhicheng", application_id, neighbour)
    with database.reading() as session:
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as refusal:
            application_in_reach(session, chair, Act.APPLICATION_READ, application_id)
        assert refusal.value.code == "NOT_FOUND"
    assert desks(database, world) == {"zhicheng": 0, "huaxi": 0, "county": 0}


def test_it_can_be_sent_back_to_the_union_that_referred_it(database: Database, world: World) -> None:
    application_id = misled(database, world)
    send(database, world, "zhicheng", application_id, world.battery)
    with database.reading() as session:
        handler = staff_of(session, world, "handler_battery")
        assert [row.id for row in applications_waiting(session, handler)] == [application_id]


def test_the_worker_reads_in_plain_words_where_it_is_and_who_has_it(
    database: Database, world: World, neighbour: Union
) -> None:
    application_id = misled(database, world)
    with database.reading() as session:
        told = seen(fresh(session, application_id))
        assert (told["status"], told["with_whom"]) == (Status.REFERRED, "雉城街道总工会（样例）")
        assert told["status_words"] == "不属于原来的工会，正由上级工会派发，您不用重新申请"
        assert told["steps"][-1]["remark"] == "这家单位不在我们这里"  # type: ignore[index]
    send(database, world, "zhicheng", application_id, neighbour)
    with database.reading() as session:
        told = seen(fresh(session, application_id))
        assert (told["status"], told["with_whom"]) == (Status.SUBMITTED, neighbour.name)
        assert told["steps"][-1]["to_union"] == neighbour.name  # type: ignore[index]


def test_the_county_has_what_no_township_has(database: Database, world: World) -> None:
    misled(database, world)
    with database.writing() as session:
        term = session.scalars(select(Term).where(Term.staff_id == world.staff_id("zhicheng"))).one()
        term.ended_at = clock.now()
    with database.reading() as session:
        assert dispatch_count(session, staff_of(session, world, "county")) == 1


def test_the_county_has_what_a_union_directly_below_it_refers(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.zhicheng))
        refer(session, staff_of(session, world, "zhicheng"), row, "这家单位在画溪")
    assert desks(database, world) == {"zhicheng": 0, "huaxi": 0, "county": 1}


def test_what_fits_nowhere_below_is_passed_on_to_the_county(database: Database, world: World) -> None:
    application_id = misled(database, world)
    with database.writing() as session:
        row, street = application_locked(session, application_id), staff_of(session, world, "zhicheng")
        with pytest.raises(Refusal) as refusal:
            pass_on(session, street, row, "", seen=row.version)
        assert set(refusal.value.fields) == {"why"}
        pass_on(session, street, row, "这家单位在画溪", seen=row.version)
        assert (row.status, row.union_id) == (Status.REFERRED, world.zhicheng.id)
    assert desks(database, world) == {"zhicheng": 0, "huaxi": 0, "county": 1}
    send(database, world, "county", application_id, world.textile)
    with database.reading() as session:
        handler = staff_of(session, world, "handler_textile")
        assert [row.id for row in applications_waiting(session, handler)] == [application_id]


def test_the_county_passes_nothing_on(database: Database, world: World) -> None:
    application_id = misled(database, world)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        row = application_locked(session, application_id)
        pass_on(session, staff_of(session, world, "county"), row, "不知道归谁", seen=row.version)
    assert refusal.value.code == "MOVE_NOT_ALLOWED"


def test_who_turned_to_the_street_because_his_unit_has_no_union_is_dispatched_from_there(
    database: Database, world: World, neighbour: Union
) -> None:
    with database.writing() as session:
        street = union_of(session, world.zhicheng)
        row = submitted(session, street, "o-1", "新样甲", 501, unit_has_union=False)
        submitted(session, street, "o-2", "新样乙", 502)
    assert desks(database, world) == {"zhicheng": 1, "huaxi": 0, "county": 0}
    with pytest.raises(Refusal) as refusal:
        send(database, world, "zhicheng", row.id, world.zhicheng)
    assert set(refusal.value.fields) == {"union_id"}
    send(database, world, "zhicheng", row.id, neighbour)
    assert desks(database, world) == {"zhicheng": 0, "huaxi": 0, "county": 0}


def test_what_waits_for_its_own_union_is_nobodys_to_dispatch(
    database: Database, world: World, neighbour: Union
) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
    with pytest.raises(Refusal) as refusal:
        send(database, world, "zhicheng", row.id, neighbour)
    assert refusal.value.code == "COLLEAGUE_WAS_FASTER"


@pytest.mark.parametrize("state", [UnionState.CLOSED, UnionState.LOCKED])
def test_no_application_is_sent_where_nobody_takes_it(
    database: Database, world: World, neighbour: Union, state: UnionState
) -> None:
    application_id = misled(database, world)
    with database.writing() as session:
        union_of(session, neighbour).state = state
    for union in (neighbour, world.county):
        with pytest.raises(Refusal) as refusal:
            send(database, world, "county", application_id, union)
        assert set(refusal.value.fields) == {"union_id"}


def test_unions_are_offered_by_code_by_name_and_never_out_of_reach(
    database: Database, world: World, neighbour: Union
) -> None:
    with database.writing() as session:
        row = referred(session, world, union_of(session, world.battery))
        row.unit_name = "雉城样例物流有限公司"
        session.add(Unit(name="别的名称", uscc="91330522MA0000000X", union_id=world.textile.id))
        row.unit_uscc = "91330522MA0000000X"
    with database.reading() as session:
        row = fresh(session, row.id)
        street, county = staff_of(session, world, "zhicheng"), staff_of(session, world, "county")
        assert [one.name for one in unions_suggested(session, street, row)] == [neighbour.name]
        assert {one.id for one in unions_suggested(session, county, row)} == {neighbour.id, world.textile.id}
        assert world.textile.id not in {one.id for one in unions_to_choose(session, street)}
        assert world.county.id not in {one.id for one in unions_to_choose(session, county)}
        assert [one.id for one in unions_to_choose(session, county, "纺织")] == [world.textile.id]


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


def test_the_desk_costs_the_same_queries_for_one_and_for_ten(database: Database, world: World) -> None:
    def cost() -> int:
        with database.reading() as session, counted(database) as statements:
            actor = staff_of(session, world, "zhicheng")
            for row in applications_to_dispatch(session, actor):
                assert row.union.name
            assert dispatch_count(session, actor)
        return len(statements)

    with database.writing() as session:
        referred(session, world, union_of(session, world.battery), "o-501", "新样甲", 501)
    one = cost()
    with database.writing() as session:
        for serial in range(502, 511):
            referred(session, world, union_of(session, world.battery), f"o-{serial}", "新样甲", serial)
    assert cost() == one


def test_a_role_without_the_act_has_no_desk(database: Database, world: World) -> None:
    misled(database, world)
    with database.reading() as session:
        for login in ("chair_battery", "handler_battery", "auditor", "admin"):
            assert dispatch_count(session, staff_of(session, world, login)) == 0, login
