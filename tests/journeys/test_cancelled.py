"""A member cancels his WeChat account: the platform pushes it over real HTTP, and he has his card again from a new one."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr
from werkzeug.serving import make_server

from service.register.deployment import Deployment
from service.requests.cards.models import Card
from tests.application import application
from tests.doors.mine.given import Phone
from tests.given import World
from tests.platform import Platform
from tests.requests.cards.given import bound

TOKEN, KEY = "SAMPLEtoken", "E" * 43


@pytest.fixture
def address(deployed: Deployment, world: World) -> Iterator[str]:
    """Where the county takes pushes, on a free port."""
    secrets = {"wechat_push_token": SecretStr(TOKEN), "wechat_push_key": SecretStr(KEY)}
    county = replace(deployed, settings=deployed.settings.model_copy(update=secrets))
    running = make_server("127.0.0.1", 0, application(county), threaded=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.port}/wechat/push"
    finally:
        running.shutdown()
        running.server_close()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_whoever_cancels_loses_the_card_there_and_has_it_again_from_his_new_account(
    deployed: Deployment, weixin: Platform, address: str, form: str
) -> None:
    card_id = bound(deployed)
    mine = Phone(application(deployed).test_client(), deployed, "o-holder")
    assert mine.ask("/home")["state"] == "active"
    weixin.wants_pushes(address, TOKEN, KEY, form)
    told = weixin.push("user_authorization_cancellation", "o-holder")
    assert (told["outcome"], told["reply"]) == ("delivered", "success")
    assert mine.try_to("/home").status_code == 401
    with deployed.database.reading() as session:
        assert session.get_one(Card, card_id).revoked_at is not None
    assert bound(deployed, openid="o-new") != card_id
    new = Phone(application(deployed).test_client(), deployed, "o-new")
    assert new.ask("/home")["state"] == "active"


def test_what_did_not_reach_us_comes_again_and_counts_once(
    deployed: Deployment, weixin: Platform, address: str
) -> None:
    card_id = bound(deployed)
    weixin.wants_pushes(address, TOKEN, KEY)
    weixin.door("push-address", {"url": address, "token": TOKEN, "aes_key": "F" * 43})  # the key is mistyped
    assert weixin.push("user_authorization_cancellation", "o-holder")["outcome"] == "waiting"
    weixin.wants_pushes(address, TOKEN, KEY)
    weixin.move_clock(6)
    assert [(one["attempts"], one["outcome"]) for one in weixin.push_again()] == [(2, "delivered")]
    with deployed.database.reading() as session:
        assert session.get_one(Card, card_id).revoked_at is not None
