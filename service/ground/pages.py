"""Pages for a browser: the refusal that every page can end in, and the way to the two doors that it may need."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request, url_for

from service.ground.errors import Refusal

HOME = "/console/"
_OWN_PATH = re.compile(r"/console/[A-Za-z0-9/_-]*")
_LONGEST = 200  # as much as the forms of the two doors take along
# No control character, even encoded; and what a page says once ("done") is not said again.
_OWN_PAIR = re.compile(r"(?!done=)[a-z_]+=(?:[\w.:+~-]|%[2-9A-Fa-f][0-9A-Fa-f])*", re.ASCII)


def own_path(wanted: str) -> str:
    """``wanted`` if it is an address of the console, without a doubtful query; else the console's home.

    Nobody is led elsewhere after a sign-in.
    """
    path, _, query = wanted.partition("?")
    if len(path) > _LONGEST or not _OWN_PATH.fullmatch(path):
        return HOME
    whole = len(wanted) <= _LONGEST and all(_OWN_PAIR.fullmatch(pair) for pair in query.split("&"))
    return wanted if whole else path


def asked_for() -> str:
    """The console page that this request is for, as an address to return to."""
    return own_path(f"{request.path}?{request.query_string.decode('ascii', 'replace')}")


def came_from() -> str:
    """The console page that this request was sent from, as an address to return to."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    return own_path(f"{referrer.path}?{referrer.query}")


def render_refusal(refusal: Refusal) -> Any:
    """A refusal as a page; who must sign in or prove presence first is led there, and back afterwards."""
    if "console.sign_in_page" in current_app.view_functions:
        if refusal.code == "SIGN_IN_NEEDED" and request.method == "GET":
            return redirect(url_for("console.sign_in_page", next=asked_for()))
        if refusal.code == "STEP_UP_NEEDED":
            back = asked_for() if request.method == "GET" else came_from()
            return redirect(url_for("console.step_up_page", next=back), 303)
    staff = request.path.startswith(HOME)
    page = render_template("refusal.html", refusal=refusal, request_id=g.get("request_id"), staff=staff)
    return page, refusal.entry.status
