"""The console's doors to applications: read, check, send back, look at one field, record the committee's decision."""

from uuid import UUID

from flask import Blueprint, Response, request

from service import clock
from service.access.guard import actor, needs, session
from service.access.models import Act
from service.access.reach import reaches
from service.applications.checks import checks
from service.applications.decisions import check, decide, send_back
from service.applications.models import MOVES, Application, Outcome, Reason, Status
from service.applications.queries import (
    application_in_reach,
    applications_locked,
    applications_waiting,
    deciding_unions,
    steps_told,
    waiting_counts,
)
from service.applications.reveal import Field, reveal
from service.applications.typed import DecisionTaken, Return, RevealWish
from service.errors import Refusal
from service.forms import filled, show, shown_again, taken
from service.moves import allowed
from service.people.contact import masked_number, masked_phone
from service.sealing import opened, opened_bytes
from service.unions.models import Union

application_pages = Blueprint(
    "application_pages", __name__, url_prefix="/console", template_folder="templates"
)
PAGE = 50
REASONS = [(reason.value, reason.label) for reason in Reason]
# Which act makes which move of staff; the others are the applicant's or the service's own.
MAKERS = {
    "check": Act.APPLICATION_CHECK,
    "send_back": Act.APPLICATION_CHECK,
    "approve": Act.APPLICATION_DECIDE,
    "reject": Act.APPLICATION_DECIDE,
}


@application_pages.get("/applications")
@needs(Act.APPLICATION_READ)
def list_waiting() -> str:
    """在办的入会申请"""
    start = max(0, request.args.get("start", 0, int))
    rows = applications_waiting(session(), actor(), PAGE + 1, start=start)
    count, late = waiting_counts(session(), actor())
    facts = {"rows": rows[:PAGE], "more": len(rows) > PAGE, "start": start, "size": PAGE}
    return show("applications/list.html", opened=opened, count=count, late=late, **facts)


@application_pages.get("/applications/<uuid:application_id>")
@needs(Act.APPLICATION_READ)
def read_one(application_id: UUID) -> str:
    """一份入会申请"""
    return _page(application_id)


@application_pages.get("/applications/<uuid:application_id>/signature")
@needs(Act.APPLICATION_READ)
def read_signature(application_id: UUID) -> Response:
    """签名图片"""
    application = application_in_reach(session(), actor(), Act.APPLICATION_READ, application_id)
    image = opened_bytes(application, "signature")
    if image is None:
        raise Refusal("NOT_FOUND")
    return Response(image, mimetype="image/png")


def _page(application_id: UUID, shown: tuple[Field, str] | None = None) -> str:
    application = application_in_reach(session(), actor(), Act.APPLICATION_READ, application_id)
    return show(
        "applications/one.html",
        one=application,
        name=opened(application, "name"),
        number=masked_number(opened(application, "id_number")),
        phone=masked_phone(opened(application, "phone")),
        checks=checks(session(), application, clock.today()),
        steps=steps_told(session(), application),
        opened=opened,
        moves=MOVES,
        allowed=_allowed(application),
        reasons=REASONS,
        fields=[(field.value, field.label) for field in Field],
        may_reveal=reaches(actor(), Act.PERSON_REVEAL, application.union),
        shown=shown,
    )


def _allowed(application: Application) -> list[str]:
    """The moves that this state allows and this person may make here, in the order of the table."""
    return [
        move
        for move in allowed(application, MOVES)
        if move in MAKERS and reaches(actor(), MAKERS[move], application.union)
    ]


@application_pages.post("/applications/<uuid:application_id>/check")
@needs(Act.APPLICATION_CHECK)
@shown_again(_page)
def check_one(application_id: UUID) -> object:
    """初审通过"""
    check(session(), actor(), _locked(application_id))
    return taken(f"/console/applications/{application_id}", "checked")


@application_pages.post("/applications/<uuid:application_id>/return")
@needs(Act.APPLICATION_CHECK)
@shown_again(_page)
def return_one(application_id: UUID) -> object:
    """退回补正"""
    application, form = _locked(application_id), filled(Return)
    send_back(session(), actor(), application, form.reason, form.words)
    return taken(f"/console/applications/{application_id}", "sent_back")


def _locked(application_id: UUID) -> Application:
    seen = application_in_reach(session(), actor(), Act.APPLICATION_CHECK, application_id)
    return applications_locked(session(), actor(), Act.APPLICATION_CHECK, seen.union_id, [seen.id])[0]


@application_pages.post("/applications/<uuid:application_id>/reveal")
@needs(Act.PERSON_REVEAL, step_up=True)
@shown_again(_page)
def reveal_one(application_id: UUID) -> str:
    """查看一个字段的完整内容: this answer and no other holds it."""
    application = application_in_reach(session(), actor(), Act.PERSON_REVEAL, application_id)
    form = filled(RevealWish)
    value = reveal(session(), actor(), application, form.field, form.purpose)
    return _page(application_id, (form.field, value))


@application_pages.get("/decisions")
@needs(Act.APPLICATION_DECIDE)
def decision_page() -> str:
    """记录委员会决议"""
    return _decision_form()


def _decision_form() -> str:
    union = _union_deciding(request.values.get("union_id"))
    rows = applications_waiting(session(), actor(), 200, act=Act.APPLICATION_DECIDE, union_id=union.id)
    return show(
        "applications/decision.html",
        union=union,
        checked=[row for row in rows if row.status is Status.CHECKED],
        unchecked=[row for row in rows if row.status is not Status.CHECKED],
        opened=opened,
        outcomes=[(outcome.value, outcome.label) for outcome in Outcome],
        reasons=REASONS,
    )


def _union_deciding(wanted: str | None) -> Union:
    """The union asked for, or the actor's own when none is named; out of reach it does not exist."""
    for union in deciding_unions(session(), actor()):
        if wanted in (None, str(union.id)):
            return union
    raise Refusal("NOT_FOUND")


@application_pages.post("/decisions")
@needs(Act.APPLICATION_DECIDE)
@shown_again(_decision_form)
def record_decision() -> object:
    """记录委员会决议: one decision over one or many applications."""
    form = filled(DecisionTaken)
    union = _union_deciding(str(form.union_id))
    rows = applications_locked(session(), actor(), Act.APPLICATION_DECIDE, union.id, form.application_ids)
    minutes = (form.outcome, form.decided_on, form.minute_no)
    decide(session(), actor(), union, rows, *minutes, form.reason, form.words)
    return taken("/console/", "approved" if form.outcome is Outcome.APPROVE else "rejected")
