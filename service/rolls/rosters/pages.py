"""The console's doors to rosters: what waits to be confirmed, the versions, and their way up."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint
from pydantic import Field
from sqlalchemy.orm import Session

from service.ground.moves import allowed
from service.ground.paging import paged
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act, Actor
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.rolls.rosters.actions import accept, confirm, consolidate, send_back, submit
from service.rolls.rosters.models import MOVES, Roster, RosterStatus
from service.rolls.rosters.pending import confirmation
from service.rolls.rosters.queries import history, roster_in_reach, shown_rows

roster_pages = Blueprint("roster_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    roster_pages,
    {
        "roster_confirmed": "花名册已确认并封存。下一步：上报给上级工会。",
        "roster_submitted": "花名册已上报。",
        "roster_accepted": "花名册已接收。",
        "roster_returned": "花名册已退回，下级工会改好后会重新确认上报。",
        "roster_consolidated": "花名册已汇总。",
    },
)


class Confirmed(Shape):
    """What the chair saw, by its digest, and whether he confirms that nothing has changed."""

    digest: str = Field(pattern="^[0-9a-f]{64}$")
    unchanged: bool = False


class Returned(Shape):
    """Why a version goes back; the rule of its length is the action's."""

    reason: str = ""


@roster_pages.get("/rosters/<uuid:union_id>")
@needs(Act.ROSTER_READ)
def read_roster(union_id: UUID) -> str:
    """花名册与待确认的变动"""
    return _page(union_id)


def _page(union_id: UUID) -> str:
    union = reached_union(session(), actor(), Act.ROSTER_READ, union_id)
    waiting = confirmation(session(), union)
    mine = reaches(actor(), Act.ROSTER_CONFIRM, union)
    versions = history(session(), actor(), union_id)
    facts = {
        "changed": waiting.changed(in_clear=mine),
        "versions": versions,
        "mine": mine,
        "digest": waiting.digest.hex(),
    }
    return show("rosters/union.html", union=union, waiting=waiting, **facts)


@roster_pages.post("/rosters/<uuid:union_id>/confirmation")
@needs(Act.ROSTER_CONFIRM)
@shown_again(_page)
def confirm_roster(union_id: UUID) -> object:
    """确认花名册"""
    union = reached_union(session(), actor(), Act.ROSTER_CONFIRM, union_id)
    form = filled(Confirmed)
    roster = confirm(session(), actor(), union, bytes.fromhex(form.digest), unchanged=form.unchanged)
    return taken(_address(roster.id), "roster_confirmed")


@roster_pages.get("/roster-versions/<uuid:roster_id>")
@needs(Act.ROSTER_READ)
def read_version(roster_id: UUID) -> str:
    """一版花名册"""
    return _version(roster_id)


def _version(roster_id: UUID) -> str:
    roster = roster_in_reach(session(), actor(), Act.ROSTER_READ, roster_id)
    return show(
        "rosters/version.html",
        roster=roster,
        page=paged(partial(shown_rows, session(), roster)),
        allowed=_allowed(roster),
        may_print=reaches(actor(), Act.ROSTER_PRINT, roster.union),
    )


def _allowed(roster: Roster) -> list[str]:
    """The moves of this roster that its state allows and the actor may make."""
    received = roster.status is RosterStatus.ACCEPTED
    makers = {
        "submit": Act.ROSTER_CONFIRM,
        "accept": Act.ROSTER_ACCEPT,
        "return": Act.ROSTER_CONSOLIDATE if received else Act.ROSTER_ACCEPT,
        "consolidate": Act.ROSTER_CONSOLIDATE,
    }
    return [move for move in allowed(roster, MOVES) if reaches(actor(), makers[move], roster.union)]


def _address(roster_id: UUID) -> str:
    return f"/console/roster-versions/{roster_id}"


def _moved(roster_id: UUID, act: Act, action: Callable[[Session, Actor, Roster], None]) -> str:
    """The page of the version that was moved on."""
    action(session(), actor(), roster_in_reach(session(), actor(), act, roster_id))
    return _address(roster_id)


@roster_pages.post("/roster-versions/<uuid:roster_id>/submission")
@needs(Act.ROSTER_CONFIRM)
@shown_again(_version)
def submit_roster(roster_id: UUID) -> object:
    """上报"""
    return taken(_moved(roster_id, Act.ROSTER_CONFIRM, submit), "roster_submitted")


@roster_pages.post("/roster-versions/<uuid:roster_id>/acceptance")
@needs(Act.ROSTER_ACCEPT)
@shown_again(_version)
def accept_roster(roster_id: UUID) -> object:
    """接收"""
    return taken(_moved(roster_id, Act.ROSTER_ACCEPT, accept), "roster_accepted")


@roster_pages.post("/roster-versions/<uuid:roster_id>/return")
@needs(Act.ROSTER_RETURN)
@shown_again(_version)
def return_roster(roster_id: UUID) -> object:
    """退回: by the township before it has received the version, by the county afterwards."""
    roster = roster_in_reach(session(), actor(), Act.ROSTER_RETURN, roster_id)
    form = filled(Returned)
    send_back(session(), actor(), roster, form.reason)
    return taken(_address(roster_id), "roster_returned")


@roster_pages.post("/roster-versions/<uuid:roster_id>/consolidation")
@needs(Act.ROSTER_CONSOLIDATE)
@shown_again(_version)
def consolidate_roster(roster_id: UUID) -> object:
    """汇总"""
    return taken(_moved(roster_id, Act.ROSTER_CONSOLIDATE, consolidate), "roster_consolidated")
