"""入门: what every way of signing in ends with, and what every code for a phone begins with."""

from flask import request
from werkzeug.wrappers import Response

from service.ground.pages import own_path
from service.register.access.cookies import keep, keep_device, scan_cookie
from service.register.access.guard import client_address, cookie_name, session
from service.register.accounts.browsers import browser_words
from service.register.accounts.models import StaffSession
from service.register.accounts.scan_models import ScanKind
from service.register.accounts.scans import LIFETIME, ask_for_scan
from service.register.accounts.sessions import LONGEST, live_session, sign_out
from service.register.forms import taken


def this_browser() -> str:
    """What this browser is called, in plain words."""
    return browser_words(request.headers.get("User-Agent", ""))


def entered(token: str, onward: str, login: str) -> Response:
    """Redirect into the console with a new session; one that this browser still held ends here, and ``login`` is known here now."""
    earlier = live_session(session(), request.cookies.get(cookie_name(), ""))
    if earlier is not None:
        sign_out(session(), earlier.id)
    answer = taken(own_path(onward))
    keep(answer, cookie_name(), token, LONGEST)
    keep_device(answer, login)
    return answer


def asked(kind: ScanKind, page: str, current: StaffSession | None = None) -> Response:
    """Redirect to the page that shows a new code; only this browser holds its secret, whatever it held before."""
    secret = ask_for_scan(session(), kind, this_browser(), client_address(), current)
    answer = taken(page)
    keep(answer, scan_cookie(), secret, LIFETIME)
    return answer


def onward_to(page: str, onward: str) -> str:
    """The page, remembering where to go on to afterwards."""
    return f"{page}?next={own_path(onward)}"
