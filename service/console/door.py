"""The door of the console: sign in, prove presence again, sign out."""

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from service.access.guard import client_address, cookie_name, needs, session, staff_session
from service.access.models import Act
from service.accounts.staff import LONGEST, live_session, sign_in, sign_out, step_up
from service.console.shapes import SignIn, StepUp
from service.forms import filled, show, shown_again, taken
from service.pages import HOME, own_path

console = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")


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
    form, cookie = filled(SignIn), cookie_name()
    token, _ = sign_in(session(), form.login, form.password, form.code, client_address(), g.request_id)
    earlier = live_session(session(), request.cookies.get(cookie, ""))
    if earlier is not None:
        sign_out(session(), earlier.id)
    answer = taken(own_path(form.next))
    answer.set_cookie(cookie, token, max_age=LONGEST, secure=_secure(), httponly=True, samesite="Lax")
    return answer


@console.post("/sign-out")
@needs(Act.SIGNED_IN)
def close_session() -> Response:
    """退出登录"""
    sign_out(session(), g.staff_session_id)
    answer = taken("/console/sign-in")
    answer.delete_cookie(cookie_name(), secure=_secure(), httponly=True, samesite="Lax")
    return answer


def _step_up_form() -> str:
    return show("console/step_up.html", next=own_path(request.args.get("next", HOME)))


@console.get("/step-up")
@needs(Act.SIGNED_IN)
def step_up_page() -> str:
    """再次输入动态码"""
    return _step_up_form()


@console.post("/step-up")
@needs(Act.SIGNED_IN)
@shown_again(_step_up_form)
def prove_presence() -> object:
    """再次输入动态码: for the next minutes sensitive acts are open."""
    form = filled(StepUp)
    step_up(session(), staff_session(), form.code)
    return taken(own_path(form.next))


def _secure() -> bool:
    return cookie_name().startswith("__Host-")
