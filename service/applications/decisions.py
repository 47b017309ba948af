"""The union's side of an application: check, send back, reject, and record the committee's decision.

工会章程 第二条: 由本人自愿申请，经工会基层委员会批准. A click is not the legal act; the decision with its day and minutes is.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor
from service.applications.actions import note_step
from service.applications.models import MOVES, Application, Decision, Outcome, Reason, Status
from service.applications.queries import last_step
from service.applications.seats import free_seat
from service.audit.log import record
from service.db import new_id
from service.errors import Refusal, invalid
from service.memberships.actions import admit
from service.memberships.models import Membership
from service.moves import move
from service.notices.actions import tell
from service.people.models import Person
from service.people.register import change_phone, find_person, register_person
from service.sealing import opened, seal_fields
from service.unions.models import Union


def check(session: Session, actor: Actor, application: Application) -> None:
    """初审: the handler has compared the statements; raises APPLICATION_CONTESTED while another one holds the seat."""
    _must_be_undecided(session, application)
    if application.status is Status.CONTESTED:
        raise Refusal("APPLICATION_CONTESTED")
    _move(session, actor, application, "check")


def send_back(
    session: Session, actor: Actor, application: Application, reason: Reason, words: str = ""
) -> None:
    """退回补正: the worker is told what to change and keeps everything he filled in."""
    _must_be_undecided(session, application)
    _move(session, actor, application, "send_back", reason, words)
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
    decided_on: date,
    minute_no: str,
    reason: Reason | None = None,
    words: str = "",
) -> Decision:
    """Record one decision of the committee over one or many applications, and carry it out: all of them or none.

    Raises DECISION_EMPTY, INPUT_INVALID (day, minutes, reason), ALREADY_DECIDED naming the colleague, ALREADY_A_MEMBER.
    """
    if not applications:
        raise Refusal("DECISION_EMPTY")
    _judge(applications, outcome, decided_on, minute_no, reason)
    decision = Decision(
        id=new_id(),
        union_id=union.id,
        outcome=outcome,
        decided_on=decided_on,
        minute_no=minute_no.strip(),
        recorded_by=actor.id,
    )
    session.add(decision)
    session.flush()
    for application in applications:
        _must_be_undecided(session, application)
        application.decision_id = decision.id
        if outcome is Outcome.APPROVE:
            _approve(session, actor, application, decision, union)
        else:
            _reject(session, actor, application, reason, words)
    record(
        session,
        actor,
        "decision:record",
        "decision",
        decision.id,
        union_id=union.id,
        details={"outcome": outcome.value, "applications": len(applications)},
    )
    return decision


def _judge(
    applications: Sequence[Application],
    outcome: Outcome,
    decided_on: date,
    minute_no: str,
    reason: Reason | None,
) -> None:
    faults: dict[str, str] = {}
    if decided_on > clock.today():
        faults["decided_on"] = "会议日期不能晚于今天。"
    earliest = max(
        application.submitted_at.astimezone(clock.COUNTY_ZONE).date()
        for application in applications
        if application.submitted_at
    )
    if decided_on < earliest:
        faults["decided_on"] = f"会议日期不能早于申请提交的那天（{earliest}）。"
    if not minute_no.strip() or len(minute_no.strip()) > 60:
        faults["minute_no"] = "请填写会议纪要编号，不超过 60 个字。"
    if outcome is Outcome.REJECT and reason is None:
        faults["reason"] = "不批准要写明理由。"
    if faults:
        raise invalid(**faults)


def _approve(
    session: Session, actor: Actor, application: Application, decision: Decision, union: Union
) -> Membership:
    _move(session, actor, application, "approve")
    free_seat(session, application)
    person = _person_of(session, application)
    membership = admit(
        session,
        actor,
        person,
        union,
        decision.decided_on,
        decision.id,
        unit_name=application.unit_name,
        employment=application.employment,
    )
    tell(
        session,
        application.account_id,
        "application_approved",
        dedupe=f"approved:{application.id}",
        subject_id=application.id,
        union=union.name,
    )
    return membership


def _reject(
    session: Session, actor: Actor, application: Application, reason: Reason | None, words: str
) -> None:
    _move(session, actor, application, "reject", reason, words)
    free_seat(session, application)
    tell(
        session,
        application.account_id,
        "application_rejected",
        dedupe=f"rejected:{application.id}",
        subject_id=application.id,
        reason=reason.label if reason else "",
    )


def _person_of(session: Session, application: Application) -> Person:
    """The person of this application: newly registered, or known from before and brought up to date."""
    number = opened(application, "id_number")
    person = find_person(session, number)
    facts: dict[str, Any] = {
        "education": application.education,
        "household": application.household,
        "nationality": application.nationality,
    }
    if person is None:
        return register_person(
            session,
            name=opened(application, "name"),
            number=number,
            kind=application.document_kind,
            gender=application.gender,
            phone=opened(application, "phone"),
            address=opened(application, "address"),
            level=application.identity.level,
            **facts,
        )
    for name, value in facts.items():
        setattr(person, name, value)
    seal_fields(session, person, name=opened(application, "name"))
    change_phone(session, person, opened(application, "phone"))
    return person


def _move(
    session: Session,
    actor: Actor,
    application: Application,
    action: str,
    reason: Reason | None = None,
    words: str = "",
) -> None:
    move(application, action, MOVES)
    step = note_step(session, application, action, actor)
    step.reason = reason
    seal_fields(session, step, words=words.strip()[:500])
    record(
        session,
        actor,
        f"application:{action}",
        "application",
        application.id,
        union_id=application.union_id,
        reason=reason.value if reason else None,
    )


def _must_be_undecided(session: Session, application: Application) -> None:
    """The colleague who comes second is told who was first, when, and what came of it."""
    if application.status not in (Status.APPROVED, Status.REJECTED):
        return
    found = last_step(session, application)
    if found is not None:
        step, who = found
        raise Refusal(
            "ALREADY_DECIDED", who=who, when=clock.county_time(step.at), outcome=application.status.label
        )
