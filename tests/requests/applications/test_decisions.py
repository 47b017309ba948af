"""工会章程 第二条: 由本人自愿申请，经工会基层委员会批准. Rules of the union's side."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.ground import clock
from service.ground.db import Database
from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.access.models import Act
from service.register.audit.models import AuditEntry
from service.register.memberships.models import Basis, Membership
from service.register.people.register import find_person
from service.requests.applications.decisions import check, decide, send_back
from service.requests.applications.models import Application, Decision, Outcome, Reason, Status
from service.requests.applications.queries import (
    application_in_reach,
    applications_locked,
    applications_waiting,
)
from tests.given import World, id_number
from tests.requests.applications.given import checked, fresh, meeting, staff_of, submitted, union_of


def approve(database: Database, world: World, *ids: object, minute_no: str = "2026-1") -> None:
    """The chair records the committee's decision of today."""
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        union = union_of(session, world.battery)
        rows = applications_locked(session, chair, Act.APPLICATION_DECIDE, union.id, ids)  # type: ignore[arg-type]
        decide(session, chair, union, rows, Outcome.APPROVE, meeting(minute_no=minute_no))


def test_approving_admits_the_applicant_from_the_day_of_the_decision(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery))
    approve(database, world, application.id)
    with database.reading() as session:
        person = find_person(session, id_number(501))
        assert person is not None
        membership = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        assert membership.started_on == clock.today()
        assert membership.basis is Basis.DECISION
        assert membership.union_id == world.battery.id
        assert opened(person, "name") == "新样一"
        assert fresh(session, application.id).status is Status.APPROVED


def test_one_decision_covers_many_applications(database: Database, world: World) -> None:
    with database.writing() as session:
        union = union_of(session, world.battery)
        ids = [
            checked(session, world, union, f"o-{serial}", f"新样{'甲乙丙'[serial - 501]}", serial).id
            for serial in (501, 502, 503)
        ]
    approve(database, world, *ids)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        assert session.scalar(select(func.count()).where(Membership.basis == Basis.DECISION)) == 3


def test_the_second_chair_is_told_who_was_first(database: Database, world: World) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery))
    approve(database, world, application.id)
    with pytest.raises(Refusal) as refusal:
        approve(database, world, application.id, minute_no="2026-2")
    assert refusal.value.code == "ALREADY_DECIDED"
    assert refusal.value.message.startswith("工会主席甲主席已于")


def test_an_unchecked_application_cannot_be_approved(database: Database, world: World) -> None:
    with database.writing() as session:
        application = submitted(session, union_of(session, world.battery))
    with pytest.raises(Refusal) as refusal:
        approve(database, world, application.id)
    assert refusal.value.code == "MOVE_NOT_ALLOWED"


def test_a_decision_needs_a_day_that_has_come_and_minutes(database: Database, world: World) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery))
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        row = fresh(session, application.id)
        tomorrow = clock.today() + timedelta(days=1)
        decide(session, chair, row.union, [row], Outcome.APPROVE, meeting(tomorrow, " "))
    assert set(refusal.value.fields) == {"decided_on", "minute_no"}


def test_rejecting_needs_a_reason_and_tells_it(database: Database, world: World) -> None:
    with database.writing() as session:
        application = submitted(session, union_of(session, world.battery))
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        row = fresh(session, application.id)
        decide(
            session,
            chair,
            row.union,
            [row],
            Outcome.REJECT,
            meeting(),
            Reason.NOT_EMPLOYED,
            "见纪要",
        )
    with database.reading() as session:
        row = fresh(session, application.id)
        assert row.status is Status.REJECTED
        assert row.steps[-1].reason is Reason.NOT_EMPLOYED
        assert opened(row.steps[-1], "words") == "见纪要"


