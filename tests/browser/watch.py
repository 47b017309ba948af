"""Whoever watches a page while a journey runs: nothing may break, nothing may come from elsewhere or stay behind."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from service.ground.headers import REPORTS

_REPORT = (
    "document.addEventListener('securitypolicyviolation', event => console.error("
    "`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"
)
_KEPT = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


class Watch:
    """Collects what went wrong in one browser profile."""

    def __init__(self, context: BrowserContext, service: str) -> None:
        """Begin before the first page is opened."""
        self.service = service
        self.faults: list[str] = []
        context.add_init_script(_REPORT)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script fault: {error.error}"))

    def _request(self, request: Request) -> None:
        """Note as a fault whatever is asked of another host, or reported by the content policy."""
        if urlsplit(request.url).path == REPORTS:
            self.faults.append("the content policy kept a page from something")
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.service):
            self.faults.append(f"request to elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        """A page may be a refusal; what a page is made of must be there, and nothing may fail."""
        if response.status >= (
            500 if response.request.resource_type in ("document", "xhr", "fetch") else 400
        ):
            self.faults.append(f"{response.status} {urlsplit(response.url).path}")

    def _console(self, message: ConsoleMessage) -> None:
        # What failed to load is judged above, where the status is known.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def left_behind(self, page: Page, allowed: Iterable[str] = ()) -> None:
        """Note as a fault whatever stays in the browser's storage, but for what is ``allowed``."""
        self.faults += [f"kept in the browser: {key}" for key in page.evaluate(_KEPT) if key not in allowed]
