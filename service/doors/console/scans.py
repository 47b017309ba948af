"""扫码登录: one code on one browser; the phone confirms, and this browser alone goes in."""

from flask import Blueprint, Response, g, request, url_for

from service.doors.console.entering import asked, entered, onward_to, this_browser
from service.doors.console.shapes import Onward
from service.ground.errors import Refusal
from service.ground.pages import HOME, own_path
from service.register.access.cookies import drop, scan_cookie, scan_secret
from service.register.access.guard import client_address, deployment, needs, session
from service.register.access.models import Act
from service.register.accounts.scan_models import ScanKind
from service.register.accounts.scans import live_scene, scan_of_browser, sign_in_by_scan
from service.register.forms import filled, show, shown_again
from service.register.posters.codes import code_for, picture

scan_pages = Blueprint("scan_pages", __name__, template_folder="templates")
SCAN_PAGE = "pages/staff-scan/staff-scan"
CURRENT = "/console/scans/current"


def _page() -> str:
    scan = scan_of_browser(session(), ScanKind.SIGN_IN, scan_secret())
    return show("console/scan_in.html", scan=scan, next=own_path(request.values.get("next", HOME)))


@scan_pages.post("/console/scans")
@needs(Act.SIGN_IN)
@shown_again(_page)
def ask() -> object:
    """扫码登录: a new code with a new secret, whatever this browser held before."""
    return asked(ScanKind.SIGN_IN, onward_to(CURRENT, filled(Onward).next))


@scan_pages.get(CURRENT)
@needs(Act.SIGN_IN)
def read() -> str:
    """等待手机确认"""
    return _page()


@scan_pages.get(f"{CURRENT}.png")
@needs(Act.SIGN_IN)
def draw() -> Response:
    """这个浏览器的码, while no phone has opened it."""
    with deployment().database.reading() as reading:
        scene = live_scene(reading, scan_secret())
    if scene is None:
        raise Refusal("NOT_FOUND")
    return picture(code_for(SCAN_PAGE, scene, url_for("scan_pages.explain", scene=scene)))


@scan_pages.post(f"{CURRENT}/session")
@needs(Act.SIGN_IN)
@shown_again(_page)
def open_session() -> object:
    """手机已确认，进入工作台: once, in this browser, with a session that did not exist before."""
    onward, secret = filled(Onward).next, scan_secret()
    token, begun = sign_in_by_scan(session(), secret, client_address(), this_browser(), g.request_id)
    answer = entered(token, onward, begun.staff.login)
    drop(answer, scan_cookie())
    return answer


@scan_pages.get("/scan/<scene>")
@needs(Act.SIGN_IN)
def explain(scene: str) -> str:
    """Where the plain code leads a phone that reads it with its camera: into the mini-program. Nothing is looked up."""
    return show("console/scan_how.html")
