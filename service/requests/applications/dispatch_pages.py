"""The console's doors to dispatching (派发): what waits at the actor's desk, and one application on its way."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.forms import filled, says, show, shown_again, taken
from service.requests.applications.dispatch import dispatch, pass_on, passing_desk
from service.requests.applications.models import MOVES, Application, field_words
from service.requests.applications.queries import application_in_reach, application_locked, steps_told
from service.requests.applications.referred import (
    applications_to_dispatch,
    dispatch_count,
    unions_suggested,
    unions_to_choose,
)
from service.requests.applications.typed import Dispatch, Referral

dispatch_pages = Blueprint("dispatch_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    dispatch_pages,
    {
        "passed_on": "已转上一级工会派发，申请人会收到通知。",
        "dispatched": "已派发，办理期限从今天重新计算，申请人会收到通知。",
    },
)


@dispatch_pages.get("/dispatch")
@needs(Act.APPLICATION_DISPATCH)
def list_to_dispatch() -> str:
    """待派发的入会申请"""
    page = paged(partial(applications_to_dispatch, session(), actor()))
    return show(
        "applications/dispatch_list.html", opened=opened, count=dispatch_count(session(), actor()), page=page
    )


@dispatch_pages.get("/dispatch/<uuid:application_id>")
@needs(Act.APPLICATION_DISPATCH)
def dispatch_page(application_id: UUID) -> str:
    """派发一份入会申请"""
    return _page(application_id)


def _page(application_id: UUID) -> str:
    application = application_in_reach(session(), actor(), Act.APPLICATION_DISPATCH, application_id)
    words = request.args.get("union_name", "").strip()[:60]
    waits = application.awaits_dispatch
    return show(
        "applications/dispatch.html",
        one=application,
        name=opened(application, "name"),
        waits=waits,
        union_words=words,
        suggested=unions_suggested(session(), actor(), application) if waits else [],
        unions=unions_to_choose(session(), actor(), words) if waits else [],
        may_pass_on=passing_desk(session(), actor(), application) is not None,
        steps=steps_told(session(), application),
        opened=opened,
        moves=MOVES,
        field_words=field_words,
    )


@dispatch_pages.post("/dispatch/<uuid:application_id>")
@needs(Act.APPLICATION_DISPATCH)
@shown_again(_page)
def dispatch_one(application_id: UUID) -> object:
    """派发到一个工会"""
    application, form = _locked(application_id), filled(Dispatch)
    union = reached_union(session(), actor(), Act.APPLICATION_DISPATCH, form.union_id)
    dispatch(session(), actor(), application, union, form.words, seen=form.version)
    return taken("/console/dispatch", "dispatched")


@dispatch_pages.post("/dispatch/<uuid:application_id>/referral")
@needs(Act.APPLICATION_DISPATCH)
@shown_again(_page)
def pass_one_on(application_id: UUID) -> object:
    """转上一级派发"""
    application, form = _locked(application_id), filled(Referral)
    pass_on(session(), actor(), application, form.why, seen=form.version)
    return taken("/console/dispatch", "passed_on")


def _locked(application_id: UUID) -> Application:
    """The application, found in reach and then locked: who comes second finds it as the first left it."""
    seen = application_in_reach(session(), actor(), Act.APPLICATION_DISPATCH, application_id)
    return application_locked(session(), seen.id)
