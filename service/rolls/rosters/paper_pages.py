"""花名册 on paper, with names and numbers: the purpose is asked, presence is proved, then the PDF is drawn."""

from uuid import UUID

from flask import Blueprint

from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import PrintWish, filled, printed, show, shown_again
from service.rolls.rosters.paper import MOST_ROWS, print_roster, roster_pdf
from service.rolls.rosters.queries import roster_in_reach
from service.rolls.rosters.sheets import roster_annex

roster_papers = Blueprint(
    "roster_papers", __name__, url_prefix="/console/roster-versions", template_folder="templates"
)


def _page(roster_id: UUID) -> str:
    roster = roster_in_reach(session(), actor(), Act.ROSTER_PRINT, roster_id)
    return show("rosters/print.html", roster=roster, most=MOST_ROWS)


@roster_papers.get("/<uuid:roster_id>/print")
@needs(Act.ROSTER_PRINT)
def roster_page(roster_id: UUID) -> str:
    """打印花名册"""
    return _page(roster_id)


@roster_papers.post("/<uuid:roster_id>/print")
@needs(Act.ROSTER_PRINT, step_up=True)
@shown_again(_page)
def print_version(roster_id: UUID) -> object:
    """花名册，一个版本"""
    roster = roster_in_reach(session(), actor(), Act.ROSTER_PRINT, roster_id)
    paper = print_roster(session(), actor(), roster, filled(PrintWish).purpose)
    settings = deployment().settings
    annex = roster_annex(settings.county_name, settings.county_phone)
    name = f"roster-{roster.number}-{roster_id.hex[-8:]}"
    return printed(name, lambda: roster_pdf(annex, paper.heading, paper.lines, paper.version))
