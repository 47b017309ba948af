"""委员会会议: who was present is part of the decision; too few is a question, not a refusal."""

import pytest
from sqlalchemy import select

from service.ground.db import Database, new_id
from service.ground.errors import Refusal
from service.register.access.models import Act
from service.register.audit.models import AuditEntry
from service.register.facts.words import Post
from service.register.memberships.queries import open_membership
from service.requests.applications.committee import (
    attendees,
    decision_in_reach,
    decisions_of,
    fingerprint,
    seated,
)
from service.requests.applications.decisions import decide, draw_up
from service.requests.applications.meeting import Meeting, attendance
from service.requests.applications.models import Correctable, Decision, Outcome, Reason
from service.requests.applications.shapes import application_seen
from tests.given import World
from tests.queries import counted
from tests.requests.applications.given import checked, fresh, meeting, staff_of, submitted, union_of


def refused(
    database: Database, world: World, held: Meeting, outcome: Outcome = Outcome.APPROVE
) -> dict[str, str]:
    """The sentences at the fields when the committee decides on one application in this meeting."""
    with database.writing() as session:
        row = checked(session, world, union_of(session, world.battery))
    with pytest.raises(Refusal) as refusal, database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        decide(session, chair, union_of(session, world.battery), [fresh(session, row.id)], outcome, held)
    assert refusal.value.code == "INPUT_INVALID"
    return refusal.value.fields


def decided(database: Database, world: World, held: Meeting, serial: int = 501) -> Decision:
    """One decision recorded by the chair."""
    with database.writing() as session:
        row = checked(session, world, union_of(session, world.battery), f"o-{serial}", "新样甲", serial)
        chair = staff_of(session, world, "chair_battery")
        return decide(session, chair, row.union, [row], Outcome.APPROVE, held)


def test_a_decision_keeps_who_was_present_and_out_of_how_many(database: Database, world: World) -> None:
    made = decided(database, world, meeting(committee=5, present=("甲主席", "林样二", "周样三")))
    with database.reading() as session:
        row = session.get_one(Decision, made.id)
        assert (row.committee, row.present, row.has_majority) == (5, 3, True)
        assert attendees(row) == ["甲主席", "林样二", "周样三"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"present": ()}, "present"),
        ({"committee": 0}, "committee"),
        ({"committee": 100}, "committee"),
        ({"committee": 1}, "committee"),
        ({"present": ("甲主席", "乙 <b>")}, "others"),
        ({"present": ("甲主席", "13912345678")}, "others"),
        ({"committee": 4}, "few_confirmed"),
    ],
)
def test_an_attendance_that_cannot_be_right_is_told_at_its_field(
    database: Database, world: World, changed: dict[str, object], field: str
) -> None:
    assert set(refused(database, world, meeting(**changed))) == {field}


def test_less_than_a_majority_is_asked_once_and_then_recorded(database: Database, world: World) -> None:
    made = decided(database, world, meeting(committee=4, few_confirmed=True))
    assert (made.present, made.has_majority) == (2, False)


def test_names_are_read_from_lines_and_commas_and_each_counts_once() -> None:
    assert attendance(["甲主席"], "林样二、周样三\n甲主席，陈样一;  ") == (
        "甲主席",
        "林样二",
        "周样三",
        "陈样一",
    )


def test_the_committee_is_offered_by_the_roster_and_by_the_last_meeting(
    database: Database, world: World
) -> None:
    with database.writing() as session:
        for name, post in (("陈样一", Post.CHAIR), ("林样二", Post.COMMITTEE), ("周样三", Post.LEADER)):
            held = open_membership(session, world.members[name].id)
            assert held is not None
            held.post = post
    with database.reading() as session:
        assert seated(session, union_of(session, world.battery)) == ["陈样一", "林样二"]
    decided(database, world, meeting(present=("陈样一", "周样三")))
    with database.reading() as session:
        assert seated(session, union_of(session, world.battery)) == ["陈样一", "林样二", "周样三"]
        assert seated(session, union_of(session, world.textile)) == []


