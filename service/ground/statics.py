"""静态文件: each is asked for under an address that names its content, so that a browser keeps it for a year, and a new
version of the service is never shown with an old style or script.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, current_app, request, url_for

KEPT = "public, max-age=31536000, immutable"


def static_url(filename: str) -> str:
    """The address of a static file with the digest of its content."""
    return url_for("static", filename=filename, v=_digest(_path(filename)))


def keep_or_ask(response: Response) -> None:
    """Let a static file be kept for a year when it was asked for by its present content; else it is asked for each time."""
    asked, filename = request.args.get("v", ""), (request.view_args or {}).get("filename", "")
    response.headers["Cache-Control"] = KEPT if asked == _digest(_path(filename)) else "no-cache"


def _path(filename: str) -> Path:
    return Path(str(current_app.static_folder)) / filename


@cache
def _digest(file: Path) -> str:
    """The beginning of the SHA-256 of a file, read once: a running service does not change its files."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
