"""The access_token: shared, renewed in time, asked again once when refused, and never needed for a login."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.wechat.conftest import Misbehave, say
from tests.wechat.platform_side import APPID, SECRET, PlatformSide
from wechat.client import Gateway, MemoryTokenStore, Token
from wechat.errors import BadRequest, TokenRejected, Unreachable
from wechat.login import code_to_session

STABLE_TOKEN, MENU = "/cgi-bin/stable_token", "/cgi-bin/menu/delete"


def call(gateway: Gateway) -> None:
    """Any call that wants a token."""
    gateway.call("GET", MENU)


def test_two_gateways_share_one_token_through_their_store(platform: PlatformSide) -> None:
    store = MemoryTokenStore()
    for _ in range(2):
        call(Gateway(APPID, SECRET, store, platform.url))
    assert platform.calls() == {STABLE_TOKEN: 1, MENU: 2}


def test_gateways_that_ask_at_the_same_moment_all_get_the_same_token(platform: PlatformSide) -> None:
    stores = [MemoryTokenStore() for _ in range(8)]
    gateways = [Gateway(APPID, SECRET, store, platform.url) for store in stores]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(call, gateways))
    assert len({token.value for token in map(MemoryTokenStore.read, stores) if token}) == 1
    assert platform.calls() == {STABLE_TOKEN: 8, MENU: 8}


def test_the_old_token_stays_good_beside_the_new_one_before_its_end(platform: PlatformSide) -> None:
    early, late = MemoryTokenStore(), MemoryTokenStore()
    call(Gateway(APPID, SECRET, early, platform.url))
    platform.move_clock(7200 - 250)
    call(Gateway(APPID, SECRET, late, platform.url))
    call(Gateway(APPID, SECRET, early, platform.url))
    assert early.read() != late.read()
    assert platform.calls() == {STABLE_TOKEN: 2, MENU: 3}


@pytest.mark.parametrize(("seconds_left", "fetches"), [(200, 2), (280, 1)])
def test_a_token_is_renewed_in_its_last_four_minutes(
    gateway: Gateway, tokens: MemoryTokenStore, platform: PlatformSide, seconds_left: int, fetches: int
) -> None:
    call(gateway)
    token = tokens.read()
    assert token is not None
    tokens.write(Token(token.value, time.time() + seconds_left))
    call(gateway)
    assert platform.calls()[STABLE_TOKEN] == fetches


def test_an_expired_token_is_replaced_without_the_caller_noticing(
    gateway: Gateway, platform: PlatformSide
) -> None:
    call(gateway)
    platform.move_clock(7300)
    call(gateway)
    assert platform.calls() == {STABLE_TOKEN: 2, MENU: 3}


def test_a_token_refused_once_is_asked_for_again_and_the_call_succeeds(
    gateway: Gateway, platform: PlatformSide
) -> None:
    platform.fail(MENU, "token_once")
    call(gateway)
    assert platform.calls() == {STABLE_TOKEN: 2, MENU: 2}


def test_a_token_refused_for_ever_is_tried_exactly_twice(gateway: Gateway, platform: PlatformSide) -> None:
    platform.fail(MENU, "token_for_ever")
    with pytest.raises(TokenRejected) as caught:
        call(gateway)
    assert caught.value.errcode == 40001
    assert platform.calls() == {STABLE_TOKEN: 2, MENU: 2}


def test_dropping_a_refused_token_leaves_the_newer_one_of_somebody_faster() -> None:
    store, newer = MemoryTokenStore(), Token("newer", 2.0)
    store.write(newer)
    store.drop("older")
    assert store.read() == newer
    store.drop("newer")
    assert store.read() is None


def test_the_call_after_a_drop_uses_the_token_somebody_else_has_fetched(platform: PlatformSide) -> None:
    store = MemoryTokenStore()
    store.write(Token("refused", time.time() + 7200))
    call(Gateway(APPID, SECRET, store, platform.url))
    call(Gateway(APPID, SECRET, store, platform.url))
    assert platform.calls() == {MENU: 3, STABLE_TOKEN: 1}


def test_a_login_succeeds_while_no_token_can_be_had(gateway: Gateway, platform: PlatformSide) -> None:
    platform.fail(STABLE_TOKEN, "http_500")
    code_to_session(gateway, platform.login_code())
    assert platform.calls() == {"/sns/jscode2session": 1}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "expires_in": 7200},
        {"access_token": 1, "expires_in": 7200},
        {"access_token": "t"},
        {"access_token": "t", "expires_in": "7200"},
        {"access_token": "t", "expires_in": 10**400},
    ],
)
def test_an_answer_without_a_usable_token_is_not_kept(
    answering: Callable[[Misbehave], str], answer: dict[str, object]
) -> None:
    store = MemoryTokenStore()
    url = answering(lambda handler: say(handler, json.dumps(answer).encode()))
    with pytest.raises(Unreachable):
        call(Gateway(APPID, SECRET, store, url))
    assert store.read() is None


def test_a_wrong_secret_is_our_own_mistake(platform: PlatformSide) -> None:
    with pytest.raises(BadRequest) as caught:
        call(Gateway(APPID, "not-the-secret", MemoryTokenStore(), platform.url))
    assert caught.value.errcode == 40125


def test_an_address_outside_the_whitelist_is_our_own_mistake(
    gateway: Gateway, platform: PlatformSide
) -> None:
    platform.door("whitelist", {"listed": False})
    with pytest.raises(BadRequest) as caught:
        call(gateway)
    assert caught.value.errcode == 40164
