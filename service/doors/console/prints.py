"""What goes onto paper with names and numbers: the purpose is asked, presence is proved, then the PDF is drawn."""

from uuid import UUID

from flask import Blueprint

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import filled, printed, show, shown_again
from service.requests.applications.paper import print_sheet, sheet_pdf
from service.requests.applications.queries import application_in_reach
from service.requests.cards.queries import active_accounts
from service.rolls.rosters.paper import MOST_ROWS, print_roster, roster_pdf
from service.rolls.rosters.queries import roster_in_reach
from service.rolls.rosters.sheets import roster_annex

print_pages = Blueprint("print_pages", __name__, url_prefix="/console", template_folder="templates")


class PrintWish(Shape):
    """What the paper is for; the rule of its length is the action's."""

    purpose: str = ""


def _application_page(application_id: UUID) -> str:
    application = application_in_reach(session(), actor(), Act.APPLICATION_PRINT, application_id)
    facts = {"application": application, "name": opened(application, "name")}
    return show("console/print_application.html", **facts)


@print_pages.get("/applications/<uuid:application_id>/print")
@needs(Act.APPLICATION_PRINT)
def application_page(application_id: UUID) -> str:
    """打印入会申请书"""
    return _application_page(application_id)


@print_pages.post("/applications/<uuid:application_id>/print")
@needs(Act.APPLICATION_PRINT, step_up=True)
@shown_again(_application_page)
def print_application(application_id: UUID) -> object:
    """入会申请书，一式两份"""
    application = application_in_reach(session(), actor(), Act.APPLICATION_PRINT, application_id)
    active = application.account_id in active_accounts(session(), [application.account_id])
    purpose = filled(PrintWish).purpose
    sheet = print_sheet(session(), actor(), application, purpose, card_active=active)
    return printed(f"application-{application_id.hex[-8:]}", lambda: sheet_pdf(sheet))


def _roster_page(roster_id: UUID) -> str:
    roster = roster_in_reach(session(), actor(), Act.ROSTER_PRINT, roster_id)
    return show("console/print_roster.html", roster=roster, most=MOST_ROWS)


@print_pages.get("/roster-versions/<uuid:roster_id>/print")
@needs(Act.ROSTER_PRINT)
def roster_page(roster_id: UUID) -> str:
    """打印花名册"""
    return _roster_page(roster_id)


@print_pages.post("/roster-versions/<uuid:roster_id>/print")
@needs(Act.ROSTER_PRINT, step_up=True)
@shown_again(_roster_page)
def print_version(roster_id: UUID) -> object:
    """花名册，一个版本"""
    roster = roster_in_reach(session(), actor(), Act.ROSTER_PRINT, roster_id)
    paper = print_roster(session(), actor(), roster, filled(PrintWish).purpose)
    settings = deployment().settings
    annex = roster_annex(settings.county_name, settings.county_phone)
    name = f"roster-{roster.number}-{roster_id.hex[-8:]}"
    return printed(name, lambda: roster_pdf(annex, paper.heading, paper.lines, paper.version))
