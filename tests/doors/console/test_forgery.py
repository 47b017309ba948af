"""Every form of the console: from our own page and with the session's token, or nothing happens."""

import re

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import Headers

from service.ground.errors import CATALOGUE, Refusal
from service.register.access.forgery import must_come_from_us
from service.register.audit.models import AuditEntry
from tests.doors.console.given import OURS, Desk, Office

NOWHERE = "00000000-0000-7000-8000-000000000000"
SIGN_IN = "/console/sign-in"
# Sent before there is a session that could have a token: they have the first wall only.
DOORS = {SIGN_IN, "/console/scans", "/console/scans/current/session"}


def forms(office: Office) -> list[str]:
    """The address of every console form that changes something, with an id that nothing has."""
    return sorted(
        re.sub(r"<[^>]+>", NOWHERE, rule.rule)
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith("/console/") and rule.methods and "POST" in rule.methods
    )


def said(desk: Desk, path: str, headers: dict[str, str], token: str | None = None) -> str:
    """Which of the two refusals the answer is, or the status of another answer."""
    form = {"form_token": desk.form_token if token is None else token}
    answer = desk.browser.post(path, data=form, headers=headers)
    for code in ("ORIGIN_WRONG", "FORM_EXPIRED"):
        if CATALOGUE[code].message in answer.text:
            assert answer.status_code == 403
            return code
    return str(answer.status_code)


@pytest.fixture
def desk(office: Office) -> Desk:
    """The desk of the battery union's chair."""
    return office.desk("chair_battery")


def test_no_form_is_taken_from_a_foreign_page(office: Office, desk: Desk) -> None:
    foreign = [
        {},
        {"Origin": "null"},
        {"Origin": "https://example.org"},
        {"Origin": "http://localhost:8080"},
        {"Referer": "https://example.org/console/"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org", "Sec-Fetch-Site": "same-origin"},
        OURS | {"Referer": "https://example.org/"},
    ]
    before = audited(office)
    found = {(path, said(desk, path, headers)) for path in forms(office) for headers in foreign}
    assert found == {(path, "ORIGIN_WRONG") for path in forms(office)}
    assert audited(office) == before


def test_no_form_is_taken_without_the_token_of_its_session(office: Office, desk: Desk) -> None:
    other = office.desk("county").form_token
    within = [path for path in forms(office) if path not in DOORS]
    before = audited(office)
    found = {(path, said(desk, path, OURS, token)) for path in within for token in ("", "x", "é", other)}
    assert found == {(path, "FORM_EXPIRED") for path in within}
    assert audited(office) == before


def test_a_form_of_our_own_page_with_its_token_gets_past_both_walls(office: Office, desk: Desk) -> None:
    ours = [
        OURS,
        {"Referer": "http://localhost/console/"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
    ]
    last = [path for path in forms(office) if path != "/console/sign-out"]
    found = {said(desk, path, headers) for path in last for headers in ours}
    assert not found & {"ORIGIN_WRONG", "FORM_EXPIRED"}


def test_there_are_forms_to_walk(office: Office) -> None:
    assert len(forms(office)) >= 25


def test_a_host_of_the_same_beginning_is_foreign() -> None:
    with pytest.raises(Refusal) as refusal:
        must_come_from_us(Headers({"Origin": "http://localhost.example.org"}), "localhost")
    assert refusal.value.code == "ORIGIN_WRONG"


def audited(office: Office) -> int:
    """How many acts the log holds."""
    with office.deployed.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_a_console_page_lets_the_browser_say_where_its_forms_come_from(office: Office) -> None:
    policies = {
        path: office.stranger().get(path).headers["Referrer-Policy"] for path in (SIGN_IN, "/join/x", "/v/x")
    }
    assert policies == {SIGN_IN: "same-origin", "/join/x": "no-referrer", "/v/x": "no-referrer"}
