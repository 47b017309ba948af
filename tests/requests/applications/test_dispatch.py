"""派发: who went to the wrong union loses nothing, waits at one desk at a time, and always knows where he is."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import Act, Term
from service.register.notices.models import Notice
from service.register.notices.queries import sentence
from service.register.unions.models import Union, UnionState
from service.register.units.models import Unit
from service.requests.applications.decisions import check
from service.requests.applications.dispatch import pass_on, refer
from service.requests.applications.models import Status
from service.requests.applications.queries import (
    application_in_reach,
    application_locked,
    applications_waiting,
)
from service.requests.applications.referred import (
    applications_to_dispatch,
    dispatch_count,
    unions_suggested,
    unions_to_choose,
)
from service.requests.applications.shapes import application_seen
from tests.given import World
from tests.queries import counted
from tests.requests.applications.given import (
    desks,
    fresh,
    misled,
    referred,
    send,
    staff_of,
    submitted,
    union_of,
)


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
        told = application_seen(fresh(session, application_id))
        assert (told["status"], told["with_whom"]) == (Status.REFERRED, "雉城街道总工会（样例）")
        assert told["status_words"] == "不属于原来的工会，正由上级工会派发，您不用重新申请"
        assert told["steps"][-1]["remark"] == "这家单位不在我们这里"  # type: ignore[index]
    send(database, world, "zhicheng", application_id, neighbour)
    with database.reading() as session:
        told = application_seen(fresh(session, application_id))
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
