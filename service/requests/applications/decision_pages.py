"""The console's doors to the committee's decisions (委员会决议): record one, read one, look back."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, request

from service.ground.errors import Refusal, invalid
from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.forms import filled, printed, says, show, shown_again, taken
from service.register.unions.models import Union
from service.requests.applications.committee import (
    attendees,
    checked_ids,
    decided_applications,
    decision_in_reach,
    decisions_of,
    fingerprint,
    last_meeting,
    reason_of,
    recorded_by,
    seated,
)
from service.requests.applications.decisions import decide, draw_up
from service.requests.applications.meeting import Meeting, attendance
from service.requests.applications.minutes import minutes_pdf
from service.requests.applications.models import Decision, Outcome, Reason, Status
from service.requests.applications.queries import (
    ApplicationsSought,
    applications_locked,
    applications_waiting,
    deciding_unions,
    waiting_counts,
)
from service.requests.applications.typed import DecisionTaken

decision_pages = Blueprint("decision_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    decision_pages,
    {
        "approved": "决议已记录。新会员已列入花名册的待确认名单，请到花名册确认。",
        "rejected": "决议已记录，申请人会收到通知。",
    },
)
# Who is not checked yet can only be turned down; those stand on a page of their own.
UNCHECKED = (Status.SUBMITTED, Status.CONTESTED)


@decision_pages.get("/decisions")
@needs(Act.APPLICATION_DECIDE)
def decision_page() -> str:
    """记录委员会决议"""
    return _form()


def _form() -> str:
    union = _union_deciding(request.values.get("union_id"))
    unit, before = request.values.get("unit", "").strip()[:60], _same_meeting()
    return show(
        "applications/decision.html",
        union=union,
        unit=unit,
        opened=opened,
        names=seated(session(), union),
        outcomes=[(outcome.value, outcome.label) for outcome in Outcome],
        reasons=[(reason.value, reason.label) for reason in Reason],
        before=before,
        before_names=attendees(before) if before else [],
        last=last_meeting(session(), union),
        **_rows(union, unit),
    )


def _rows(union: Union, unit: str) -> dict[str, Any]:
    """One page of what the committee can decide: what was checked, or with ``unchecked`` what was not."""
    unchecked = bool(request.values.get("unchecked"))
    states = UNCHECKED if unchecked else (Status.CHECKED,)
    sought = ApplicationsSought(statuses=states, unit=unit, union_id=union.id)
    act = Act.APPLICATION_DECIDE
    page = paged(partial(applications_waiting, session(), actor(), act=act, sought=sought))
    all_checked = checked_ids(session(), actor(), union, unit)
    everyone, _ = waiting_counts(session(), actor(), ApplicationsSought(unit=unit, union_id=union.id))
    return {
        "page": page,
        "unchecked": unchecked,
        "checked_count": len(all_checked),
        "unchecked_count": everyone - len(all_checked),
        "fingerprint": fingerprint(all_checked),
    }


def _same_meeting() -> Decision | None:
    """The decision whose meeting is recorded further (同一次会议): the address names it."""
    wanted = request.args.get("meeting", None, UUID)
    return decision_in_reach(session(), actor(), Act.APPLICATION_DECIDE, wanted) if wanted else None


def _union_deciding(wanted: str | None) -> Union:
    """The union asked for, or the actor's own when none is named; out of reach it does not exist."""
    for union in deciding_unions(session(), actor()):
        if wanted in (None, str(union.id)):
            return union
    raise Refusal("NOT_FOUND")


@decision_pages.post("/decisions")
@needs(Act.APPLICATION_DECIDE)
@shown_again(_form)
def record_decision() -> object:
    """记录委员会决议: one decision over one or many applications."""
    form = filled(DecisionTaken)
    union = _union_deciding(str(form.union_id))
    wanted = _everything(union, form) if form.everything else form.application_ids
    rows = applications_locked(session(), actor(), Act.APPLICATION_DECIDE, union.id, wanted)
    meeting = Meeting(
        form.decided_on,
        form.minute_no,
        form.committee,
        attendance(form.present, form.others),
        form.few_confirmed,
    )
    decision = decide(session(), actor(), union, rows, form.outcome, meeting, form.reason, form.words)
    approved = form.outcome is Outcome.APPROVE
    return taken(f"/console/decisions/{decision.id}", "approved" if approved else "rejected")


def _everything(union: Union, form: DecisionTaken) -> Sequence[UUID]:
    """All that the page offered for approval; INPUT_INVALID when the list has changed since it was shown."""
    ids = checked_ids(session(), actor(), union, form.unit)
    if fingerprint(ids) != form.fingerprint:
        raise invalid(application_ids=f"名单刚刚有变化，现在是 {len(ids)} 份。请再看一遍名单，然后重新勾选。")
    return ids


@decision_pages.get("/decisions/<uuid:decision_id>")
@needs(Act.APPLICATION_READ)
def read_decision(decision_id: UUID) -> str:
    """一份委员会决议"""
    return _page(decision_id)


def _page(decision_id: UUID) -> str:
    decision = decision_in_reach(session(), actor(), Act.APPLICATION_READ, decision_id)
    applications = decided_applications(session(), decision)
    return show(
        "applications/decided.html",
        one=decision,
        names=attendees(decision),
        recorded_by=recorded_by(session(), decision),
        reason=reason_of(session(), decision),
        applications=applications,
        opened=opened,
        may_decide=reaches(actor(), Act.APPLICATION_DECIDE, decision.union),
        may_confirm=reaches(actor(), Act.ROSTER_CONFIRM, decision.union),
    )


@decision_pages.post("/decisions/<uuid:decision_id>/minutes")
@needs(Act.APPLICATION_DECIDE)
@shown_again(_page)
def print_minutes(decision_id: UUID) -> object:
    """会议纪要草稿（PDF）: names people, so it is written into the log who took it"""
    decision = decision_in_reach(session(), actor(), Act.APPLICATION_DECIDE, decision_id)
    minutes = draw_up(session(), actor(), decision)
    return printed(f"minutes-{decision_id.hex[-8:]}", lambda: minutes_pdf(minutes))


@decision_pages.get("/unions/<uuid:union_id>/decisions")
@needs(Act.APPLICATION_READ)
def list_decisions(union_id: UUID) -> str:
    """本工会的委员会决议，新的在前"""
    union = reached_union(session(), actor(), Act.APPLICATION_READ, union_id)
    page = paged(partial(decisions_of, session(), union))
    return show("applications/decisions.html", union=union, page=page)
