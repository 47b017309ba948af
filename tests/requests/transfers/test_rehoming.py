"""待安置与批转: nobody is left stranded in a closed union (工会法第十三条: 被撤销的工会，其会员的会籍可以继续保留)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.access.models import SYSTEM
from service.register.memberships.changes import MembershipChange
from service.register.memberships.models import EndReason, Membership, RetainReason
from service.register.memberships.queries import members_counted
from service.register.unions.actions import found
from service.register.unions.closing import close, living_above
from service.register.unions.models import CloseReason, Union, UnionKind, UnionState
from service.requests.transfers.models import TransferStatus
from service.requests.transfers.rehoming import rehome, stranded, stranded_by_union
from tests.given import World
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of, union_of
from tests.requests.transfers.given import asked

DAY = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def closed(session: Session, world: World) -> Union:
    """The battery works are no more."""
    union = union_of(session, world.battery)
    close(
        session, staff_of(session, world, "zhicheng"), union, CloseReason.UNIT_ENDED, DAY, "雉工〔2026〕3号"
    )
    return union


def test_every_open_membership_of_a_closed_union_stands_on_the_list_above(
    database: Database, world: World
) -> None:
    """工会法第十三条: 工会组织相应撤销，并报告上一级工会."""
    with database.writing() as session:
        union = closed(session, world)
        assert (union.state, union.closed_on) == (UnionState.CLOSED, DAY)
        assert living_above(session, union).id == world.zhicheng.id  # type: ignore[union-attr]
    with database.reading() as session:
        assert told(session, "union")[-1] == "close"
        street, county = (staff_of(session, world, login) for login in ("zhicheng", "county"))
        left = select(Membership.id).join(Union, Union.id == Membership.union_id)
        left = left.where(Union.state == UnionState.CLOSED, Membership.ended_on.is_(None))
        without_a_home = set(session.scalars(left))
        assert len(without_a_home) == 3
        for overseer in (street, county):
            listed = stranded(session, overseer, union_of(session, world.battery))
            assert {one.id for one in listed} == without_a_home
            assert [count for _, count in stranded_by_union(session, overseer)] == [3]
        assert stranded_by_union(session, staff_of(session, world, "huaxi")) == []


def test_they_go_to_a_living_union_or_are_kept_above_until_nobody_is_left(
    database: Database, world: World
) -> None:
    """《会籍管理办法》第十九条: 原用人单位关闭或破产的，会籍可以保留在原单位的上级工会."""
    with database.writing() as session:
        union, street = closed(session, world), staff_of(session, world, "zhicheng")
        new = found(
            session, SYSTEM, union_of(session, world.zhicheng), "样例新厂工会委员会", UnionKind.GRASSROOTS
        )
        first, second, third = (held(session, world, name).id for name in ("陈样一", "林样二", "周样三"))
        assert rehome(session, street, union, [first, second], new, keep=False, minute_no="1") == 2
        upper = union_of(session, world.zhicheng)
        assert rehome(session, street, union, [third], upper, keep=True, minute_no="1") == 1
        assert stranded_by_union(session, street) == []
    with database.reading() as session:
        moved = chain(session, world.members["陈样一"].id)
        assert (moved[0].ended_on, moved[0].end_reason) == (moved[1].started_on, EndReason.TRANSFERRED)
        kept = chain(session, world.members["周样三"].id)[-1]
        assert (kept.union_id, kept.retained_for) == (world.zhicheng.id, RetainReason.UNIT_CLOSED)
        assert sorted(told(session, "membership")) == ["retain", "transfer", "transfer"]
        assert len(session.scalars(select(MembershipChange)).all()) == 3
        assert members_counted(session, [world.zhicheng.id]) == {}


@pytest.mark.parametrize(
    ("keep", "where", "code"), [(True, "huaxi", "INPUT_INVALID"), (False, "battery", "BATCH_CHANGED")]
)
def test_nobody_is_kept_elsewhere_or_moved_into_a_closed_union(
    database: Database, world: World, keep: bool, where: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        union, county = closed(session, world), staff_of(session, world, "county")
        target = union_of(session, getattr(world, where))
        rehome(session, county, union, [held(session, world).id], target, keep=keep, minute_no="")
    assert refusal.value.code == code


def test_a_member_of_another_union_is_not_moved_along(database: Database, world: World) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        union, county = closed(session, world), staff_of(session, world, "county")
        other = held(session, world, "沈样四").id
        rehome(session, county, union, [other], union_of(session, world.zhicheng), keep=False, minute_no="")
    assert refusal.value.code == "BATCH_CHANGED"


def test_a_closed_union_has_nobody_to_release_so_the_one_above_may_at_once(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        closed(session, world)
        assert asked(session, world).status is TransferStatus.OVERDUE


@pytest.mark.parametrize(
    ("which", "code"),
    [("zhicheng", "UNION_HAS_BRANCHES"), ("county", "NOT_ALLOWED"), ("battery", "UNION_CLOSED")],
)
def test_a_union_is_closed_once_and_after_those_below_it(
    database: Database, world: World, which: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        closed(session, world)
        if which == "zhicheng":
            found(
                session, SYSTEM, union_of(session, world.zhicheng), "样例新厂工会委员会", UnionKind.GRASSROOTS
            )
        county, union = staff_of(session, world, "county"), union_of(session, getattr(world, which))
        close(session, county, union, CloseReason.MERGED, DAY, "1")
    assert refusal.value.code == code
