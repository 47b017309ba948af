"""The union's side of an application: check, send back, reject, and record the committee's decision.

工会章程 第二条: 由本人自愿申请，经工会基层委员会批准. A click is not the legal act; the decision with its day and minutes is.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import take
from service.ground.sealing import load_keys, opened, seal_fields
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.facts.declared import OF_MEMBERSHIP, OF_PERSON
from service.register.memberships.actions import admit
from service.register.notices.actions import tell
from service.register.people.contact import read_name
from service.register.people.models import Person
from service.register.people.register import bring_up_to_date, hold_people, register_person
from service.register.unions.models import Union
from service.requests.applications.committee import attendees, decided_applications, reason_of
from service.requests.applications.meeting import Meeting, faults_of
from service.requests.applications.minutes import Minutes
from service.requests.applications.models import Application, Correctable, Decision, Outcome, Reason, Status
from service.requests.applications.queries import dispatched_last
from service.requests.applications.seats import free_seat
from service.requests.applications.statements import facts_stated
from service.requests.applications.steps import move_by_staff, must_be_undecided

# What one transaction carries out in a few seconds; a larger meeting is recorded in parts.
MOST_AT_ONCE = 500


def check(session: Session, actor: Actor, application: Application) -> None:
    """初审: the handler has compared the statements; raises APPLICATION_CONTESTED while another one holds the seat."""
    must_be_undecided(session, application)
    if application.status is Status.CONTESTED:
        raise Refusal("APPLICATION_CONTESTED")
    move_by_staff(session, actor, application, "check")


def send_back(
    session: Session,
    actor: Actor,
    application: Application,
    reason: Reason,
    words: str = "",
    fields: Sequence[Correctable] = (),
) -> None:
    """退回补正: the worker is told what to change and keeps everything he filled in.

    Raises INPUT_INVALID when neither the reason nor anything else says what to change.
    """
    must_be_undecided(session, application)
    if reason is Reason.DATA_WRONG and not (fields or words.strip()):
        raise invalid(fields="请勾出要改哪几项，或者在补充说明里写清楚。")
    if reason is Reason.OTHER and not words.strip():
        raise invalid(words="选了“其他”，请在补充说明里写清楚要改什么。")
    move_by_staff(session, actor, application, "send_back", reason, words, fields)
    tell(
        session,
        application.account_id,
        "application_returned",
        dedupe=f"returned:{application.id}:{application.version}",
        subject_id=application.id,
        reason=reason.label,
    )


def decide(
    session: Session,
    actor: Actor,
    union: Union,
    applications: Sequence[Application],
    outcome: Outcome,
    meeting: Meeting,
    reason: Reason | None = None,
    words: str = "",
) -> Decision:
    """Record one decision of the committee over one or many applications, and carry it out: all of them or none.

    Raises DECISION_EMPTY, DECISION_TOO_LARGE, INPUT_INVALID (day, minutes, attendance, reason), ALREADY_DECIDED naming
    the colleague, ALREADY_A_MEMBER.
    """
    if not applications:
        raise Refusal("DECISION_EMPTY")
    if len(applications) > MOST_AT_ONCE:
        raise Refusal("DECISION_TOO_LARGE", most=MOST_AT_ONCE)
    _judge(session, applications, outcome, meeting, reason)
    decision = _write(session, actor, union, outcome, meeting)
    for application in applications:
        must_be_undecided(session, application)
        application.decision_id = decision.id
        if outcome is Outcome.APPROVE:
            move_by_staff(session, actor, application, "approve")
        else:
            move_by_staff(session, actor, application, "reject", reason, words)
        free_seat(session, application)
    if outcome is Outcome.APPROVE:
        _admit(session, actor, applications, decision, union)
    else:
        _tell_rejected(session, applications, reason)
    details = {"outcome": outcome.value, "applications": len(applications), "present": len(meeting.present)}
    record(session, actor, "decision:record", "decision", decision.id, union_id=union.id, details=details)
    return decision


def _judge(
    session: Session,
    applications: Sequence[Application],
    outcome: Outcome,
    meeting: Meeting,
    reason: Reason | None,
) -> None:
    faults = faults_of(meeting, _last_arrival(session, applications))
    if outcome is Outcome.REJECT and reason is None:
        faults["reason"] = "不批准要写明理由。"
    if faults:
        raise invalid(**faults)


def _last_arrival(session: Session, applications: Sequence[Application]) -> date:
    """The day on which the last of them came to this union: handed in, or sent here by a union above (派发)."""
    arrived = [application.submitted_at for application in applications if application.submitted_at]
    dispatched = dispatched_last(session, [application.id for application in applications])
    last = max([*arrived, dispatched] if dispatched else arrived)
    return last.astimezone(clock.COUNTY_ZONE).date()


def _write(session: Session, actor: Actor, union: Union, outcome: Outcome, meeting: Meeting) -> Decision:
    decision = Decision(
        id=new_id(),
        union_id=union.id,
        outcome=outcome,
        decided_on=meeting.held_on,
        minute_no=meeting.minute_no.strip(),
        committee=meeting.committee,
        present=len(meeting.present),
        recorded_by=actor.id,
    )
    names = [read_name(name) for name in meeting.present]
    seal_fields(session, decision, attendees="\n".join(names))
    session.add(decision)
    session.flush()
    return decision


def _admit(
    session: Session, actor: Actor, applications: Sequence[Application], decision: Decision, union: Union
) -> None:
    """Hold everybody who is known already, in one order, and the union; then admit one after the other."""
    load_keys(session, [one.id for one in applications])
    numbers = [opened(one, "id_number") for one in applications]
    known = hold_people(session, numbers, shared={Union: [union.id]})
    for application, number in zip(applications, numbers, strict=True):
        person = _person_of(session, application, known.get(number))
        stated = facts_stated(application, OF_MEMBERSHIP)
        admit(session, actor, person, union, decision.decided_on, decision.id, **stated)
        tell(
            session,
            application.account_id,
            "application_approved",
            dedupe=f"approved:{application.id}",
            subject_id=application.id,
            union=union.name,
        )


def _tell_rejected(session: Session, applications: Sequence[Application], reason: Reason | None) -> None:
    for application in applications:
        tell(
            session,
            application.account_id,
            "application_rejected",
            dedupe=f"rejected:{application.id}",
            subject_id=application.id,
            reason=reason.label if reason else "",
        )


def _person_of(session: Session, application: Application, person: Person | None) -> Person:
    """The person of this application: newly registered, or known from before and brought up to date."""
    facts, kind = facts_stated(application, OF_PERSON), application.document_kind
    number, level = facts.pop("id_number"), application.identity.level
    if person is None:
        return register_person(session, number=number, kind=kind, level=level, **facts)
    bring_up_to_date(session, person, facts, kind, level)
    return person


def draw_up(session: Session, actor: Actor, decision: Decision) -> Minutes:
    """会议纪要草稿: what the minutes of a recorded decision say; who took them stands in the log. Raises TOO_OFTEN."""
    if actor.id is None or not take(session, "print.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    answered = decided_applications(session, decision)
    record(session, actor, "decision:print", "decision", decision.id, union_id=decision.union_id)
    return Minutes(
        union_name=decision.union.name,
        held_on=decision.decided_on,
        minute_no=decision.minute_no,
        committee=decision.committee,
        present=attendees(decision),
        absent=(),
        outcome=decision.outcome.label,
        applicants=[(opened(one, "name"), one.unit_name) for one in answered],
        reason=reason_of(session, decision),
    )
