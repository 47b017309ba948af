"""wechatpy and WeRoBot against the simulated platform: as clients of an account, and as receivers of its pushes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from wechatpy import WeChatClient, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException
from wechatpy.oauth import WeChatOAuth
from werkzeug.serving import make_server
from werobot import WeRoBot
from werobot import client as werobot_client

from tests.wechat.foreign.conftest import ACCOUNT, ACCOUNT_SECRET, FOLLOWER, to_simulator
from tests.wechat.platform_side import APPID, OPENID, PAGES, SECRET, PlatformSide
from tests.wechat.receiver import receiver

TOKEN, KEY = "SAMPLEtoken", "D" * 43
MENU = {"button": [{"type": "view", "name": "资讯", "url": "https://example.org/"}]}


def wechatpy(platform: PlatformSide, appid: str = ACCOUNT, secret: str = ACCOUNT_SECRET) -> WeChatClient:
    """A client of wechatpy that reaches the simulator."""
    client = WeChatClient(appid, secret, auto_retry=False, timeout=10)
    to_simulator(client._http, platform.url)
    return client


def errcode(call: Callable[[], Any]) -> int:
    """What wechatpy raises for a call."""
    with pytest.raises(WeChatClientException) as refused:
        call()
    return int(refused.value.errcode)


def test_an_official_account_runs_on_wechatpy(account: PlatformSide) -> None:
    client = wechatpy(account)
    client.menu.create(MENU)
    assert client.menu.get()["menu"]["button"][0]["name"] == "资讯"
    assert client.menu.get_menu_info()["is_menu_open"] == 1
    assert client.user.get(FOLLOWER)["subscribe"] == 1
    assert [one["openid"] for one in client.user.get_batch([FOLLOWER])] == [FOLLOWER]
    assert client.user.get_followers()["data"]["openid"] == [FOLLOWER]
    assert client.message.send_template(FOLLOWER, "T1", {"thing1": {"value": "样例"}})["errcode"] == 0
    assert client.message.send_text(FOLLOWER, "您好")["errcode"] == 0
    assert client.message.get_autoreply_info()["is_autoreply_open"] == 0
    scene = {
        "expire_seconds": 600,
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "u7"}},
    }
    made = client.qrcode.create(scene)
    assert to_simulator(requests.Session(), account.url).get(client.qrcode.get_url(made), timeout=5).ok
    assert client.jsapi.get_jsapi_ticket() == client.jsapi.get_ticket()["ticket"]
    assert client.misc.get_wechat_ips() == ["127.0.0.1"]
    assert errcode(lambda: client.message.send_template(FOLLOWER, "T-none", {})) == 40037
    assert errcode(lambda: client.message.send_text("o-nobody", "您好")) == 45015
    assert errcode(lambda: client.menu.create({"button": []})) == 40016
    client.menu.delete()
    assert client.menu.get() is None  # so it understands 46003


def test_a_mini_program_runs_on_wechatpy(account: PlatformSide) -> None:
    client = wechatpy(account, APPID, SECRET)
    session = client.wxa.code_to_session(account.login_code())
    assert session["openid"] == OPENID
    assert client.wxa.get_wxa_code_unlimited("u=1", page=PAGES[0]).content.startswith(b"\x89PNG")
    assert errcode(lambda: client.wxa.get_wxa_code_unlimited("u=1", page="pages/no/such")) == 41030
    assert (
        errcode(lambda: client.wxa.send_subscribe_message(OPENID, "T", {"thing1": {"value": "样"}})) == 43101
    )


def test_a_page_is_authorised_on_wechatpy(account: PlatformSide) -> None:
    oauth = WeChatOAuth(ACCOUNT, ACCOUNT_SECRET, "https://example.org/", scope="snsapi_userinfo")
    to_simulator(oauth._http, account.url)
    wish = {"appid": ACCOUNT, "openid": FOLLOWER, "scope": "snsapi_userinfo"}
    code = account.door("oauth-codes", wish)["code"]
    assert oauth.fetch_access_token(code)["openid"] == FOLLOWER
    assert oauth.get_user_info()["openid"] == FOLLOWER
    assert oauth.check_access_token() is True
    assert oauth.refresh_access_token(oauth.refresh_token)["openid"] == FOLLOWER


EVENTS = [
    ("subscribe", {}, "subscribe"),
    ("subscribe", {"EventKey": "7", "Ticket": "SAMPLE"}, "subscribe_scan"),
    ("unsubscribe", {}, "unsubscribe"),
    ("SCAN", {"EventKey": "7", "Ticket": "SAMPLE"}, "scan"),
    ("CLICK", {"EventKey": "ask"}, "click"),
    ("VIEW", {"EventKey": "https://example.org/"}, "view"),
]


@pytest.mark.parametrize(("event", "told", "known"), EVENTS)
def test_wechatpy_reads_what_the_platform_pushes(
    account: PlatformSide, event: str, told: dict[str, Any], known: str
) -> None:
    with receiver() as developer:
        account.wants_pushes(developer.url, TOKEN, KEY, "xml", appid=ACCOUNT)
        account.push(event, FOLLOWER, told, appid=ACCOUNT)
        [(query, body)] = developer.came
    crypto = WeChatCrypto(TOKEN, KEY, ACCOUNT)
    plain = crypto.decrypt_message(body.decode(), query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(plain)
    assert (message.event, message.source) == (known, FOLLOWER)
    assert abs(message.create_time.timestamp() - time.time()) < 60 * 60 * 24


@contextmanager
def served(robot: WeRoBot) -> Iterator[str]:
    """A robot on a free port."""
    running = make_server("127.0.0.1", 0, robot.wsgi, threaded=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.port}/"
    finally:
        running.shutdown()
        running.server_close()


@pytest.mark.parametrize("key", ["", KEY])
def test_a_robot_of_werobot_answers_whoever_speaks_to_the_account(account: PlatformSide, key: str) -> None:
    robot = WeRoBot(token=TOKEN, encoding_aes_key=key or None, app_id=ACCOUNT)
    robot.config["SESSION_STORAGE"] = False
    heard: list[str] = []

    @robot.text
    def answer(message: Any) -> str:
        heard.append(message.content)
        return "请点菜单里的惠工卡"

    @robot.subscribe
    def welcome(message: Any) -> str:
        heard.append(f"subscribe {message.source}")
        return "欢迎"

    @robot.key_click("ask")
    def clicked(message: Any) -> str:
        heard.append(message.key)
        return "请留言"

    with served(robot) as url:
        account.wants_pushes(url, TOKEN, key, "xml", appid=ACCOUNT)
        told = [
            account.push("text", FOLLOWER, {"Content": "惠工卡"}, appid=ACCOUNT),
            account.push("subscribe", FOLLOWER, appid=ACCOUNT),
            account.push("CLICK", FOLLOWER, {"EventKey": "ask"}, appid=ACCOUNT),
        ]
    assert heard == ["惠工卡", f"subscribe {FOLLOWER}", "ask"]
    assert [one["outcome"] for one in told] == ["delivered"] * 3
    assert ("请点菜单里的惠工卡" in told[0]["reply"]) is (not key)


def test_an_official_account_runs_on_werobot(account: PlatformSide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(werobot_client, "requests", to_simulator(requests.Session(), account.url))
    client = werobot_client.Client({"APP_ID": ACCOUNT, "APP_SECRET": ACCOUNT_SECRET})
    assert client.create_menu(MENU)["errcode"] == 0
    assert client.get_menu()["menu"]["button"][0]["name"] == "资讯"
    assert client.get_user_info(FOLLOWER)["subscribe"] == 1
    assert client.get_followers()["data"]["openid"] == [FOLLOWER]
    assert client.send_template_message(FOLLOWER, "T1", {"thing1": {"value": "样例"}})["errcode"] == 0
    assert client.send_text_message(FOLLOWER, "您好")["errcode"] == 0
    made = client.create_qrcode({"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 7}}})
    assert client.show_qrcode(made["ticket"]).ok
    assert client.delete_menu()["errcode"] == 0
