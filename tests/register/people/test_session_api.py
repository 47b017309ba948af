"""The worker's door over HTTP: WeChat login, phone, consent, identity; kind words when WeChat is down."""

import hashlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.ground import clock
from service.ground.db import Database
from service.register.accounts.actions import token_hash
from service.register.accounts.models import Account, AccountSession
from service.register.deployment import Deployment
from tests.application import application
from tests.given import World, id_number, phone
from tests.platform import Platform

pytestmark = pytest.mark.both("upserts", "locks")


@pytest.fixture
def client(weixin: Platform, deployed: Deployment) -> FlaskClient:
    """The service's doors."""
    return application(deployed).test_client()


def logged_in(client: FlaskClient, weixin: Platform, openid: str = "o-worker") -> dict[str, str]:
    """The header of a fresh session."""
    answer = client.post("/api/sessions", json={"code": weixin.login_code(openid)})
    assert answer.status_code == 201, answer.json
    return {"Authorization": f"Bearer {answer.json['token']}"}


def test_login_gives_an_opaque_token_stored_only_as_a_hash(
    client: FlaskClient, weixin: Platform, database: Database
) -> None:
    token = logged_in(client, weixin)["Authorization"].removeprefix("Bearer ")
    with database.reading() as session:
        stored = session.scalars(select(AccountSession)).one()
        assert stored.token_hash == token_hash(session, token)
        assert stored.token_hash != hashlib.sha256(token.encode()).digest()
        account = session.scalars(select(Account)).one()
        assert {name for name in vars(account) if name.endswith("_sealed")} == {"phone_sealed"}


def test_a_code_is_good_once(client: FlaskClient, weixin: Platform) -> None:
    code = weixin.login_code("o-worker")
    assert client.post("/api/sessions", json={"code": code}).status_code == 201
    answer = client.post("/api/sessions", json={"code": code})
    assert (answer.status_code, answer.json["code"]) == (401, "LOGIN_CODE_INVALID")


def test_logging_out_ends_the_session_at_once(client: FlaskClient, weixin: Platform) -> None:
    headers = logged_in(client, weixin)
    assert client.get("/api/consents", headers=headers).status_code == 200
    assert client.delete("/api/sessions/current", headers=headers).status_code == 204
    answer = client.get("/api/consents", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "SESSION_MISSING")


def test_a_session_expires_after_thirty_days(
    client: FlaskClient, weixin: Platform, later: Callable[..., None]
) -> None:
    headers = logged_in(client, weixin)
    later(days=29)
    assert client.get("/api/consents", headers=headers).status_code == 200
    later(days=1, seconds=1)
    assert client.get("/api/consents", headers=headers).status_code == 401


def test_the_same_openid_of_another_app_is_another_account(database: Database) -> None:
    with database.writing() as session:
        session.add(Account(appid="wxsample0000000001", openid="o-same"))
        session.add(Account(appid="wxsample0000000002", openid="o-same"))


def test_a_phone_code_counts_only_under_the_openid_it_was_tapped_under(
    client: FlaskClient, weixin: Platform
) -> None:
    headers = logged_in(client, weixin)
    stolen = weixin.phone_code("o-somebody-else", phone(7))
    assert (
        client.post("/api/phone", json={"code": stolen}, headers=headers).json["code"] == "PHONE_CODE_INVALID"
    )
    own = weixin.phone_code("o-worker", phone(7))
    assert client.post("/api/phone", json={"code": own}, headers=headers).json == {"phone": "139******07"}


@pytest.mark.parametrize("kind", ["busy", "html", "http_500", "quota", "token_for_ever"])
def test_with_wechat_down_the_phone_step_says_so_kindly_and_the_rest_works(
    client: FlaskClient, weixin: Platform, kind: str
) -> None:
    headers = logged_in(client, weixin)
    code = weixin.phone_code("o-worker", phone(7))
    weixin.fail("/wxa/business/getuserphonenumber", kind)
    answer = client.post("/api/phone", json={"code": code}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "WECHAT_DOWN")
    assert client.get("/api/consents", headers=headers).status_code == 200


def test_no_sensitive_field_is_taken_before_consent_to_the_current_notice(
    client: FlaskClient, weixin: Platform
) -> None:
    headers = logged_in(client, weixin)
    stated = {"name": "新样一", "document_kind": "resident", "number": id_number(501)}
    answer = client.put("/api/identity", json=stated, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "CONSENT_MISSING")
    old = client.post("/api/consents", json={"kind": "identity", "version": "2019-01"}, headers=headers)
    assert old.json["code"] == "CONSENT_OUTDATED"
    texts = client.get("/api/consents", headers=headers).json["consents"]
    for text_ in texts:
        agreed = {"kind": text_["kind"], "version": text_["version"]}
        assert client.post("/api/consents", json=agreed, headers=headers).status_code == 201
    kept = client.put("/api/identity", json=stated, headers=headers)
    assert kept.status_code == 200
    assert kept.json["number"] == "3****************" + id_number(501)[-1]


def test_bad_input_names_the_field_and_never_repeats_the_value(client: FlaskClient, weixin: Platform) -> None:
    headers = logged_in(client, weixin)
    texts = client.get("/api/consents", headers=headers).json["consents"]
    for text_ in texts:
        agreed = {"kind": text_["kind"], "version": text_["version"]}
        client.post("/api/consents", json=agreed, headers=headers)
    wrong = id_number(501)[:-1] + ("0" if id_number(501)[-1] != "0" else "1")
    stated = {"name": "=cmd", "document_kind": "resident", "number": wrong, "extra": wrong}
    answer = client.put("/api/identity", json=stated, headers=headers)
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {"extra"}
    del stated["extra"]
    answer = client.put("/api/identity", json=stated, headers=headers)
    assert set(answer.json["fields"]) == {"name", "number"}
    assert wrong not in answer.get_data(as_text=True)


def test_a_blocked_account_is_out_with_its_next_request(
    client: FlaskClient, weixin: Platform, database: Database
) -> None:
    headers = logged_in(client, weixin)
    with database.session() as session:
        session.scalars(select(Account)).one().blocked_at = clock.now()
        session.commit()
    answer = client.get("/api/consents", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "ACCOUNT_BLOCKED")
    again = client.post("/api/sessions", json={"code": weixin.login_code("o-worker")})
    assert again.json["code"] == "ACCOUNT_BLOCKED"


def test_the_token_is_shared_between_processes_and_sealed(
    client: FlaskClient, weixin: Platform, database: Database, world: World
) -> None:
    headers = logged_in(client, weixin)
    for _ in range(3):
        code = weixin.phone_code("o-worker", phone(7))
        assert client.post("/api/phone", json={"code": code}, headers=headers).status_code == 201
    assert weixin.calls()["/cgi-bin/stable_token"] == 1
