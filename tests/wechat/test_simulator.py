"""The simulator keeps the platform's own rules, so that what passes here has a chance there."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import requests

from tests.wechat.platform_side import APPID, OPENID, SECRET, PlatformSide
from wechat.client import Gateway
from wechat.errors import BadRequest
from wechat.login import code_to_session
from wechat.simulator import create_simulator
from wechat.simulator.app import Simulator

GRANT: dict[str, Any] = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}


def stable(platform: PlatformSide, **more: Any) -> Any:
    return requests.post(f"{platform.url}/cgi-bin/stable_token", json=GRANT | more, timeout=5).json()


def use(platform: PlatformSide, token: str) -> int:
    """The errcode of a call with this token."""
    query = {"access_token": token}
    answer = requests.get(f"{platform.url}/cgi-bin/menu/delete", params=query, timeout=5).json()
    return int(answer["errcode"])


def test_a_stable_token_is_the_same_for_everybody(platform: PlatformSide) -> None:
    first = stable(platform)
    platform.move_clock(1000)
    second = stable(platform)
    assert first["access_token"] == second["access_token"]
    assert abs(first["expires_in"] - second["expires_in"] - 1000) <= 2


def test_a_forced_token_ends_the_one_before(platform: PlatformSide) -> None:
    old, new = stable(platform)["access_token"], stable(platform, force_refresh=True)["access_token"]
    assert (use(platform, old), use(platform, new)) == (40001, 0)


def test_forcing_again_within_thirty_seconds_changes_nothing(platform: PlatformSide) -> None:
    first = stable(platform, force_refresh=True)["access_token"]
    assert stable(platform, force_refresh=True)["access_token"] == first


def test_forcing_more_than_twenty_times_a_day_is_too_often(platform: PlatformSide) -> None:
    answers = [stable(platform, force_refresh=True) for _ in range(21)]
    assert ["errcode" in answer for answer in answers] == [False] * 20 + [True]
    assert answers[-1]["errcode"] == 45009


def test_a_classic_token_ends_its_forerunner_and_no_stable_one(platform: PlatformSide) -> None:
    steady = stable(platform)["access_token"]
    url = f"{platform.url}/cgi-bin/token"
    first, second = (requests.get(url, params=GRANT, timeout=5).json()["access_token"] for _ in range(2))
    assert [use(platform, token) for token in (steady, first, second)] == [0, 40001, 0]


def test_a_token_ends_after_two_hours(platform: PlatformSide) -> None:
    token = stable(platform)["access_token"]
    platform.move_clock(7201)
    assert use(platform, token) == 42001


@pytest.mark.parametrize(("token", "errcode"), [("", 41001), ("made-up", 40001)])
def test_a_missing_or_made_up_token_is_refused(platform: PlatformSide, token: str, errcode: int) -> None:
    assert use(platform, token) == errcode


@pytest.mark.parametrize(
    ("change", "errcode"),
    [({"appid": "wx-unknown"}, 40013), ({"secret": "wrong"}, 40125), ({"grant_type": "other"}, 40002)],
)
def test_wrong_credentials_are_refused(platform: PlatformSide, change: dict[str, str], errcode: int) -> None:
    assert stable(platform, **change)["errcode"] == errcode


def test_a_stable_token_is_posted_for(platform: PlatformSide) -> None:
    answer = requests.get(f"{platform.url}/cgi-bin/stable_token", params=GRANT, timeout=5)
    assert (answer.status_code, answer.json()["errcode"]) == (200, 43002)


@pytest.mark.parametrize(("body", "errcode"), [(b"", 44002), (b"not json", 47001), (b"[]", 47001)])
def test_a_body_that_is_no_object_is_refused(platform: PlatformSide, body: bytes, errcode: int) -> None:
    answer = requests.post(f"{platform.url}/cgi-bin/stable_token", data=body, timeout=5)
    assert answer.json()["errcode"] == errcode


def test_a_refusal_has_a_rid(platform: PlatformSide) -> None:
    errmsg, rid = stable(platform, secret="wrong")["errmsg"].split(", rid: ")
    assert errmsg == "invalid appsecret"
    assert [len(group) for group in rid.split("-")] == [8, 8, 8]


def test_a_fault_ends_after_its_times(platform: PlatformSide) -> None:
    platform.fail("/cgi-bin/stable_token", "busy", times=2)
    answers = [stable(platform) for _ in range(3)]
    assert [answer.get("errcode") for answer in answers] == [-1, -1, None]


def test_an_unknown_fault_is_refused(platform: PlatformSide) -> None:
    wish = {"path": "/", "kind": "meteor"}
    assert requests.post(f"{platform.url}/simulator/faults", json=wish, timeout=5).status_code == 400


def checked(gateway: Gateway, content: str) -> Any:
    text = {"openid": OPENID, "scene": 1, "version": 2, "content": content}
    return gateway.call("POST", "/wxa/msg_sec_check", body=text)["result"]


def test_texts_are_checked_for_people_seen_within_two_hours(gateway: Gateway, platform: PlatformSide) -> None:
    with pytest.raises(BadRequest) as caught:
        checked(gateway, "你好")
    assert caught.value.errcode == 61010
    code_to_session(gateway, platform.login_code())
    assert checked(gateway, "你好") == {"suggest": "pass", "label": 100}
    assert checked(gateway, "[risky]") == {"suggest": "risky", "label": 20006}


def test_a_link_is_made_within_its_limits(gateway: Gateway) -> None:
    path = "/wxa/generate_urllink"
    link = gateway.call("POST", path, body={"path": "pages/card/card", "query": "a=1"})["url_link"]
    assert link.startswith("https://wxaurl.cn/")
    for wish, errcode in [({"query": "a" * 1025}, 40212), ({"expire_type": 1, "expire_interval": 31}, 85401)]:
        with pytest.raises(BadRequest) as caught:
            gateway.call("POST", path, body=wish)
        assert caught.value.errcode == errcode


def test_two_simulators_know_nothing_of_each_other() -> None:
    first, second = (create_simulator(APPID, SECRET).test_client() for _ in range(2))
    code = first.post("/simulator/login-codes", json={"openid": OPENID}).get_json()["code"]
    query = {"appid": APPID, "secret": SECRET, "js_code": code, "grant_type": "authorization_code"}
    answers = [client.get("/sns/jscode2session", query_string=query).get_json() for client in (second, first)]
    assert [answer.get("errcode") for answer in answers] == [40029, None]


def test_doors_answer_one_after_the_other() -> None:
    app = create_simulator(APPID, SECRET)
    with ThreadPoolExecutor(1) as threads:
        with cast(Simulator, app).state.lock:
            waiting = threads.submit(app.test_client().get, "/simulator/sent")
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.1)
        assert waiting.result(timeout=5).get_json() == []


def test_a_silent_path_holds_up_no_other(platform: PlatformSide) -> None:
    platform.fail("/cgi-bin/stable_token", "slow", seconds=60)
    with ThreadPoolExecutor(1) as threads:
        silent = threads.submit(stable, platform)
        while platform.calls() == {}:
            assert not silent.done()
        platform.recover()
        assert "access_token" in silent.result(timeout=5)


def test_the_simulator_starts_from_the_command_line() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "wechat.simulator", "--help"], capture_output=True, text=True, check=True
    )
    assert "微信平台模拟器" in shown.stdout
