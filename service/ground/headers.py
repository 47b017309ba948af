"""Security headers on every answer; a page's scripts are those it names with the answer's own nonce, and nothing else."""

import secrets

from flask import Response, current_app, g, request

from service.ground.statics import keep_or_ask

# Where a browser tells of what the policy kept it from.
REPORTS = "/csp-reports"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    f"report-uri {REPORTS}; "
)


def script_nonce() -> str:
    """The nonce of this answer, made when its page first names a script; 128 random bits, never used again."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    return str(g.script_nonce)


def guard_headers(response: Response) -> Response:
    """No sniffing, framing, referrer or caching, but of static files; HSTS where the deployment speaks https."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    # Under "no-referrer" a browser sends its own forms with "Origin: null"; the console must see where they come from.
    headers["Referrer-Policy"] = "same-origin" if request.path.startswith("/console/") else "no-referrer"
    headers["Content-Security-Policy"] = _POLICY + _scripts()
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint == "static" and response.status_code in (200, 304):
        keep_or_ask(response)
    else:
        headers["Cache-Control"] = "no-store"
    if request.path.startswith("/v/"):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if current_app.extensions["deployment"].settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        # The newer way to report needs https; a browser that knows it no longer looks at report-uri.
        headers["Reporting-Endpoints"] = f'csp="{REPORTS}"'
        headers["Content-Security-Policy"] += "; report-to csp"
    return response


def _scripts() -> str:
    return f"script-src 'nonce-{g.script_nonce}'" if "script_nonce" in g else "script-src 'none'"
