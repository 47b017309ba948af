"""入会申请书 on paper, with names and numbers: the purpose is asked, presence is proved, then the PDF is drawn."""

from uuid import UUID

from flask import Blueprint

from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import PrintWish, filled, printed, show, shown_again
from service.requests.applications.paper import print_sheet, sheet_pdf
from service.requests.applications.queries import application_in_reach
from service.requests.cards.queries import active_accounts

application_papers = Blueprint(
    "application_papers", __name__, url_prefix="/console/applications", template_folder="templates"
)


def _page(application_id: UUID) -> str:
    application = application_in_reach(session(), actor(), Act.APPLICATION_PRINT, application_id)
    return show("applications/print.html", application=application, name=opened(application, "name"))


@application_papers.get("/<uuid:application_id>/print")
@needs(Act.APPLICATION_PRINT)
def application_page(application_id: UUID) -> str:
    """打印入会申请书"""
    return _page(application_id)


@application_papers.post("/<uuid:application_id>/print")
@needs(Act.APPLICATION_PRINT, step_up=True)
@shown_again(_page)
def print_application(application_id: UUID) -> object:
    """入会申请书，一式两份"""
    application = application_in_reach(session(), actor(), Act.APPLICATION_PRINT, application_id)
    active = application.account_id in active_accounts(session(), [application.account_id])
    purpose = filled(PrintWish).purpose
    sheet = print_sheet(session(), actor(), application, purpose, card_active=active)
    return printed(f"application-{application_id.hex[-8:]}", lambda: sheet_pdf(sheet))