def test_a_returned_application_keeps_everything_and_can_be_submitted_again(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = submitted(session, union_of(session, world.battery))
    with database.writing() as session:
        handler = staff_of(session, world, "handler_battery")
        send_back(session, handler, fresh(session, application.id), Reason.DATA_WRONG, "单位名称不全")
    with database.writing() as session:
        from service.register.access.models import Actor
        from service.requests.applications.actions import submit

        row = fresh(session, application.id)
        assert opened(row, "phone") != ""
        submit(session, Actor("account", row.account_id), row)
        assert row.status is Status.SUBMITTED


def test_a_chair_of_another_union_does_not_see_the_application(database: Database, world: World) -> None:
    with database.writing() as session:
        application = submitted(session, union_of(session, world.battery))
    with database.reading() as session:
        other = staff_of(session, world, "chair_textile")
        with pytest.raises(Refusal) as refusal:
            application_in_reach(session, other, Act.APPLICATION_READ, application.id)
        assert refusal.value.code == "NOT_FOUND"
        assert applications_waiting(session, other) == []


def test_a_member_cannot_be_admitted_a_second_time_but_the_applicant_never_learns_it(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery), name="陈样一", serial=3)
        assert application.status is Status.CHECKED
    with pytest.raises(Refusal) as refusal:
        approve(database, world, application.id)
    assert refusal.value.code == "ALREADY_A_MEMBER"
    with database.reading() as session:
        assert fresh(session, application.id).status is Status.CHECKED
        assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_the_second_application_under_one_number_waits_until_the_first_is_decided(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        union = union_of(session, world.battery)
        first = submitted(session, union, "o-first")
        second = submitted(session, union, "o-second")
        assert (first.status, second.status) == (Status.SUBMITTED, Status.CONTESTED)
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        check(session, staff_of(session, world, "handler_battery"), fresh(session, second.id))
    assert refusal.value.code == "APPLICATION_CONTESTED"
    with database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        row = fresh(session, first.id)
        decide(session, chair, row.union, [row], Outcome.REJECT, meeting(), Reason.IDENTITY_DOUBT)
    with database.reading() as session:
        assert fresh(session, second.id).status is Status.SUBMITTED


def test_every_move_leaves_one_audit_row(database: Database, world: World) -> None:
    with database.writing() as session:
        application = checked(session, world, union_of(session, world.battery))
    approve(database, world, application.id)
    with database.reading() as session:
        acts = session.scalars(
            select(AuditEntry.act).where(AuditEntry.object_id == application.id).order_by(AuditEntry.seq)
        ).all()
    assert acts == ["application:begin", "application:submit", "application:check", "application:approve"]


def test_the_inbox_costs_the_same_queries_for_one_and_for_ten(database: Database, world: World) -> None:
    from tests.queries import counted

    def cost() -> int:
        with database.reading() as session:
            actor = staff_of(session, world, "chair_battery")
            with counted(database) as statements:
                for row in applications_waiting(session, actor):
                    assert opened(row, "name")
                    assert row.union.name
            return len(statements)

    with database.writing() as session:
        submitted(session, union_of(session, world.battery), "o-501", "新样甲", 501)
    one = cost()
    with database.writing() as session:
        for serial in range(502, 512):
            submitted(session, union_of(session, world.battery), f"o-{serial}", "新样甲", serial)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 11
    assert cost() == one


def test_a_corrected_document_number_goes_into_the_returned_application(
    database: Database, world: World
) -> None:
    from service.register.access.models import Actor
    from service.register.accounts.models import Account
    from service.register.facts.words import DocumentKind
    from service.register.people.actions import judge_identity, state_identity
    from service.register.people.verifiers import LocalRules
    from service.requests.applications.actions import submit

    with database.writing() as session:
        union = union_of(session, world.battery)
        mistyped = submitted(session, union, "o-first", serial=501)
        contested = submitted(session, union, "o-second", serial=501)
        assert contested.status is Status.CONTESTED
    with database.writing() as session:
        handler = staff_of(session, world, "handler_battery")
        send_back(session, handler, fresh(session, mistyped.id), Reason.DATA_WRONG, "证件号填错了")
    with database.writing() as session:
        row = fresh(session, mistyped.id)
        worker, account = Actor("account", row.account_id), session.get_one(Account, row.account_id)
        name, document = judge_identity(DocumentKind.RESIDENT, "新样一", id_number(503))
        state_identity(session, worker, account, name, document, LocalRules().verify(name, document))
        submit(session, worker, row)
    with database.reading() as session:
        row = fresh(session, mistyped.id)
        assert (row.status, opened(row, "id_number")) == (Status.SUBMITTED, id_number(503))
        assert fresh(session, contested.id).status is Status.SUBMITTED
