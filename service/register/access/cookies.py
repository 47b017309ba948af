"""The console's cookies: for this host alone, hidden from scripts, sent along by our own pages only."""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from service.register.access.guard import cookie_name


def keep(answer: Response, name: str, value: str, lasts: timedelta) -> None:
    """Give the browser a cookie to hold for ``lasts``."""
    answer.set_cookie(name, value, max_age=lasts, secure=_secure(), httponly=True, samesite="Lax")


def drop(answer: Response, name: str) -> None:
    """Take a cookie away again."""
    answer.delete_cookie(name, secure=_secure(), httponly=True, samesite="Lax")


def scan_cookie() -> str:
    """The cookie of a browser that waits for a phone; host-bound on https like the session's own."""
    return "__Host-scan" if _secure() else "scan"


def scan_secret() -> str:
    """What this browser holds of the code that it shows; empty when it shows none."""
    return request.cookies.get(scan_cookie(), "")


def _secure() -> bool:
    return cookie_name().startswith("__Host-")
