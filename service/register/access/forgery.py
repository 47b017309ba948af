"""跨站请求伪造: what a console form must show before it changes anything, asked by the guard so that no view forgets it.

Two walls: the request comes from a page of our own host, and it carries the token of the session it acts in. The
sign-in form has no session yet, so it has the first wall only.
"""

import secrets
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

from service.ground.errors import Refusal

CONSOLE = "/console/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def changes_something(method: str, path: str) -> bool:
    """Whether a request asks the console for a change, and so must come from a page of its own."""
    return path.startswith(CONSOLE) and method not in SAFE_METHODS


def must_come_from_us(headers: Headers, host: str) -> None:
    """Raise ORIGIN_WRONG unless the browser says that a page of ``host`` sent this, and nothing says otherwise.

    Sec-Fetch-Site where the browser sends it (https and this machine), else Origin, else Referer; silence is foreign.
    """
    site, origin, referer = (headers.get(name) for name in ("Sec-Fetch-Site", "Origin", "Referer"))
    named = [urlsplit(place).netloc for place in (origin, referer) if place and place != "null"]
    said_ours = site in _OURS or (site is None and bool(named) and origin != "null")
    if not said_ours or any(place != host for place in named):
        raise Refusal("ORIGIN_WRONG")


def must_carry_token(given: str, expected: str) -> None:
    """Raise FORM_EXPIRED unless the form carries the token of the session it acts in."""
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise Refusal("FORM_EXPIRED")
