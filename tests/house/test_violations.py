"""The door for browsers' reports of blocked content: counts by a fixed list, logs a host at most, and cannot be flooded."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from service.ground import violations
from service.ground.health import REQUESTS
from service.register.deployment import Deployment
from tests.application import application

OLD, NEW = "application/csp-report", "application/reports+json"


@pytest.fixture
def browser(deployed: Deployment) -> Iterator[FlaskClient]:
    """A browser that nobody has signed in with, at a process that has written no line yet."""
    violations.LINES._written.clear()
    yield application(deployed).test_client()
    violations.LINES._written.clear()


def report(browser: FlaskClient, directive: object, blocked: object) -> TestResponse:
    """One report in the format of report-uri."""
    body = {
        "csp-report": {"effective-directive": directive, "blocked-uri": blocked, "script-sample": "陈样一"}
    }
    return browser.post("/csp-reports", data=json.dumps(body), content_type=OLD)


def counted() -> dict[str, float]:
    """How many reports of each directive stand in the metrics."""
    name = "huigongka_csp_violations_total"
    samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
    return {sample.labels["directive"]: sample.value for sample in samples if sample.name == name}


def test_a_report_is_counted_by_its_directive_and_logged_without_the_page(browser: FlaskClient) -> None:
    before = counted()
    with capture_logs() as lines:
        answer = report(browser, "script-src-elem", "https://Evil.example:8443/v/abc?phone=13800000000#x")
    assert (answer.status_code, answer.data) == (204, b"")
    assert counted().get("script-src-elem", 0) == before.get("script-src-elem", 0) + 1
    assert lines == [
        {
            "event": "csp violation",
            "log_level": "warning",
            "directive": "script-src-elem",
            "blocked": "evil.example",
        }
    ]


def test_both_formats_say_the_same(browser: FlaskClient) -> None:
    body = [
        {"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "data"}},
        {"type": "csp-violation", "body": {"effectiveDirective": "style-src-attr", "blockedURL": "inline"}},
    ]
    with capture_logs() as lines:
        assert browser.post("/csp-reports", data=json.dumps(body), content_type=NEW).status_code == 204
    assert [(line["directive"], line["blocked"]) for line in lines] == [
        ("img-src", "data"),
        ("style-src-attr", "inline"),
    ]


@pytest.mark.parametrize(
    ("directive", "blocked"),
    [
        ("陈样一", "陈样一"),
        (None, None),
        ({"a": 1}, ["https://x.example"]),
        ("script-src evil", "/v/code-of-a-card"),
        ("", "https://陈样一.example/"),
        ("x" * 100, "http://[::1"),
        ("other", "https://" + "x" * 200 + ".example"),
    ],
)
def test_what_is_on_no_list_is_only_other(browser: FlaskClient, directive: object, blocked: object) -> None:
    with capture_logs() as lines:
        assert report(browser, directive, blocked).status_code == 204
    assert [(line["directive"], line["blocked"]) for line in lines] == [("other", "other")]
    assert set(counted()) <= violations.DIRECTIVES | {"other"}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"{}", "text/plain", 415),
        (b"", OLD, 400),
        (b"{", OLD, 400),
        (b"[" * 8000, OLD, 400),
        (b"{}", OLD, 400),
        (b"7", NEW, 400),
        (b'[{"body": 7}]', NEW, 400),
        (b"\xff\xfe", NEW, 400),
        (b" " * (8 * 1024 + 1), OLD, 413),
    ],
)
def test_what_is_no_report_is_refused(browser: FlaskClient, body: bytes, kind: str, status: int) -> None:
    with capture_logs() as lines:
        assert browser.post("/csp-reports", data=body, content_type=kind).status_code == status
    assert [line for line in lines if line["event"] == "csp violation"] == []


def test_the_door_takes_reports_and_shows_nothing(browser: FlaskClient) -> None:
    assert {method: browser.open("/csp-reports", method=method).status_code for method in ("GET", "PUT")} == {
        "GET": 405,
        "PUT": 405,
    }


def test_a_flood_is_counted_and_fills_no_log(browser: FlaskClient, at: Callable[[str], None]) -> None:
    at("2026-11-20 09:00")
    before = counted().get("font-src", 0)
    with capture_logs() as lines:
        for _ in range(3):
            body: Any = [{"body": {"effectiveDirective": "font-src", "blockedURL": "inline"}}] * 50
            assert browser.post("/csp-reports", data=json.dumps(body), content_type=NEW).status_code == 204
    assert len(lines) == 30
    assert counted()["font-src"] == before + 3 * violations.MOST
    at("2026-11-20 09:10")
    with capture_logs() as lines:
        report(browser, "font-src", "inline")
    assert len(lines) == 1


def test_the_door_leaves_no_line_of_its_own_in_the_request_log(browser: FlaskClient) -> None:
    with capture_logs() as lines:
        report(browser, "font-src", "inline")
    assert [line["event"] for line in lines] == ["csp violation"]
    assert REQUESTS.labels("POST", "/csp-reports", 204)._value.get() >= 1
