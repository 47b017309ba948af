"""The console's doors for whoever oversees unions: the monthly bulletin, and the unions below."""

from functools import partial
from uuid import UUID

from flask import Blueprint, Response, request

from service.ground.errors import Refusal
from service.ground.paging import paged
from service.ground.workbook import MEDIA_TYPE
from service.oversight.progress.bulletin import drafted, percent, points
from service.oversight.progress.league import FEWEST, League, league
from service.oversight.progress.moments import month_of, months_back
from service.oversight.progress.oversight import overseen
from service.oversight.progress.sheets import as_csv, as_workbook, title_of
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act, Role
from service.register.access.queries import reached_union
from service.register.forms import show
from service.requests.applications.queries import acting_unions

oversight_pages = Blueprint("oversight_pages", __name__, url_prefix="/console", template_folder="templates")
YEAR = 12


def _county() -> str:
    return deployment().settings.county_name


def _by_union() -> bool:
    """Whether the page lists unions; only the county may choose townships instead."""
    return not _at_county() or request.args.get("by") == "union"


def _at_county() -> bool:
    return any(place.role is Role.COUNTY for place in actor().places)


def _league() -> League:
    """The league that the address asks for, of the highest union at which the actor stands when it names none."""
    asked = request.args.get("union", None, UUID)
    if asked is None:
        stands_at = acting_unions(session(), actor(), Act.PROGRESS_COMPARE)
        if not stands_at:
            raise Refusal("NOT_FOUND")
        asked = stands_at[-1].id
    month = month_of(request.args.get("month", ""))
    return league(session(), actor(), asked, month, by_union=_by_union())


@oversight_pages.get("/progress/league")
@needs(Act.PROGRESS_COMPARE)
def read_league() -> str:
    """月度通报"""
    found = _league()
    return show(
        "progress/league.html",
        league=found,
        by_union=_by_union(),
        may_choose=_at_county(),
        title=title_of(_county()),
        draft=drafted(found, found.whole.name),
        fewest=FEWEST,
        months=months_back(YEAR),
        percent=percent,
        points=points,
        charts=True,
    )


@oversight_pages.get("/progress/league.xlsx")
@needs(Act.PROGRESS_COMPARE)
def take_workbook() -> Response:
    """月度通报（Excel）"""
    found = _league()
    return _file(as_workbook(found, _county()), MEDIA_TYPE, f"league-{found.month}.xlsx")


@oversight_pages.get("/progress/league.csv")
@needs(Act.PROGRESS_COMPARE)
def take_csv() -> Response:
    """月度通报（CSV）"""
    found = _league()
    return _file(as_csv(found), "text/csv; charset=utf-8", f"league-{found.month}.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=headers)


@oversight_pages.get("/progress/unions")
@needs(Act.PROGRESS_COMPARE)
def list_unions() -> str:
    """所辖工会"""
    asked = request.args.get("union", None, UUID)
    top = reached_union(session(), actor(), Act.PROGRESS_COMPARE, asked) if asked else None
    page = paged(partial(overseen, session(), actor(), path=top.path if top else ""))
    return show("progress/unions.html", top=top, page=page)
