"""Sixty-four at once: one effect on both databases, and more than one when the constraint that promises it is gone."""

import pytest
from sqlalchemy import func, select, text

from service.ground import clock
from service.ground.db import Database
from service.register.access.models import Act, Actor
from service.register.accounts.idempotency import earlier_result, remember
from service.register.memberships.models import Basis, Membership
from service.requests.applications.actions import begin, submit
from service.requests.applications.decisions import decide
from service.requests.applications.models import OPEN, Application, Decision, Outcome, Status, Step
from service.requests.applications.queries import applications_locked, own_application
from tests.given import World, id_number
from tests.races import AT_ONCE, race, tally
from tests.requests.applications.given import (
    checked,
    drafted,
    identified,
    meeting,
    staff_of,
    submitted,
    union_of,
)

pytestmark = pytest.mark.both("locks", "only one")


def test_sixty_four_submits_with_one_key_have_one_effect_and_one_answer(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = drafted(session, union_of(session, world.battery))
    actor = Actor("account", application.account_id)

    def work(_number: int) -> object:
        with database.writing() as session:
            wish = ["submit", str(application.id)]
            earlier = earlier_result(session, application.account_id, "key-1", wish)
            row = own_application(session, actor, earlier or application.id, lock=True)
            if earlier is None:
                submit(session, actor, row)
                remember(session, application.account_id, "key-1", wish, row.id)
            return row.status

    assert race(work) == [Status.SUBMITTED] * AT_ONCE
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Step.action == "submit")) == 1


def test_sixty_four_approvals_admit_once_and_tell_the_others_who_was_first(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery))

    def work(number: int) -> object:
        with database.writing() as session:
            chair = staff_of(session, world, "chair_battery")
            union = union_of(session, world.battery)
            rows = applications_locked(session, chair, Act.APPLICATION_DECIDE, union.id, [application.id])
            return decide(session, chair, union, rows, Outcome.APPROVE, meeting(minute_no=f"2026-{number}"))

    assert tally(race(work)) == {"done": 1, "ALREADY_DECIDED": AT_ONCE - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Membership.basis == Basis.DECISION)) == 1
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def _begin_many(database: Database, world: World) -> int:
    """One account begins an application in sixty-four requests at once; how many it then has under way."""
    with database.writing() as session:
        account = identified(session, "o-race", "新样一", id_number(501))

    def work(_number: int) -> object:
        with database.writing() as session:
            from service.register.accounts.models import Account

            mine = session.get_one(Account, account.id)
            return begin(session, Actor("account", account.id), mine, union_of(session, world.battery))

    race(work)
    with database.reading() as session:
        count = select(func.count()).where(Application.account_id == account.id, Application.status.in_(OPEN))
        return session.scalar(count) or 0


def test_one_account_has_one_application_under_way(database: Database, world: World) -> None:
    assert _begin_many(database, world) == 1


def test_without_the_unique_index_there_would_be_more_than_one(
    own_database: Database, own_world: World
) -> None:
    with own_database.writing() as session:
        session.execute(text("DROP INDEX uq_applications_under_way"))
    assert _begin_many(own_database, own_world) > 1


def test_two_applications_under_one_number_never_both_hold_the_seat(database: Database, world: World) -> None:
    with database.writing() as session:
        union = union_of(session, world.battery)
        drafts = [drafted(session, union, f"o-seat-{number}", "新样一", 501) for number in range(8)]
    accounts = [draft.account_id for draft in drafts]

    def work(number: int) -> object:
        with database.writing() as session:
            actor = Actor("account", accounts[number])
            row = own_application(session, actor, drafts[number].id, lock=True)
            submit(session, actor, row)
            return row.status

    results = race(work, 8)
    assert sorted(results) == [Status.CONTESTED] * 7 + [Status.SUBMITTED]


def test_a_second_open_membership_is_refused_by_the_database_itself(database: Database, world: World) -> None:
    from sqlalchemy.exc import IntegrityError

    person = world.members["陈样一"]
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(
            Membership(
                person_id=person.id,
                union_id=world.textile.id,
                sequence=2,
                started_on=clock.today(),
                basis=Basis.ROSTER,
            )
        )


def test_submitted_applications_are_dated_and_due(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        assert row.due_on is not None
        assert row.due_on > clock.today()
