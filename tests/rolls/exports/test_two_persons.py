"""第二人: the rosters of many unions leave only when a different person agrees to exactly what was asked."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from service.doors.worker import TIDYING
from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import LIMITS, take
from service.ground.sealing import OwnedKey
from service.register.access.models import Role
from service.register.accounts.scan_models import StaffBinding
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.unions.models import Union
from service.rolls.exports.actions import make_next, request, withdraw
from service.rolls.exports.approvals import approve, lapse_forgotten, refuse
from service.rolls.exports.models import Export, ExportKind, ExportStatus
from service.rolls.exports.queries import exports_to_decide
from tests.given import World, appoint_sample, worker
from tests.races import race, tally
from tests.rolls.exports.office import (
    PURPOSE,
    SECOND,
    actor_of,
    approved,
    asked,
    fetched,
    linked,
    second_person,
)
from tests.rolls.exports.test_files import refusal
from tests.working import turn


@pytest.fixture
def bulk(deployed: Deployment, world: World) -> Export:
    """The rosters of the whole county, asked for by one of its staff; another one is there to agree."""
    second_person(deployed, world)
    return state(deployed, asked(deployed, world, "county", world.county))


def state(deployed: Deployment, export_id: object) -> Export:
    """The export as it stands."""
    with deployed.database.reading() as session:
        return session.get_one(Export, export_id)


def decide(deployed: Deployment, world: World, act: Callable[..., object], bulk: Export, *words: str) -> None:
    """The second person approves or refuses."""
    with deployed.database.writing() as session:
        act(session, actor_of(session, world, SECOND), bulk.id, *words)


def alter(deployed: Deployment, bulk: Export, change: str) -> None:
    """Change a request behind the application's back."""
    with deployed.database.writing() as session:
        session.execute(text(f"UPDATE exports SET {change} WHERE purpose = :was"), {"was": bulk.purpose})


@pytest.mark.parametrize(
    ("kind", "place", "login", "expected"),
    [
        (ExportKind.ROSTER, "county", "county", ExportStatus.REQUESTED),
        (ExportKind.ROSTER, "zhicheng", "county", ExportStatus.REQUESTED),
        (ExportKind.ROSTER, "zhicheng", "zhicheng", ExportStatus.REQUESTED),
        (ExportKind.ROSTER, "battery", "county", ExportStatus.WAITING),
        (ExportKind.ROSTER, "battery", "chair_battery", ExportStatus.WAITING),
        (ExportKind.UNIONS, "county", "county", ExportStatus.WAITING),
    ],
)
def test_only_rosters_of_more_than_one_union_wait_for_a_second_person(
    deployed: Deployment, world: World, kind: ExportKind, place: str, login: str, expected: ExportStatus
) -> None:
    export_id = asked(deployed, world, login, getattr(world, place), kind)
    assert state(deployed, export_id).status is expected
    assert make_next(deployed) is (expected is ExportStatus.WAITING)


