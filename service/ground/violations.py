"""What the Content-Security-Policy kept a browser from: counted and logged without anything of the page or its reader.

Anyone can send such a report, so none is believed: the directive comes from a fixed list, of the blocked address only
the host or a keyword stays, and a flood of reports fills neither the log nor the database.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request
from prometheus_client import Counter

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.headers import REPORTS
from service.ground.logs import log

violations = Blueprint("violations", __name__)

VIOLATIONS = Counter(
    "huigongka_csp_violations_total", "Reports of blocked content by directive", ["directive"]
)
DIRECTIVES = frozenset(
    {
        *(
            "base-uri",
            "connect-src",
            "default-src",
            "font-src",
            "form-action",
            "frame-ancestors",
            "frame-src",
        ),
        *("img-src", "manifest-src", "media-src", "object-src", "worker-src"),
        *(
            "script-src",
            "script-src-attr",
            "script-src-elem",
            "style-src",
            "style-src-attr",
            "style-src-elem",
        ),
    }
)
KEYWORDS = frozenset({"blob", "data", "eval", "inline", "self", "wasm-eval"})
LARGEST, MOST = 8 * 1024, 20
_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,5}")


class Trickle:
    """At most ``size`` lines in any one ``span`` of this process; what comes beyond is only counted."""

    def __init__(self, size: int, span: timedelta) -> None:
        self.size, self.span = size, span
        self._written: list[datetime] = []
        self._lock = Lock()

    def lets_through(self) -> bool:
        """Whether one more line may be written now."""
        with self._lock:
            now = clock.now()
            self._written = [at for at in self._written if now - at < self.span]
            if len(self._written) >= self.size:
                return False
            self._written.append(now)
            return True


LINES = Trickle(30, timedelta(minutes=10))


@violations.post(REPORTS)
def take_reports() -> tuple[str, int]:
    """Count what a browser reports; raises MEDIA_TYPE_WRONG, REQUEST_TOO_LARGE, REQUEST_UNREADABLE."""
    if request.mimetype not in ("application/csp-report", "application/reports+json"):
        raise Refusal("MEDIA_TYPE_WRONG")
    request.max_content_length = LARGEST
    for directive, blocked in _told(request.get_data()):
        VIOLATIONS.labels(directive).inc()
        if LINES.lets_through():
            log.warning("csp violation", directive=directive, blocked=blocked)
    return "", 204


def _told(body: bytes) -> Iterator[tuple[str, str]]:
    """Directive and blocked source of each report of either format."""
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("REQUEST_UNREADABLE") from None
    reports = sent if isinstance(sent, list) else [sent]
    for report in reports[:MOST]:
        facts = report.get("csp-report", report.get("body")) if isinstance(report, dict) else None
        if not isinstance(facts, dict):
            raise Refusal("REQUEST_UNREADABLE")
        directive = facts.get("effective-directive", facts.get("effectiveDirective"))
        yield _known(directive), _source(facts.get("blocked-uri", facts.get("blockedURL")))


def _known(directive: object) -> str:
    return directive if isinstance(directive, str) and directive in DIRECTIVES else "other"


def _source(blocked: object) -> str:
    """The keyword or the host of what was blocked: its path and query may belong to somebody."""
    if not isinstance(blocked, str):
        return "other"
    if blocked in KEYWORDS:
        return blocked
    try:
        host = urlsplit(blocked).hostname or ""
    except ValueError:
        return "other"
    return host if _HOST.fullmatch(host) else "other"
