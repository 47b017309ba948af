"""The home page: what waits for whoever signed in, by role, the oldest first."""

from flask import Blueprint

from service.access.guard import actor, needs, session
from service.access.models import Act
from service.access.queries import own_places
from service.applications.models import Status
from service.applications.queries import applications_waiting, waiting_counts
from service.exports.queries import own_exports
from service.forms import show
from service.imports.queries import imports_listed
from service.rosters.queries import rosters_waiting
from service.rosters.waiting import unconfirmed
from service.sealing import opened

inbox = Blueprint("inbox", __name__, url_prefix="/console", template_folder="templates")
SHOWN, FEW = 20, 3


@inbox.get("/")
@needs(Act.SIGNED_IN)
def home() -> str:
    """首页：等我办理的事"""
    mine = actor()
    sections: dict[str, object] = {"places": own_places(session(), mine)}
    if mine.may(Act.APPLICATION_READ):
        rows = applications_waiting(session(), mine, SHOWN, act=Act.APPLICATION_CHECK)
        count, late = waiting_counts(session(), mine)
        to_decide = sum(row.status is Status.CHECKED for row in rows)
        sections |= {"applications": rows, "count": count, "late": late, "to_decide": to_decide}
    if mine.may(Act.ROSTER_ACCEPT) or mine.may(Act.ROSTER_CONSOLIDATE):
        sections["rosters"] = rosters_waiting(session(), mine, SHOWN)
    if mine.may(Act.ROSTER_CONFIRM):
        sections["unconfirmed"] = unconfirmed(session(), mine)
    if mine.may(Act.IMPORT_ROSTER):
        sections["imports"] = imports_listed(session(), mine, FEW)
    if mine.may(Act.EXPORT_MAKE):
        sections["exports"] = own_exports(session(), mine, FEW)
    return show("console/home.html", opened=opened, **sections)
