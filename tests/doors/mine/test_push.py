"""/wechat/push: only what WeChat signed, once, and a revoked phone number is forgotten."""

import json
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from crypto.errors import Unreadable
from service.doors.mine.events import NOT_OURS
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.sealing import find, opened
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.models import Erasure, ErasureBasis, ErasureStatus
from service.register.accounts.actions import keep_phone
from service.register.accounts.models import Account, Consent, PushReceipt
from service.register.audit.models import AuditEntry
from service.register.deployment import deploy
from service.register.notices.models import Notice
from service.register.people.models import Identity
from service.requests.cards.models import Card, Claim, ClaimState
from tests.application import application
from tests.doors.mine.given import Phone, identify
from tests.given import World, id_number, phone, worker
from tests.platform import APPID
from tests.requests.cards.given import bound, claimed, phone_of, settle_all
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
    """A client of the door that WeChat pushes to."""
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


CANCELLED = REVOKED | {"Event": "user_authorization_cancellation", "OpenID": "o-holder", "RevokeInfo": ""}


def account_named(session: Session, openid: str) -> Account | None:
    """The account of an openid, if there is one."""
    return session.scalars(select(Account).where(Account.openid == openid)).one_or_none()


def test_a_cancelled_account_is_forgotten_and_its_member_claims_the_card_anew(
    client: FlaskClient, door_settings: Settings
) -> None:
    """注销: sessions, phone and stated identity are gone, the card is free, the membership stays."""
    deployed = deploy(door_settings)
    card_id = bound(deployed)
    mine = Phone(client, deployed, "o-holder")
    with deployed.database.writing() as session:
        account = account_named(session, "o-holder")
        assert account is not None
        account_id = account.id
        keep_phone(session, account, phone_of("陈样一"), None)
        identify(session, "o-holder", "陈样一", id_number(3))
        identity_id = session.scalars(select(Identity.id).where(Identity.account_id == account.id)).one()
    for _ in range(3):
        query, body = signed(CANCELLED)
        assert client.post("/wechat/push", query_string=query, data=body).status_code == 200
    assert mine.try_to("/home").status_code == 401
    with deployed.database.reading() as session:
        gone = session.get_one(Account, account_id)
        assert (gone.phone_sealed, gone.phone_verified_at, gone.unionid) == (None,) * 3
        assert account_named(session, "o-holder") is None
        assert find(session, "account", "phone", phone_of("陈样一")) == []
        with pytest.raises(Unreadable):
            opened(session.get_one(Identity, identity_id), "id_number")
        assert session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))).all() == []
        card = session.get_one(Card, card_id)
        assert card.revoked_at is not None
        assert session.scalars(select(func.count()).where(Notice.kind == "text_card_unbound")).one() == 1
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.object_id == account_id)).all()
        assert acts.count("account:cancel") == 1
    assert bound(deployed, openid="o-new-wechat") != card_id
    assert Phone(client, deployed, "o-new-wechat").ask("/home")["state"] == "active"


def test_a_cancelled_account_with_a_waiting_claim_never_gets_a_card(
    client: FlaskClient, door_settings: Settings
) -> None:
    deployed = deploy(door_settings)
    claim_id = claimed(deployed.database, "陈样一", phone_of("陈样一"), "o-holder")
    query, body = signed(CANCELLED)
    assert client.post("/wechat/push", query_string=query, data=body).status_code == 200
    settle_all(deployed)
    with deployed.database.reading() as session:
        claim = session.get_one(Claim, claim_id)
        assert (claim.state, claim.card_id) == (ClaimState.CLOSED, None)
        assert session.scalars(select(Card)).all() == []


