"""The home page (首页): what waits for whoever signed in, and the numbers of the role."""

from flask import Blueprint

from service.doors.console.figures import figures, standings
from service.doors.console.tasks import tasks
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import own_places
from service.register.forms import show
from service.rolls.exports.queries import own_exports

inbox = Blueprint("inbox", __name__, url_prefix="/console", template_folder="templates")
FEW = 3


@inbox.get("/")
@needs(Act.SIGNED_IN)
def home() -> str:
    """首页：等我办理的事"""
    mine = actor()
    return show(
        "console/home.html",
        places=own_places(session(), mine),
        tasks=tasks(session(), mine),
        figures=figures(session(), mine),
        standings=list(standings(session(), mine)),
        exports=own_exports(session(), mine, FEW) if mine.may(Act.EXPORT_MAKE) else [],
    )
