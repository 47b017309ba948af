"""保留会籍与恢复: one chain without a gap; retained members are not counted and keep their card's record."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.memberships.changes import MembershipChange, ResumeReason
from service.register.memberships.models import EndReason, RetainReason
from service.register.memberships.queries import members_counted, open_membership
from service.register.memberships.retention import resume, retain
from service.register.unions.models import Union, UnionState
from service.requests.cards.models import Card, CardStatus
from service.requests.cards.queries import card_status
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.models import Change
from service.rolls.rosters.moved import changes_of
from service.rolls.rosters.pending import confirmation
from tests.given import World
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of, union_of
from tests.requests.cards.given import bound, issued, scan

pytestmark = pytest.mark.both("dates")

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def retired(session: Session, world: World, name: str = "陈样一", on: date = DAY) -> MembershipChange:
    """The chair keeps a member's membership because he retired."""
    chair = staff_of(session, world, "chair_battery")
    return retain(session, chair, held(session, world, name), RetainReason.RETIRED, on, words="退休证已看")


def test_who_retires_keeps_his_membership_in_the_union_without_a_gap(
    database: Database, world: World
) -> None:
    """《会籍管理办法》第十七条: 会员退休（含提前退休）后，在原单位工会办理保留会籍手续."""
    with database.writing() as session:
        change = retired(session, world)
        assert (change.kind, change.effective_on, opened(change, "words")) == (
            EndReason.RETAINED,
            DAY,
            "退休证已看",
        )
    with database.reading() as session:
        first, second = chain(session, world.members["陈样一"].id)
        assert (first.ended_on, first.end_reason, second.started_on) == (DAY, EndReason.RETAINED, DAY)
        assert (second.ended_on, second.union_id) == (None, world.battery.id)
        assert second.standing == "保留会籍（退休（含提前退休））"
        assert (second.basis, second.unit_name) == (first.basis, first.unit_name)
        assert told(session, "membership") == ["retain"]


def test_retained_members_are_not_counted(database: Database, world: World) -> None:
    """《会籍管理办法》第十六条: 保留会籍的会员不计入会员人数."""
    with database.writing() as session:
        retired(session, world)
        assert members_counted(session, [world.battery.id]) == {world.battery.id: 2}


def test_the_roster_leaves_them_out_and_says_why(database: Database, world: World) -> None:
    """附件3 lists members; 长总工〔2018〕12号: 退休、离职等减少的，变更并记录."""
    with database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        confirm(session, chair, union, confirmation(session, union).digest)
    with database.writing() as session:
        retired(session, world)
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        seen = confirmation(session, union)
        assert [(row.change, row.name, row.reason) for row in seen.rows] == [
            (Change.LEFT, "陈样一", "保留会籍（退休（含提前退休））")
        ]
        assert changes_of(session, [union.id]) == {union.id: 1}
        confirm(session, chair, union, seen.digest)
    with database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        resume(session, chair, held(session, world), ResumeReason.REHIRED, date(2026, 3, 9))
        assert [(row.change, row.reason) for row in confirmation(session, union).rows] == [
            (Change.JOINED, "恢复会籍")
        ]


def test_who_was_retained_and_came_back_in_between_has_not_changed(database: Database, world: World) -> None:
    with database.writing() as session:
        chair, union = staff_of(session, world, "chair_battery"), union_of(session, world.battery)
        confirm(session, chair, union, confirmation(session, union).digest)
        retired(session, world)
        resume(session, chair, held(session, world), ResumeReason.REHIRED, DAY)
        assert confirmation(session, union).unchanged
        assert changes_of(session, [union.id]) == {union.id: 0}


def test_the_card_keeps_its_record_and_opens_nothing(deployed: Deployment, world: World) -> None:
    """工会章程第八条: 会员离休、退休和失业，可保留会籍; the card's benefits are those of working members."""
    card_id = bound(deployed)
    with deployed.database.writing() as session:
        retired(session, world)
    with deployed.database.reading() as session:
        card = session.get_one(Card, card_id)
        assert card.revoked_at is None
        status = card_status(card, open_membership(session, card.person_id))
        assert (status, status.label) == (CardStatus.RETAINED, "保留会籍，卡不能使用")
    seen = scan(deployed.database, issued(deployed.database, card_id))
    assert not isinstance(seen, str)
    assert (seen.verdict.value, seen.masked_name) == ("retained", "")
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        resume(session, chair, held(session, world), ResumeReason.REHIRED, DAY)
        assert card_status(card, open_membership(session, card.person_id)) is CardStatus.ACTIVE


def test_the_unit_is_no_more_and_the_upper_union_keeps_the_membership(
    database: Database, world: World
) -> None:
    """《会籍管理办法》第十九条: 原用人单位关闭或破产的，会籍可以保留在原单位的上级工会."""
    with database.writing() as session:
        chair, upper = staff_of(session, world, "chair_battery"), union_of(session, world.zhicheng)
        retain(session, chair, held(session, world), RetainReason.UNIT_CLOSED, DAY, upper=upper)
    with database.reading() as session:
        now = chain(session, world.members["陈样一"].id)[-1]
        assert (now.union_id, now.retained_for) == (world.zhicheng.id, RetainReason.UNIT_CLOSED)


@pytest.mark.parametrize(
    ("reason", "where", "field"),
    [
        (RetainReason.RETIRED, "zhicheng", "reason"),
        (RetainReason.UNIT_CLOSED, "huaxi", "union_id"),
        (RetainReason.UNIT_CLOSED, "textile", "union_id"),
    ],
)
def test_it_is_kept_elsewhere_only_above_and_only_when_the_unit_is_no_more(
    database: Database, world: World, reason: RetainReason, where: str, field: str
) -> None:
    """《会籍管理办法》第十七、十九条: 在原单位工会办理; 单位关闭的，上级工会."""
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        chair, upper = staff_of(session, world, "chair_battery"), union_of(session, getattr(world, where))
        retain(session, chair, held(session, world), reason, DAY, upper=upper)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("day", [date(2026, 3, 21), date(2022, 5, 3)])
def test_the_legal_day_lies_in_the_stretch_and_not_in_the_future(
    database: Database, world: World, day: date
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        retired(session, world, on=day)
    assert list(refusal.value.fields) == ["from_on"]


def test_nobody_is_retained_twice_or_resumed_who_was_not(database: Database, world: World) -> None:
    with database.writing() as session:
        retired(session, world)
        with pytest.raises(Refusal) as twice:
            retired(session, world)
        chair = staff_of(session, world, "chair_battery")
        with pytest.raises(Refusal) as never:
            resume(session, chair, held(session, world, "林样二"), ResumeReason.REHIRED, clock.today())
    assert (twice.value.code, never.value.code) == ("MEMBERSHIP_RETAINED", "MEMBERSHIP_NOT_RETAINED")


def test_a_closed_union_resumes_nobody(database: Database, world: World) -> None:
    with database.writing() as session:
        retired(session, world)
        session.get_one(Union, world.battery.id).state = UnionState.CLOSED
        with pytest.raises(Refusal) as refusal:
            chair = staff_of(session, world, "chair_battery")
            resume(session, chair, held(session, world), ResumeReason.REHIRED, DAY)
    assert refusal.value.code == "UNION_CLOSED"
