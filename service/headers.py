"""Security headers on every answer; a page's scripts and styles come from ourselves only."""

from flask import Response, current_app, request

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def guard_headers(response: Response) -> Response:
    """No sniffing, framing, referrer or caching; HSTS where the deployment speaks https."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    # Under "no-referrer" a browser sends its own forms with "Origin: null"; the console must see where they come from.
    headers["Referrer-Policy"] = "same-origin" if request.path.startswith("/console/") else "no-referrer"
    headers["Content-Security-Policy"] = _POLICY
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not request.path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"
    if request.path.startswith("/v/"):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if current_app.extensions["deployment"].settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
