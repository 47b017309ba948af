"""The console's doors to applications: find, read, check, send back, refer upwards, look at one field."""

from functools import partial
from uuid import UUID

from flask import Blueprint, Response, request

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.moves import allowed
from service.ground.paging import paged
from service.ground.sealing import opened, opened_bytes
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.requests.applications.checks import checks, member_elsewhere
from service.requests.applications.decisions import check, send_back
from service.requests.applications.dispatch import refer
from service.requests.applications.earlier import differences, other_applications
from service.requests.applications.models import (
    MOVES,
    WAITING,
    Application,
    Correctable,
    Reason,
    Status,
    field_words,
)
from service.requests.applications.queries import (
    ApplicationsSought,
    application_in_reach,
    applications_locked,
    applications_waiting,
    steps_told,
    waiting_counts,
)
from service.requests.applications.reveal import Field, reveal
from service.requests.applications.statements import lines_told
from service.requests.applications.typed import Referral, Return, RevealWish

application_pages = Blueprint(
    "application_pages", __name__, url_prefix="/console", template_folder="templates"
)
says(
    application_pages,
    {
        "checked": "初审已通过，等待委员会决定。",
        "sent_back": "已退回，申请人会收到通知，已填的内容都还在。",
        "referred": "已转上级工会派发，申请人会收到通知。派发到别的工会以后，这里就看不到了。",
    },
)
REASONS = [(reason.value, reason.label) for reason in Reason]
CORRECTABLE = [(field.value, field.label) for field in Correctable]
STATES = [(state.value, state.label) for state in Status if state is not Status.DRAFT]
# Which act makes which move of staff; the others are the applicant's or the service's own.
MAKERS = {
    "check": Act.APPLICATION_CHECK,
    "send_back": Act.APPLICATION_CHECK,
    "refer": Act.APPLICATION_CHECK,
    "approve": Act.APPLICATION_DECIDE,
    "reject": Act.APPLICATION_DECIDE,
    "convert": Act.APPLICATION_DECIDE,
}


@application_pages.get("/applications")
@needs(Act.APPLICATION_READ)
def list_waiting() -> str:
    """入会申请: what waits, or what is sought by state, lateness, unit and union"""
    sought = _sought()
    page = paged(partial(applications_waiting, session(), actor(), sought=sought))
    count, late = waiting_counts(session(), actor(), sought)
    return show(
        "applications/list.html",
        opened=opened,
        count=count,
        late=late,
        sought=sought,
        page=page,
        states=STATES,
        wide=actor().may(Act.APPLICATION_DISPATCH),
    )


def _sought() -> ApplicationsSought:
    """The filter of the address; what cannot be read counts as not given, and drafts are the worker's own."""
    status = request.args.get("status", None, Status)
    return ApplicationsSought(
        statuses=WAITING if status in (None, Status.DRAFT) else (status,),
        late=bool(request.args.get("late")),
        unit=request.args.get("unit", "").strip()[:60],
        union=request.args.get("union", "").strip()[:60],
        union_id=request.args.get("union_id", None, UUID),
    )


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
        lines=lines_told(application),
        checks=checks(session(), actor(), application, clock.today()),
        differences=differences(session(), actor(), application),
        others=other_applications(session(), actor(), application),
        steps=steps_told(session(), application),
        opened=opened,
        moves=MOVES,
        allowed=_allowed(application),
        is_member=member_elsewhere(session(), application),
        reasons=REASONS,
        correctable=CORRECTABLE,
        field_words=field_words,
        may_dispatch=application.awaits_dispatch
        and reaches(actor(), Act.APPLICATION_DISPATCH, application.union),
        fields=[(field.value, field.label) for field in Field],
        may_reveal=reaches(actor(), Act.PERSON_REVEAL, application.union),
        may_print=reaches(actor(), Act.APPLICATION_PRINT, application.union),
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
    send_back(session(), actor(), application, form.reason, form.words, form.fields)
    return taken(f"/console/applications/{application_id}", "sent_back")


@application_pages.post("/applications/<uuid:application_id>/referral")
@needs(Act.APPLICATION_CHECK)
@shown_again(_page)
def refer_one(application_id: UUID) -> object:
    """转上级派发"""
    application, form = _locked(application_id), filled(Referral)
    refer(session(), actor(), application, form.why)
    return taken(f"/console/applications/{application_id}", "referred")


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
