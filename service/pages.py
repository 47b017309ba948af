"""Pages for a browser: the refusal that every page can end in."""

from typing import Any

from flask import g, redirect, render_template, request, url_for

from service.errors import Refusal


def render_refusal(refusal: Refusal) -> Any:
    """A refusal as a page; who is not signed in is led to the sign-in page and back (only to our own paths)."""
    if refusal.code == "SIGN_IN_NEEDED" and request.method == "GET" and "console.sign_in_page" in _endpoints():
        return redirect(url_for("console.sign_in_page", next=request.path))
    page = render_template("refusal.html", refusal=refusal, request_id=g.get("request_id"))
    return page, refusal.entry.status


def _endpoints() -> Any:
    from flask import current_app

    return current_app.view_functions
