"""The door of the console: sign in, prove presence again, sign out."""

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from service.doors.console.entering import asked, entered, onward_to, this_browser
from service.doors.console.shapes import Onward, SignIn, StepUp
from service.ground.pages import HOME, own_path
from service.register.access.cookies import device_of, drop, scan_cookie, scan_secret
from service.register.access.guard import actor, client_address, cookie_name, needs, session, staff_session
from service.register.access.models import Act
from service.register.accounts.bindings import binding_of
from service.register.accounts.scan_models import ScanKind
from service.register.accounts.scans import scan_of_browser, step_up_by_scan
from service.register.accounts.sessions import sign_out
from service.register.accounts.staff import sign_in, step_up
from service.register.forms import filled, show, shown_again, taken

console = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
STEP_UP_PAGE = "/console/step-up"


def _sign_in_form() -> str:
    return show("console/sign_in.html", next=own_path(request.args.get("next", HOME)))


@console.get("/sign-in")
@needs(Act.SIGN_IN)
def sign_in_page() -> str:
    """登录"""
    return _sign_in_form()


@console.post("/sign-in")
@needs(Act.SIGN_IN)
@shown_again(_sign_in_form)
def open_session() -> object:
    """登录: a session of its own for every sign-in; one that this browser still held ends here."""
    form, typed_at = filled(SignIn), client_address()
    typed, held = (form.login, form.password, form.code), device_of(form.login)
    said = (*typed, typed_at, g.request_id, this_browser())
    token, begun = sign_in(session(), *said, device=held, second=form.second)
    return entered(token, form.next, begun.staff.login)


@console.post("/sign-out")
@needs(Act.SIGNED_IN)
def close_session() -> Response:
    """退出登录"""
    sign_out(session(), g.staff_session_id)
    answer = taken("/console/sign-in")
    drop(answer, cookie_name())
    return answer


def _step_up_form() -> str:
    scan = scan_of_browser(session(), ScanKind.STEP_UP, scan_secret(), g.staff_session_id)
    staff_id = staff_session().staff_id
    return show(
        "console/step_up.html",
        next=own_path(request.values.get("next", HOME)),
        scan=scan if scan is None or scan.used_at is None else None,
        bound=binding_of(session(), staff_id) is not None,
    )


@console.get("/step-up")
@needs(Act.SIGNED_IN)
def step_up_page() -> str:
    """再次核验"""
    return _step_up_form()


@console.post("/step-up")
@needs(Act.SIGNED_IN)
@shown_again(_step_up_form)
def prove_presence() -> object:
    """再次输入动态码: for the next minutes sensitive acts are open."""
    form = filled(StepUp)
    step_up(session(), staff_session(), form.code, g.request_id)
    return taken(own_path(form.next))


@console.post("/step-up/scans")
@needs(Act.SIGNED_IN)
@shown_again(_step_up_form)
def ask_phone() -> object:
    """用微信扫码核验: a code that only the phone bound to this very account can confirm."""
    onward = filled(Onward).next
    return asked(ScanKind.STEP_UP, onward_to(STEP_UP_PAGE, onward), staff_session())


@console.post("/scans/current/presence")
@needs(Act.SIGNED_IN)
@shown_again(_step_up_form)
def prove_presence_by_phone() -> object:
    """手机已确认: the same few minutes as after a one-time code."""
    onward = filled(Onward).next
    step_up_by_scan(session(), staff_session(), scan_secret(), actor().request_id)
    answer = taken(own_path(onward))
    drop(answer, scan_cookie())
    return answer