def test_what_a_second_person_approves_is_made_for_who_asked_alone(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    assert refusal(linked, deployed, world, bulk.id, "county") == "MOVE_NOT_ALLOWED"
    decide(deployed, world, approve, bulk)
    assert make_next(deployed)
    assert refusal(linked, deployed, world, bulk.id, SECOND) == "NOT_FOUND"
    assert fetched(deployed, world, bulk.id, "county")[1].startswith(b"PK")
    one = state(deployed, bulk.id)
    assert (one.decided_by, one.decided_at is not None) == (world.staff_id(SECOND), True)


def test_only_the_county_approves(deployed: Deployment, world: World, bulk: Export) -> None:
    for login in ("zhicheng", "chair_battery", "handler_battery", "auditor", "admin"):
        assert refusal(approved, deployed, world, bulk.id, login) == "NOT_FOUND"
    single = asked(deployed, world)
    assert refusal(approved, deployed, world, single, SECOND) == "NOT_FOUND"


def test_nobody_approves_his_own_request(deployed: Deployment, world: World, bulk: Export) -> None:
    assert refusal(approved, deployed, world, bulk.id, "county") == "EXPORT_SECOND_PERSON"
    assert state(deployed, bulk.id).status is ExportStatus.REQUESTED


def test_two_accounts_of_one_name_are_one_person(deployed: Deployment, world: World, bulk: Export) -> None:
    with deployed.database.writing() as session:
        county = session.get_one(Union, world.county.id)
        appoint_sample(session, world, "county_again", "戊 科长", "另一个账号", Role.COUNTY, county)
    assert refusal(approved, deployed, world, bulk.id, "county_again") == "EXPORT_SECOND_PERSON"
    assert not make_next(deployed)


def test_two_accounts_that_were_bound_to_one_wechat_are_one_person(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    with deployed.database.writing() as session:
        account = worker(session).id
        for login, ended_at in (("county", clock.now()), (SECOND, None)):
            staff_id = world.staff_id(login)
            session.add(StaffBinding(staff_id=staff_id, account_id=account, ended_at=ended_at))
    assert refusal(approved, deployed, world, bulk.id) == "EXPORT_SECOND_PERSON"


def test_a_refusal_has_a_reason_that_who_asked_can_read(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    for words in ("不行", "请先找 13900000001 问清楚", "长" * 61):
        assert refusal(decide, deployed, world, refuse, bulk, words) == "INPUT_INVALID"
    decide(deployed, world, refuse, bulk, "用途没有写清楚，请写明报送给谁")
    one = state(deployed, bulk.id)
    assert (one.status, one.refusal) == (ExportStatus.REFUSED, "用途没有写清楚，请写明报送给谁")
    assert refusal(decide, deployed, world, approve, bulk) == "MOVE_NOT_ALLOWED"
    with deployed.database.reading() as session:
        assert session.get(OwnedKey, bulk.id) is None


def test_who_asked_may_take_it_back_until_it_is_decided(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    with deployed.database.writing() as session:
        withdraw(session, actor_of(session, world, "county"), bulk.id)
    assert state(deployed, bulk.id).status is ExportStatus.WITHDRAWN
    assert refusal(decide, deployed, world, approve, bulk) == "MOVE_NOT_ALLOWED"
    single = asked(deployed, world)
    with deployed.database.writing() as session:
        assert (
            refusal(withdraw, session, actor_of(session, world, "chair_battery"), single)
            == "MOVE_NOT_ALLOWED"
        )


def test_a_request_that_nobody_decided_is_gone_after_a_day(
    deployed: Deployment, world: World, bulk: Export, later: Callable[..., None]
) -> None:
    later(hours=23, minutes=59)
    assert not lapse_forgotten(deployed)
    later(minutes=2)
    assert refusal(decide, deployed, world, approve, bulk) == "EXPORT_REQUEST_GONE"
    assert lapse_forgotten(deployed)
    assert not lapse_forgotten(deployed)
    assert state(deployed, bulk.id).status is ExportStatus.LAPSED
    assert not make_next(deployed)


@pytest.mark.parametrize("change", ["purpose = '另一个用途'", "kind = 'roster', union_id = parent"])
def test_a_request_that_was_changed_is_void_before_it_is_approved(
    deployed: Deployment, world: World, bulk: Export, change: str
) -> None:
    alter(deployed, bulk, with_union(deployed, world, change))
    with pytest.raises(Refusal) as refused, deployed.database.session() as session:
        approve(session, actor_of(session, world, SECOND), bulk.id)
    assert (refused.value.code, refused.value.keep) == ("EXPORT_CHANGED", True)


def with_union(deployed: Deployment, world: World, change: str) -> str:
    """The change with the street's id as the database writes it."""
    plain = world.zhicheng.id
    written = plain.hex if deployed.settings.database_url.startswith("sqlite") else str(plain)
    return change.replace("parent", f"'{written}'")


@pytest.mark.parametrize("change", ["purpose = '另一个用途'", "decided_by = requested_by", "digest = NULL"])
def test_a_request_that_was_changed_after_it_was_approved_is_void_and_nothing_is_made(
    deployed: Deployment, world: World, bulk: Export, change: str
) -> None:
    decide(deployed, world, approve, bulk)
    alter(deployed, bulk, change)
    assert make_next(deployed)
    one = state(deployed, bulk.id)
    assert (one.status, one.file_sealed) == (ExportStatus.VOID, None)
    assert refusal(linked, deployed, world, bulk.id, "county") == "MOVE_NOT_ALLOWED"


def test_a_bulk_export_put_past_its_approval_is_void(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    alter(deployed, bulk, "status = 'waiting'")
    turn(deployed, TIDYING)  # what waits without a job gets one
    assert make_next(deployed)
    assert state(deployed, bulk.id).status is ExportStatus.VOID


@pytest.mark.both("locks")
def test_of_many_who_approve_at_once_one_does(deployed: Deployment, world: World, bulk: Export) -> None:
    results = race(lambda _: decide(deployed, world, approve, bulk), 8)
    assert tally(results) == {"done": 1, "MOVE_NOT_ALLOWED": 7}
    with deployed.database.reading() as session:
        noted = select(AuditEntry.act).where(AuditEntry.object_id == bulk.id).order_by(AuditEntry.seq)
        assert session.scalars(noted).all() == ["export:request", "export:approve"]


def test_what_waits_is_listed_for_the_others_who_may_approve(
    deployed: Deployment, world: World, bulk: Export
) -> None:
    with deployed.database.reading() as session:
        listed = {
            login: [one.id for one in exports_to_decide(session, actor_of(session, world, login), 9)]
            for login in ("county", SECOND, "zhicheng", "auditor")
        }
    assert listed == {"county": [], SECOND: [bulk.id], "zhicheng": [], "auditor": []}


def test_one_person_takes_out_so_many_rows_a_day_and_no_more(deployed: Deployment, world: World) -> None:
    chair = world.staff_id("chair_battery").hex
    with deployed.database.writing() as session:
        assert take(session, "export.rows", chair, LIMITS["export.rows"].size - 4)
    asked(deployed, world)
    with deployed.database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        args = (session, actor_of(session, world, "chair_battery"), ExportKind.ROSTER, union, PURPOSE)
        assert refusal(request, *args) == "EXPORT_QUOTA"