def test_a_decision_is_read_where_its_applications_are_read(database: Database, world: World) -> None:
    made = decided(database, world, meeting())
    with database.reading() as session:
        for login in ("chair_battery", "handler_battery", "zhicheng", "county"):
            actor = staff_of(session, world, login)
            assert decision_in_reach(session, actor, Act.APPLICATION_READ, made.id).id == made.id
        for login in ("chair_textile", "huaxi", "auditor", "admin"):
            with pytest.raises(Refusal) as refusal:
                decision_in_reach(session, staff_of(session, world, login), Act.APPLICATION_READ, made.id)
            assert refusal.value.code == "NOT_FOUND"


def test_decisions_are_listed_newest_first_with_how_many_they_answered(
    database: Database, world: World
) -> None:
    first = decided(database, world, meeting(), 501)
    second = decided(database, world, meeting(minute_no="2026-2"), 503)
    with database.reading() as session, counted(database) as statements:
        rows = decisions_of(session, world.battery, 10)
        assert [(row.id, count) for row, count in rows] == [(second.id, 1), (first.id, 1)]
        assert decisions_of(session, world.battery, 1, 1)[0][0].id == first.id
    assert len([one for one in statements if one.startswith("SELECT")]) == 2


def test_the_minutes_name_everyone_and_the_log_says_who_took_them(database: Database, world: World) -> None:
    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        chair = staff_of(session, world, "chair_battery")
        made = decide(
            session, chair, row.union, [row], Outcome.REJECT, meeting(), Reason.NOT_EMPLOYED, "见纪要"
        )
        drawn = draw_up(session, chair, made)
        assert (drawn.present, drawn.committee, drawn.minute_no) == (["甲主席", "林样二"], 3, "2026-1")
        assert (drawn.applicants, drawn.reason) == (
            [("新样一", "雉城样例电池有限公司")],
            Reason.NOT_EMPLOYED.label,
        )
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "decision:print")).one()
        assert (entry.object_id, entry.actor_id) == (made.id, world.staff_id("chair_battery"))


def test_everything_means_the_list_that_was_shown() -> None:
    one, two = new_id(), new_id()
    assert fingerprint([one, two]) == fingerprint([one, two])
    assert len({fingerprint([]), fingerprint([one]), fingerprint([one, two])}) == 3


def test_more_than_one_transaction_carries_is_refused(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.requests.applications import decisions

    monkeypatch.setattr(decisions, "MOST_AT_ONCE", 1)
    with database.writing() as session:
        union, chair = union_of(session, world.battery), staff_of(session, world, "chair_battery")
        rows = [checked(session, world, union, f"o-{one}", "新样甲", one) for one in (501, 503)]
        with pytest.raises(Refusal) as refusal:
            decide(session, chair, union, rows, Outcome.APPROVE, meeting())
    assert refusal.value.code == "DECISION_TOO_LARGE"


def test_the_worker_reads_which_fields_to_change(database: Database, world: World) -> None:
    from service.requests.applications.decisions import send_back

    with database.writing() as session:
        row = submitted(session, union_of(session, world.battery))
        handler = staff_of(session, world, "handler_battery")
        for reason, field in ((Reason.DATA_WRONG, "fields"), (Reason.OTHER, "words")):
            with pytest.raises(Refusal) as refusal:
                send_back(session, handler, row, reason)
            assert set(refusal.value.fields) == {field}
        send_back(
            session, handler, row, Reason.DATA_WRONG, "", [Correctable.UNIT_NAME, Correctable.SIGNATURE]
        )
    with database.reading() as session:
        told = application_seen(fresh(session, row.id))
        assert told["with_whom"] == "您本人"
        assert told["steps"][-1]["fields"] == [  # type: ignore[index]
            {"code": Correctable.UNIT_NAME, "words": "所在单位"},
            {"code": Correctable.SIGNATURE, "words": "签名"},
        ]