def test_who_was_to_be_erased_and_cancels_is_erased_once_more_without_harm(
    client: FlaskClient, door_settings: Settings
) -> None:
    deployed = deploy(door_settings)
    with deployed.database.writing() as session:
        account_id = worker(session, "o-holder").id
        session.add(
            Erasure(id=new_id(), account_id=account_id, basis=ErasureBasis.PERIOD, due_at=clock.now())
        )
    query, body = signed(CANCELLED)
    assert client.post("/wechat/push", query_string=query, data=body).status_code == 200
    assert erase_due(deployed)
    with deployed.database.reading() as session:
        assert session.scalars(select(Erasure.status)).one() is ErasureStatus.DONE


@pytest.mark.parametrize("stranger", ["o-stranger", ""])
def test_a_cancellation_of_somebody_unknown_changes_nothing(
    client: FlaskClient, door_settings: Settings, stranger: str
) -> None:
    deployed = deploy(door_settings)
    card_id = bound(deployed)
    query, body = signed(CANCELLED | {"OpenID": stranger, "FromUserName": "gh_platform"})
    assert client.post("/wechat/push", query_string=query, data=body).status_code == 200
    query, body = signed(CANCELLED | {"AppID": "wx-of-another-app"})
    assert client.post("/wechat/push", query_string=query, data=body).status_code == 200
    with deployed.database.reading() as session:
        assert session.get_one(Card, card_id).revoked_at is None


def count(event: str, outcome: str) -> float:
    """How many events were counted so far."""
    return (
        REGISTRY.get_sample_value("huigongka_wechat_events_total", {"event": event, "outcome": outcome})
        or 0.0
    )


def test_a_documented_event_that_is_not_ours_is_taken_quietly(
    client: FlaskClient, door_settings: Settings
) -> None:
    for event in NOT_OURS:
        before = count(event, "not_ours")
        query, body = signed(REVOKED | {"Event": event.upper()})
        with capture_logs() as lines:
            assert client.post("/wechat/push", query_string=query, data=body).data == b"success"
        assert count(event, "not_ours") == before + 1
        assert [line for line in lines if line["event"] == "wechat event unknown"] == []


@pytest.mark.parametrize(
    ("event", "named"),
    [("wxa_event_of_next_year", "wxa_event_of_next_year"), ("电话 13800000000", "unreadable")],
)
def test_an_event_that_nobody_knows_is_named_and_counted_without_its_content(
    client: FlaskClient, door_settings: Settings, event: str, named: str
) -> None:
    before = count("other", "unknown")
    query, body = signed(REVOKED | {"Event": event, "Secret": "o-content"})
    with capture_logs() as lines:
        assert client.post("/wechat/push", query_string=query, data=body).data == b"success"
    assert count("other", "unknown") == before + 1
    told = [line for line in lines if line["event"] == "wechat event unknown"]
    assert [line["kind"] for line in told] == [named]
    assert "o-content" not in str(lines)
    assert "o-push" not in str(lines)


def test_every_right_that_can_be_revoked_is_known(client: FlaskClient, door_settings: Settings) -> None:
    """RevokeInfo of 安全指引 «授权用户信息变更»; only the phone is kept here, and only it is forgotten."""
    database = deploy(door_settings).database
    with database.writing() as session:
        keep_phone(session, worker(session, "o-push"), phone(9), None)
    before = count("other", "unknown")
    for info in (*range(1, 8), *range(12, 17), *range(18, 21)):
        query, body = signed(REVOKED | {"RevokeInfo": str(info)})
        client.post("/wechat/push", query_string=query, data=body)
    with database.reading() as session:
        account = account_named(session, "o-push")
        assert account is not None
        assert account.phone_sealed is not None
    assert count("other", "unknown") == before
    query, body = signed(REVOKED | {"RevokeInfo": "99"})
    client.post("/wechat/push", query_string=query, data=body)
    assert count("other", "unknown") == before + 1
    query, body = signed(REVOKED | {"RevokeInfo": "6,8"})
    client.post("/wechat/push", query_string=query, data=body)
    with database.reading() as session:
        account = account_named(session, "o-push")
        assert account is not None
        assert account.phone_sealed is None
