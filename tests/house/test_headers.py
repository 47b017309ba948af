"""Security headers stand on every answer, whatever the route and whatever came of it; cookies are locked up under https."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.doors.app import create_app
from service.ground.config import Settings
from service.register.deployment import deploy
from tests.application import application
from tests.given import PASSWORD, World, totp_code


@pytest.fixture
def app(settings: Settings, world: World) -> Flask:
    """The application of a county that speaks https."""
    chosen = settings.model_copy(update={"public_url": "https://gh.example"})
    return application(deploy(chosen))


def addresses(app: Flask) -> list[str]:
    """Every route with something in its blanks, and one that is not there."""
    from uuid import UUID

    values = {"code": "A" * 42, "scene": "NOSUCHSCENE", "filename": "county.css"}
    with app.test_request_context():
        from flask import url_for

        found = [
            url_for(
                rule.endpoint,
                _external=False,
                **{name: values.get(name, UUID(int=1)) for name in rule.arguments},
            )
            for rule in app.url_map.iter_rules()
        ]
    return [*found, "/nothing", "/api/nothing", "/console/nothing"]


def _is_a_file(answer: TestResponse, address: str) -> bool:
    return answer.status_code == 200 and address.startswith("/static/")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_every_answer_carries_the_headers(app: Flask, method: str) -> None:
    client, faults = app.test_client(), []
    for address in addresses(app):
        answer = client.open(address, method=method)
        headers = answer.headers
        sound = (
            headers.get("X-Content-Type-Options") == "nosniff"
            and headers.get("Referrer-Policy")
            == ("same-origin" if address.startswith("/console/") else "no-referrer")
            and "default-src 'none'" in headers.get("Content-Security-Policy", "")
            and "frame-ancestors 'none'" in headers.get("Content-Security-Policy", "")
            and "unsafe" not in headers.get("Content-Security-Policy", "")
            and headers.get("Cross-Origin-Opener-Policy") == "same-origin"
            and "report-uri /csp-reports; " in headers.get("Content-Security-Policy", "")
            and headers.get("Content-Security-Policy", "").endswith("; report-to csp")
            and headers.get("Reporting-Endpoints") == 'csp="/csp-reports"'
            and "max-age=31536000" in headers.get("Strict-Transport-Security", "")
            and headers.get("Cache-Control") == ("no-cache" if _is_a_file(answer, address) else "no-store")
        )
        if not sound or answer.status_code >= 500 or (method == "TRACE" and answer.status_code < 400):
            faults.append(f"{method} {address}: {answer.status_code}")
    assert faults == []


def test_the_console_cookie_is_locked_up_under_https(app: Flask, world: World) -> None:
    deployment = app.extensions["deployment"]
    with deployment.database.reading() as session:
        from service.ground import clock
        from service.register.accounts.models import Staff

        staff = session.get_one(Staff, world.staff_id("chair_battery"))
        code = totp_code(session, staff, clock.now().timestamp())
    form = {"login": "chair_battery", "password": PASSWORD, "code": code, "next": "/console/"}
    client: FlaskClient = app.test_client()
    answer = client.post(
        "/console/sign-in", data=form, headers={"Origin": "https://localhost"}, base_url="https://localhost"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-console=")
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie


def test_a_fault_tells_nothing_but_its_number(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken() -> str:
        raise ValueError("陈样一 330522199003070038")

    broken.act = app.view_functions["applications.code_lists"].act  # type: ignore[attr-defined]
    app.view_functions["applications.code_lists"] = broken
    answer = app.test_client().get("/api/code-lists")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert answer.json["code"] == "FAULT"
    assert "陈样一" not in text
    assert "ValueError" not in text
    assert "陈样一" not in caplog.text


def test_a_forwarded_address_is_believed_only_from_our_own_proxy(settings: Settings, world: World) -> None:
    from service.register.access.guard import client_address

    def seen(trusted: int, claimed: str) -> str:
        app = create_app(deploy(settings.model_copy(update={"trusted_proxies": trusted})))
        found: list[str] = []
        app.before_request(lambda: found.append(client_address()))
        app.test_client().get("/livez", headers={"X-Forwarded-For": claimed})
        return found[0]

    assert seen(0, "203.0.113.9") == seen(0, "203.0.113.10")
    assert seen(1, "203.0.113.9") != seen(1, "203.0.113.10")
    assert seen(1, "2001:db8:1:2:3::4") == seen(1, "2001:db8:1:2:9::9")
    assert "203" not in seen(1, "203.0.113.9")
