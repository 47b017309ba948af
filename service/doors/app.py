"""Open the doors: one transaction per request, refusals turned into answers, nothing below knows HTTP."""

import uuid
from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Request, g, jsonify, request
from flask.json.provider import DefaultJSONProvider
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from crypto.errors import KeyUnavailable
from service.doors.console.registered import menu_badges
from service.doors.reference import reference
from service.doors.rooms import BLUEPRINTS, WAITING
from service.ground.errors import Refusal
from service.ground.headers import guard_headers, script_nonce
from service.ground.health import health, observe
from service.ground.logs import log_fault
from service.ground.pages import render_refusal
from service.ground.shapes import in_chinese
from service.ground.statics import static_url
from service.ground.violations import violations
from service.register.access.guard import unsigned_views
from service.register.deployment import Deployment
from service.register.jobs.faults import is_away
from service.register.matters import is_late
from service.register.notices.subscriptions import templates_of

HTTP_CODES = {
    400: "REQUEST_UNREADABLE",
    404: "NOT_FOUND",
    405: "METHOD_WRONG",
    413: "REQUEST_TOO_LARGE",
    415: "MEDIA_TYPE_WRONG",
}


class CountyRequest(Request):
    """A request whose uploads stay in memory, where nobody finds them later; 6 MiB are the most that is taken."""

    def _get_file_stream(self, *_size_and_name: Any, **_more: Any) -> IO[bytes]:
        return BytesIO()


class CountyJson(DefaultJSONProvider):
    """JSON whose depth is no fault of ours: what nests too deep is unreadable, like any other that is no JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value; ValueError for what cannot be read."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


class CountyApp(APIFlask):
    """The web application of one deployment."""

    request_class = CountyRequest
    json_provider_class = CountyJson

    def dispatch_request(self) -> Any:
        """Run one view in one transaction: return commits, raise rolls back (unless the refusal is kept)."""
        try:
            answer = super().dispatch_request()
            if "session" in g and request.method not in ("GET", "HEAD", "OPTIONS"):
                self.extensions["deployment"].database.commit(g.session)
            return answer
        except Refusal as refusal:
            if refusal.keep and "session" in g:
                self.extensions["deployment"].database.commit(g.session)
            raise


def create_app(deployment: Deployment) -> CountyApp:
    """The application with every room's doors; fails to start when a view carries no guard or a setting is wrong."""
    app = CountyApp("service", title="惠工卡", version="0.1.0", docs_path=None, spec_path=None)
    settings = deployment.settings
    templates_of(settings)
    app.extensions["deployment"] = deployment
    app.extensions["waiting"] = WAITING
    app.config.update(
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        OPENAPI_VERSION="3.1.0",
        SPEC_FORMAT="json",
        JSON_SORT_KEYS=False,
    )
    app.json.ensure_ascii = False
    app.jinja_env.globals.update(
        is_late=is_late, menu_badges=menu_badges, script_nonce=script_nonce, static_url=static_url
    )
    app.security_schemes = {"worker": {"type": "http", "scheme": "bearer"}}
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    app.before_request(_name_request)
    app.after_request(guard_headers)
    app.after_request(observe)
    app.teardown_appcontext(_close)
    _answer_refusals(app)
    app.register_blueprint(health)
    app.register_blueprint(violations)
    app.register_blueprint(reference)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    unsigned = unsigned_views(app)
    if unsigned:
        raise RuntimeError(f"views without a guard: {', '.join(unsigned)}")
    return app


def _name_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]


def _close(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()


def _answer_refusals(app: CountyApp) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_fault)
    app.register_error_handler(StaleDataError, lambda _fault: _refused(Refusal("COLLEAGUE_WAS_FASTER")))
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(OperationalError, _database_fault)
    app.register_error_handler(KeyUnavailable, _keys_away)
    app.register_error_handler(Exception, _fault)

    @app.error_processor
    def _bad_input(error: HTTPError) -> Any:
        """Field faults in Chinese, without the rejected value."""
        return _refused(_as_refusal(error.status_code, getattr(error, "detail", None)))


def _as_refusal(status: int, detail: Any = None) -> Refusal:
    if status == 422 and isinstance(detail, Mapping):
        fields = {
            name: in_chinese(sentences[0] if isinstance(sentences, list) else str(sentences))
            for place in detail.values()
            for name, sentences in place.items()
        }
        return Refusal("INPUT_INVALID", fields=fields)
    return Refusal(HTTP_CODES.get(status, "FAULT" if status >= 500 else "REQUEST_UNREADABLE"))


def _refused(refusal: Refusal) -> Any:
    """Answer a refusal: as JSON to the mini-program, as a page to a browser; the same code, sentence and next step."""
    g.outcome = refusal.code
    if not request.path.startswith("/api/"):
        return render_refusal(refusal)
    body: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.message,
        "next": refusal.next,
        "request_id": g.get("request_id"),
    }
    if refusal.fields:
        body["fields"] = refusal.fields
    return jsonify(body), refusal.entry.status


def _http_fault(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    return _refused(_as_refusal(error.code or 500))


def _database_fault(error: OperationalError) -> Any:
    """The database is away, or a statement was wrong, which SQLite raises as the same class."""
    return _refused(Refusal("BUSY")) if is_away(error) else _fault(error)


def _keys_away(error: KeyUnavailable) -> Any:
    """The guard of the keys does not answer: it passes, as when the database is away, and /readyz says so too."""
    log_fault(error)
    return _refused(Refusal("BUSY"))


def _conflict(error: IntegrityError) -> Any:
    if "unique" in str(error.orig).lower():
        return _refused(Refusal("COLLEAGUE_WAS_FASTER"))
    return _fault(error)


def _fault(error: Exception) -> Any:
    """Answer a fault of the program with 500; the log has its type and place, never its text, which may hold a value."""
    log_fault(error)
    return _refused(Refusal("FAULT"))
