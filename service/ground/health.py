"""Is it alive, is it ready, what does it count: doors for the operator, without anything of anybody."""

import time

from flask import Blueprint, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crypto.errors import KeyUnavailable, Unreadable
from service.ground.logs import log

health = Blueprint("health", __name__)

REQUESTS = Counter("huigongka_requests_total", "Requests by route and outcome", ["method", "route", "status"])
SECONDS = Histogram("huigongka_request_seconds", "Time to answer", ["route"])


@health.before_app_request
def _start_clock() -> None:
    g.started = time.perf_counter()


def observe(response: Response) -> Response:
    """Count and log a request by its route template; paths, queries and identifiers stay out."""
    route = str(request.url_rule) if request.url_rule else "unknown"
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    REQUESTS.labels(request.method, route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    if route not in ("/livez", "/readyz", "/metrics", "/csp-reports"):
        log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            request_id=g.get("request_id"),
            code=g.get("outcome"),
        )
    return response


@health.get("/livez")
def live() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say that database and keys answer, and the migration; whether WeChat answers does not count.

    A key that is still in memory counts as an answer, for the service works with it: at most ten minutes.
    """
    database = current_app.extensions["deployment"].database
    try:
        with database.reading() as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
        database.info["vault"].ring.current("wrapping")
    except SQLAlchemyError:
        return jsonify(status="database unavailable"), 503
    except (KeyUnavailable, Unreadable):
        return jsonify(status="keys unavailable"), 503
    return jsonify(status="ok", migration=version), 200


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus text; the proxy lets only the monitoring host in."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
