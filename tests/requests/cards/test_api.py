"""The worker's doors to the card, as the mini-program knocks at them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.register.deployment import Deployment
from service.requests.cards.endings import release
from service.requests.cards.models import RevokeReason
from tests.application import application
from tests.given import World, phone
from tests.requests.cards.given import (
    bound,
    claimant,
    issued,
    number_of,
    phone_of,
    scan,
    settle_all,
    staff_of,
    token,
)

CLAIM = {"name": "陈样一", "number": number_of("陈样一"), "document_kind": "resident"}


@pytest.fixture
def client(deployed: Deployment, world: World, at: Callable[[str], None]) -> FlaskClient:
    """The application, on a morning that stands still."""
    at("2026-11-20 09:00")
    return application(deployed).test_client()


class Phone:
    """A mini-program that is logged in."""

    def __init__(
        self, client: FlaskClient, deployment: Deployment, openid: str, mobile: str | None = None
    ) -> None:
        """Log in; with ``mobile`` the account is new, agreed to the notice and gave its phone."""
        if mobile:
            with deployment.database.writing() as session:
                claimant(session, openid, mobile)
        self._client, self._headers = client, token(deployment.database, openid)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body of one request."""
        answer = self._client.open(f"/api{path}", method=method, json=body, headers=self._headers)
        return answer.status_code, answer.get_json(silent=True)


def test_a_member_claims_reads_shows_and_unbinds_his_card(client: FlaskClient, deployed: Deployment) -> None:
    mine = Phone(client, deployed, "o-member", phone_of("陈样一"))
    assert mine.ask("GET", "/card")[1]["code"] == "CARD_MISSING"
    status, claim = mine.ask("POST", "/card-claims", CLAIM)
    assert (status, claim["state"], claim["state_words"]) == (202, "waiting", "核验中")
    assert len(claim["chair_code"]) == 6
    assert [route["route"] for route in claim["routes"]] == ["phone", "text_message", "chair"]
    settle_all(deployed)
    status, claim = mine.ask("GET", f"/card-claims/{claim['id']}")
    assert (status, claim["state"], claim["chair_code"]) == (200, "bound", None)
    status, card = mine.ask("GET", "/card")
    assert status == 200
    assert card | {"number": ""} == {
        "status": "active",
        "status_words": "有效",
        "words": "请在使用时出示动态码，并和对方核对两位数字。",
        "name": "陈**",
        "union_name": "雉城样例电池有限公司工会委员会",
        "number": "",
        "activated_on": "2026-11-20",
    }
    assert mine.ask("DELETE", "/card/binding") == (204, None)
    assert mine.ask("GET", "/card")[1]["code"] == "CARD_MISSING"


def test_the_phone_fetches_twenty_codes_with_the_servers_time(
    client: FlaskClient, deployed: Deployment
) -> None:
    bound(deployed)
    status, batch = Phone(client, deployed, "o-holder").ask("POST", "/card/codes")
    assert status == 200
    assert len(batch["codes"]) == 20
    assert batch["server_time"] == "2026-11-20T01:00:00Z"
    assert set(batch["codes"][0]) == {"text", "match_number", "valid_from", "valid_until"}
    assert batch["codes"][0]["text"].startswith("http://127.0.0.1:8080/v/")


def test_a_frozen_card_gives_no_codes(client: FlaskClient, deployed: Deployment) -> None:
    bound(deployed)
    mine = Phone(client, deployed, "o-holder")
    status, card = mine.ask("POST", "/card/suspension")
    assert (status, card["status"]) == (200, "suspended")
    status, refusal = mine.ask("POST", "/card/codes")
    assert (status, refusal["code"]) == (409, "CARD_NOT_ACTIVE")


def test_the_holder_reads_when_the_card_was_checked_and_nothing_about_by_whom(
    client: FlaskClient, deployed: Deployment
) -> None:
    card_id = bound(deployed)
    scan(deployed.database, issued(deployed.database, card_id))
    answer = Phone(client, deployed, "o-holder").ask("GET", "/card/checks")
    assert answer == (200, {"checked_at": ["2026-11-20T01:00:00Z"]})


def test_a_wrong_code_is_counted_although_it_is_refused(client: FlaskClient, deployed: Deployment) -> None:
    mine = Phone(client, deployed, "o-member", phone(700))
    _, claim = mine.ask("POST", "/card-claims", CLAIM)
    for _ in range(7):
        status, refusal = mine.ask("POST", f"/card-claims/{claim['id']}/verification", {"code": "1"})
        assert (status, refusal["code"]) == (422, "CLAIM_CODE_WRONG")
    with deployed.database.reading() as session:
        counted = session.connection().exec_driver_sql(
            "SELECT level FROM limit_buckets WHERE name = 'code.try'"
        )
        assert [level for (level,) in counted] == [6.0]


def test_another_accounts_claim_does_not_exist(client: FlaskClient, deployed: Deployment) -> None:
    _, claim = Phone(client, deployed, "o-member", phone(700)).ask("POST", "/card-claims", CLAIM)
    stranger = Phone(client, deployed, "o-stranger", phone(701))
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/text-message", None),
        ("POST", "/verification", {"code": "123456"}),
    ):
        status, refusal = stranger.ask(method, f"/card-claims/{claim['id']}{path}", body)
        assert (status, refusal["code"]) == (404, "CLAIM_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/card-claims"),
        ("GET", f"/card-claims/{UUID(int=1)}"),
        ("POST", f"/card-claims/{UUID(int=1)}/text-message"),
        ("POST", f"/card-claims/{UUID(int=1)}/verification"),
        ("GET", "/card"),
        ("POST", "/card/codes"),
        ("POST", "/card/suspension"),
        ("DELETE", "/card/binding"),
        ("GET", "/card/checks"),
    ],
)
def test_nobody_comes_in_without_a_session(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(f"/api{path}", method=method, json=CLAIM)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "SESSION_MISSING")


def test_fields_that_the_form_does_not_have_are_refused(client: FlaskClient, deployed: Deployment) -> None:
    mine = Phone(client, deployed, "o-member", phone(700))
    for field in ("chair_only", "person_id", "account_id", "state"):
        status, refusal = mine.ask("POST", "/card-claims", CLAIM | {field: True})
        assert (status, refusal["fields"]) == (422, {field: "没有这一项。"})


def test_a_missing_consent_is_asked_for(client: FlaskClient, deployed: Deployment) -> None:
    status, refusal = Phone(client, deployed, "o-new").ask("POST", "/card-claims", CLAIM)
    assert (status, refusal["code"]) == (403, "CONSENT_MISSING")


def test_a_released_card_is_gone_at_the_next_request(
    client: FlaskClient, deployed: Deployment, world: World
) -> None:
    card_id = bound(deployed)
    mine = Phone(client, deployed, "o-holder")
    assert mine.ask("GET", "/card")[0] == 200
    with deployed.database.writing() as session:
        release(session, staff_of(session, world, "county"), card_id, RevokeReason.PHONE_LOST)
    assert mine.ask("POST", "/card/codes")[1]["code"] == "CARD_MISSING"
    _, inbox = mine.ask("GET", "/notices")
    assert inbox["notices"][0]["kind"] == "card_released"
