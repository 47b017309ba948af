"""The console's cookies: for this host alone, hidden from scripts, sent along by our own pages only."""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from service.register.access.guard import cookie_name, deployment
from service.register.accounts.devices import LASTS, cookie_suffix, new_device


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


def keep_device(answer: Response, login: str) -> None:
    """Know this browser again as one in which ``login`` signed in; a cookie for each who shares it."""
    keep(answer, _device_cookie(login), new_device(deployment().vault.index, login), LASTS)


def device_of(login: str) -> str:
    """What this browser holds of an earlier sign-in of ``login``; empty when nothing."""
    return request.cookies.get(_device_cookie(login), "")


def _device_cookie(login: str) -> str:
    prefix = "__Host-device-" if _secure() else "device-"
    return prefix + cookie_suffix(deployment().vault.index, login)


def _secure() -> bool:
    return cookie_name().startswith("__Host-")
