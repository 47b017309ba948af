"""The home page (首页): what waits for whoever signed in, and the numbers of the role; and all of what waits of one kind."""

from flask import Blueprint

from service.doors.console.figures import figures, standings
from service.doors.console.registered import kinds
from service.ground.errors import Refusal
from service.ground.paging import SIZE, Page, asked, piece_of
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import own_places
from service.register.forms import show
from service.register.matters import Listed, Matter, late_below, listed, of_actor
from service.rolls.exports.queries import own_exports

inbox = Blueprint("inbox", __name__, url_prefix="/console", template_folder="templates")
FEW, MOST = 3, 20


@inbox.get("/")
@needs(Act.SIGNED_IN)
def home() -> str:
    """首页：等我办理的事"""
    mine = actor()
    found = listed(session(), mine, of_actor(mine, kinds()), MOST)
    shown = _in_order(found)
    return show(
        "console/home.html",
        places=own_places(session(), mine),
        matters=[one for one in shown if not one.quiet],
        quiet=[one for one in shown if one.quiet],
        total=_to_do(found),
        rest=[one for one in found if one.left],
        figures=figures(session(), mine),
        standings=list(standings(session(), mine)),
        exports=own_exports(session(), mine, size=FEW) if mine.may(Act.EXPORT_MAKE) else [],
    )


def _in_order(found: list[Listed]) -> list[Matter]:
    return sorted((matter for one in found for matter in one.matters), key=lambda matter: matter.order)


def _to_do(found: list[Listed]) -> int:
    """How many matters are to be done; kinds that are good to know only count none."""
    return sum(one.total for one in found if not all(matter.quiet for matter in one.matters))


@inbox.get("/waiting/<kind>")
@needs(Act.SIGNED_IN)
def list_waiting(kind: str) -> str:
    """等您办理的一类事，全部"""
    wanted = [one for one in of_actor(actor(), kinds()) if one.key == kind]
    if not wanted:
        raise Refusal("NOT_FOUND")
    start = asked()
    found = listed(session(), actor(), wanted, SIZE, start)
    total = found[0].total if found else 0
    page = Page(_in_order(found), start, SIZE, total > start + SIZE)
    return show("console/waiting.html", label=wanted[0].title, page=page, total=total)


@inbox.get("/progress/late")
@needs(Act.PROGRESS_COMPARE)
def list_late() -> str:
    """谁慢了"""
    found = late_below(session(), actor(), kinds())
    return show("console/late.html", page=piece_of(found), total=sum(one.count for one in found))
