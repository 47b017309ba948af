"""退会、视为自动退会、去世、登记错误: each ends the membership only with what its article asks for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.register.memberships.changes import MembershipChange, VoidReason
from service.register.memberships.departure import decease, lapse, leave, void
from service.register.memberships.models import EndReason, RetainReason
from service.register.memberships.queries import open_membership
from service.register.memberships.retention import retain
from service.register.people.models import Person
from tests.given import World
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of

LEAVING = {
    "asked_on": date(2026, 3, 2),
    "persuaded_on": date(2026, 3, 5),
    "declared_on": date(2026, 3, 10),
    "minute_no": "2026-7",
}
LAPSING = {
    "idle_since": date(2025, 9, 1),
    "persuaded_on": date(2026, 2, 1),
    "declared_on": date(2026, 3, 10),
    "minute_no": "2026-8",
}


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


def attempted(database: Database, world: World, verb: Callable[..., Any], **facts: Any) -> Refusal | None:
    """What comes of the chair's attempt on 陈样一."""
    try:
        with database.writing() as session:
            verb(session, staff_of(session, world, "chair_battery"), held(session, world), **facts)
    except Refusal as refusal:
        return refusal
    return None


def test_who_asks_to_leave_is_persuaded_first_and_the_committee_declares_it(
    database: Database, world: World
) -> None:
    """工会章程第六条: 会员退会由本人向工会小组提出，由工会基层委员会宣布其退会; 第二十二条: 先做劝导工作."""
    assert attempted(database, world, leave, **LEAVING) is None
    with database.reading() as session:
        (only,) = chain(session, world.members["陈样一"].id)
        assert (only.ended_on, only.end_reason) == (date(2026, 3, 10), EndReason.LEFT)
        assert told(session, "membership") == ["leave"]
        change = session.query(MembershipChange).one()
        assert (change.persuaded_on, change.minute_no, change.next_id) == (date(2026, 3, 5), "2026-7", None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"persuaded_on": date(2026, 3, 1)}, "persuaded_on"),
        ({"declared_on": date(2026, 3, 4)}, "declared_on"),
        ({"declared_on": date(2026, 3, 21)}, "declared_on"),
        ({"minute_no": " "}, "minute_no"),
    ],
)
def test_without_persuasion_or_minutes_nobody_is_declared_to_have_left(
    database: Database, world: World, changed: dict[str, Any], field: str
) -> None:
    refusal = attempted(database, world, leave, **(LEAVING | changed))
    assert refusal is not None
    assert field in refusal.fields


def test_six_months_without_dues_and_activities_and_education_in_vain_is_leaving(
    database: Database, world: World
) -> None:
    """工会章程第六条: 连续六个月不交纳会费、不参加工会组织生活，经教育拒不改正，应当视为自动退会."""
    assert attempted(database, world, lapse, **LAPSING) is None
    with database.reading() as session:
        assert chain(session, world.members["陈样一"].id)[0].end_reason is EndReason.LAPSED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"idle_since": date(2025, 9, 11)}, "idle_since"),
        ({"persuaded_on": date(2025, 8, 31)}, "persuaded_on"),
        ({"persuaded_on": date(2026, 3, 11)}, "persuaded_on"),
        ({"minute_no": ""}, "minute_no"),
    ],
)
def test_a_day_less_than_six_months_or_no_education_is_not_leaving(
    database: Database, world: World, changed: dict[str, Any], field: str
) -> None:
    refusal = attempted(database, world, lapse, **(LAPSING | changed))
    assert refusal is not None
    assert list(refusal.fields) == [field]


def test_six_months_to_the_day_are_six_months(database: Database, world: World) -> None:
    assert attempted(database, world, lapse, **(LAPSING | {"idle_since": date(2025, 9, 10)})) is None
    assert clock.months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)


def test_who_pays_no_dues_by_right_does_not_lapse(database: Database, world: World) -> None:
    """工会章程第八条: 保留会籍期间免交会费."""
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        retain(session, chair, held(session, world), RetainReason.UNEMPLOYED, date(2025, 8, 1))
    refusal = attempted(database, world, lapse, **LAPSING)
    assert refusal is not None
    assert refusal.code == "MEMBERSHIP_DUES_FREE"


def test_a_death_ends_the_membership_also_when_it_became_known_late(database: Database, world: World) -> None:
    """会籍即会员资格 (第一条): it ends with the person."""
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        retain(session, chair, held(session, world), RetainReason.RETIRED, date(2026, 3, 1))
    assert attempted(database, world, decease, died_on=date(2026, 2, 20)) is None
    with database.reading() as session:
        first, second = chain(session, world.members["陈样一"].id)
        assert (second.started_on, second.ended_on) == (first.ended_on, first.ended_on)
        assert second.end_reason is EndReason.DECEASED
    refusal = attempted_again(database, world)
    assert refusal.code == "MEMBERSHIP_ENDED"


def attempted_again(database: Database, world: World) -> Refusal:
    """Somebody tries to end what has ended."""
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        ended = chain(session, world.members["陈样一"].id)[-1]
        decease(session, staff_of(session, world, "chair_battery"), ended, died_on=date(2026, 3, 2))
    return refusal.value


def test_a_duplicate_is_voided_into_the_other_entry_and_both_histories_stay(
    database: Database, world: World
) -> None:
    """长总工〔2018〕12号: 避免重复、遗漏、错误."""
    with database.writing() as session:
        survivor = session.get_one(Person, world.members["林样二"].id)
        county = staff_of(session, world, "county")
        words = {"words": "两本证件是同一个人，已看原件", "survivor": survivor}
        change = void(session, county, held(session, world), VoidReason.DUPLICATE, **words)
        assert (change.survivor_id, change.effective_on) == (survivor.id, date(2026, 3, 20))
    with database.reading() as session:
        assert len(chain(session, world.members["陈样一"].id)) == 1
        assert open_membership(session, world.members["林样二"].id) is not None


@pytest.mark.parametrize(
    ("reason", "survivor", "field"),
    [
        (VoidReason.DUPLICATE, None, "survivor_id"),
        (VoidReason.DUPLICATE, "陈样一", "survivor_id"),
        (VoidReason.NEVER_JOINED, "林样二", "survivor_id"),
    ],
)
def test_a_merge_names_another_entry_that_stays_a_member(
    database: Database, world: World, reason: VoidReason, survivor: str | None, field: str
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        other = session.get_one(Person, world.members[survivor].id) if survivor else None
        county = staff_of(session, world, "county")
        void(session, county, held(session, world), reason, words="已核对原件", survivor=other)
    assert list(refusal.value.fields) == [field]
