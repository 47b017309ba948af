"""开除会籍 (工会章程第七条): 须经工会小组讨论，提出意见，由工会基层委员会决定，报上一级工会备案. Three steps, no button."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.access.models import Act
from service.register.memberships.cases import Expulsion, ExpulsionStatus
from service.register.memberships.departure import decease
from service.register.memberships.expulsions import (
    decide_expulsion,
    dismiss,
    file_expulsion,
    propose,
    withdraw_proposal,
)
from service.register.memberships.models import EndReason
from service.register.memberships.queries import expulsion_in_reach
from service.register.memberships.waiting import EXPULSIONS
from tests.given import World
from tests.races import race, tally
from tests.register.memberships.given import chain, held, told
from tests.requests.applications.given import staff_of
from tests.waiting import waiting_for

OPINION = "样例法院（2026）样刑初1号判决，小组一致建议开除"
GROUP_DAY, DECISION_DAY = date(2026, 3, 2), date(2026, 3, 9)


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in spring."""
    at("2026-03-20 09:00")


@pytest.fixture
def case_id(database: Database, world: World) -> UUID:
    """The group has given its opinion on 陈样一."""
    with database.writing() as session:
        return proposed(session, world).id


def proposed(session: Session, world: World) -> Expulsion:
    """The first step."""
    chair = staff_of(session, world, "chair_battery")
    return propose(session, chair, held(session, world), group_on=GROUP_DAY, opinion=OPINION)


def decided(session: Session, world: World, case_id: UUID, on: date = DECISION_DAY) -> None:
    """The second step."""
    chair, case = staff_of(session, world, "chair_battery"), session.get_one(Expulsion, case_id)
    decide_expulsion(session, chair, case, decided_on=on, minute_no="2026-9")


def test_after_the_groups_opinion_he_is_still_a_member(
    database: Database, world: World, case_id: UUID
) -> None:
    with database.reading() as session:
        assert held(session, world).ended_on is None
        case = session.get_one(Expulsion, case_id)
        assert (case.status, opened(case, "opinion")) == (ExpulsionStatus.PROPOSED, OPINION)


def test_the_committees_decision_expels_and_the_union_above_files_it(
    database: Database, world: World, case_id: UUID
) -> None:
    with database.writing() as session:
        decided(session, world, case_id)
    with database.writing() as session:
        (last,) = chain(session, world.members["陈样一"].id)
        assert (last.ended_on, last.end_reason) == (DECISION_DAY, EndReason.EXPELLED)
        street = staff_of(session, world, "zhicheng")
        assert waiting_for(session, street, EXPULSIONS) == [case_id]
        waiting = expulsion_in_reach(session, street, Act.MEMBERSHIP_FILE, case_id)
        file_expulsion(session, street, waiting, file_no="雉工备〔2026〕1号")
    with database.reading() as session:
        case = session.get_one(Expulsion, case_id)
        assert (case.status, case.filed_on) == (ExpulsionStatus.FILED, date(2026, 3, 20))
        assert told(session, "expulsion") == ["propose", "decide", "file"]
        assert told(session, "membership") == ["expel"]


def test_nothing_is_filed_before_it_is_decided(database: Database, world: World, case_id: UUID) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        case = session.get_one(Expulsion, case_id)
        file_expulsion(session, staff_of(session, world, "zhicheng"), case, file_no="1")
    assert refusal.value.code == "MOVE_NOT_ALLOWED"


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 21)])
def test_the_committee_decides_after_the_group_and_not_tomorrow(
    database: Database, world: World, case_id: UUID, day: date
) -> None:
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        decided(session, world, case_id, day)
    assert list(refusal.value.fields) == ["decided_on"]


def test_who_is_not_expelled_stays_what_he_was(database: Database, world: World, case_id: UUID) -> None:
    with database.writing() as session:
        chair, case = staff_of(session, world, "chair_battery"), session.get_one(Expulsion, case_id)
        dismiss(session, chair, case, decided_on=DECISION_DAY, minute_no="2026-9")
        assert held(session, world).ended_on is None
        withdraw_proposal(session, chair, proposed(session, world))
        assert told(session, "membership") == []


def test_a_case_whose_member_is_gone_is_not_decided(database: Database, world: World, case_id: UUID) -> None:
    with database.writing() as session:
        decease(
            session, staff_of(session, world, "chair_battery"), held(session, world), died_on=DECISION_DAY
        )
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        decided(session, world, case_id)
    assert refusal.value.code == "EXPULSION_MOVED"


@pytest.mark.both("locks")
def test_of_64_who_propose_at_once_one_opens_the_case(database: Database, world: World) -> None:
    def attempt(_number: int) -> None:
        with database.writing() as session:
            proposed(session, world)

    assert tally(race(attempt)) == {"done": 1, "EXPULSION_OPEN": 63}
