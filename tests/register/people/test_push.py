"""/wechat/push: only what WeChat signed, once, and a revoked phone number is forgotten."""

import json
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import func, select

from service.ground.config import Settings
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account, PushReceipt
from service.register.deployment import deploy
from tests.application import application
from tests.given import World, phone, worker
from tests.platform import APPID
from wechat.push import PushDoor

pytestmark = pytest.mark.both("upserts")

TOKEN, KEY = "SAMPLEtoken", "A" * 43
Send = Callable[[dict[str, object]], int]


@pytest.fixture
def door_settings(settings: Settings) -> Settings:
    """A deployment whose push address is configured."""
    return settings.model_copy(
        update={"wechat_push_token": SecretStr(TOKEN), "wechat_push_key": SecretStr(KEY)}
    )


@pytest.fixture
def client(door_settings: Settings, world: World) -> FlaskClient:
    """Its door."""
    return application(deploy(door_settings)).test_client()


def signed(message: dict[str, object]) -> tuple[dict[str, str], bytes]:
    """A push as WeChat sends it: encrypted, signed, now."""
    sealed = PushDoor(APPID, TOKEN, KEY, time.time).reply(json.dumps(message))
    query = {
        "timestamp": str(sealed["TimeStamp"]),
        "nonce": str(sealed["Nonce"]),
        "msg_signature": sealed["MsgSignature"],
    }
    return query, json.dumps({"ToUserName": "gh_sample", "Encrypt": sealed["Encrypt"]}).encode()


REVOKED = {
    "ToUserName": "gh_sample",
    "FromUserName": "o-push",
    "CreateTime": 1,
    "MsgType": "event",
    "Event": "user_authorization_revoke",
    "OpenID": "o-push",
    "RevokeInfo": "8",
}


def test_a_revoked_phone_number_is_forgotten_once(client: FlaskClient, door_settings: Settings) -> None:
    database = deploy(door_settings).database
    with database.writing() as session:
        keep_phone(session, worker(session, "o-push"), phone(9), None)
    for _ in range(3):
        query, body = signed(REVOKED)
        answer = client.post("/wechat/push", query_string=query, data=body)
        assert (answer.status_code, answer.data) == (200, b"success")
    with database.reading() as session:
        account = session.scalars(select(Account).where(Account.openid == "o-push")).one()
        assert (account.phone_sealed, account.phone_verified_at) == (None, None)
        assert session.scalar(select(func.count()).select_from(PushReceipt)) == 1


def test_what_wechat_did_not_sign_is_not_there(client: FlaskClient) -> None:
    query, body = signed(REVOKED)
    other, _ = signed(REVOKED | {"OpenID": "o-else"})
    assert client.post("/wechat/push", query_string=other, data=body).status_code == 404
    assert client.post("/wechat/push", query_string=query | {"timestamp": "1"}, data=body).status_code == 404
    assert client.post("/wechat/push", data=b"{}").status_code == 404
    assert client.get("/wechat/push").status_code == 404


def test_without_a_configured_address_there_is_no_door(settings: Settings, world: World) -> None:
    app = application(deploy(settings))
    query, body = signed(REVOKED)
    assert app.test_client().post("/wechat/push", query_string=query, data=body).status_code == 404
