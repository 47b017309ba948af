"""Pages for a browser: the refusal that every page can end in, and the way to the two doors that it may need."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request, url_for

from service.errors import Refusal

HOME = "/console/"
_OWN_PATH = re.compile(r"/console/[A-Za-z0-9/_-]*")


def own_path(wanted: str) -> str:
    """``wanted`` if it is a path of the console, else the console's home: nobody is led elsewhere after a sign-in."""
    return wanted if _OWN_PATH.fullmatch(wanted) else HOME


def came_from() -> str:
    """The console page that this request was sent from, as a path to return to."""
    return own_path(urlsplit(request.headers.get("Referer", "")).path)


def render_refusal(refusal: Refusal) -> Any:
    """A refusal as a page; who must sign in or prove presence first is led there, and back afterwards."""
    if "console.sign_in_page" in current_app.view_functions:
        if refusal.code == "SIGN_IN_NEEDED" and request.method == "GET":
            return redirect(url_for("console.sign_in_page", next=own_path(request.path)))
        if refusal.code == "STEP_UP_NEEDED":
            back = own_path(request.path) if request.method == "GET" else came_from()
            return redirect(url_for("console.step_up_page", next=back), 303)
    staff = request.path.startswith(HOME)
    page = render_template("refusal.html", refusal=refusal, request_id=g.get("request_id"), staff=staff)
    return page, refusal.entry.status
