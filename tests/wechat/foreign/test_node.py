"""co-wechat-api, co-wechat-oauth, wechat-crypto and @wecom/crypto against the simulated platform and our push door."""

import json
import time

import pytest

from tests.wechat.foreign.conftest import ACCOUNT, ACCOUNT_SECRET, FOLLOWER, Node
from tests.wechat.platform_side import APPID, OPENID, PAGES, SECRET, TEMPLATE, PlatformSide
from wechat.push import PushDoor

TOKEN, KEY = "SAMPLEtoken", "C" * 43
MENU = {
    "button": [
        {"type": "view", "name": "资讯", "url": "https://example.org/"},
        {"name": "服务", "sub_button": [{"type": "click", "name": "咨询", "key": "ask"}]},
    ]
}


def test_an_official_account_runs_on_co_wechat(account: PlatformSide, node: Node) -> None:
    rules = {"is_autoreply_open": 1, "keyword_autoreply_info": {"list": []}}
    account.door("autoreplies", {"appid": ACCOUNT, "rules": rules})
    account.door("people", {"unionid": "uSAMPLE", "openids": {APPID: OPENID, ACCOUNT: FOLLOWER}})
    account.grant_one()
    code = account.door("oauth-codes", {"appid": ACCOUNT, "openid": FOLLOWER, "scope": "snsapi_userinfo"})
    mini = {"appid": APPID, "secret": SECRET, "openid": OPENID, "page": PAGES[0], "template": TEMPLATE}
    asked = {"url": account.url, "appid": ACCOUNT, "secret": ACCOUNT_SECRET, "menu": MENU, "template": "T1"}
    told = node(
        "account.js",
        asked | code | {"follower": FOLLOWER, "mini": mini | {"code": account.login_code()}},
    )
    assert [one["name"] for one in told["menu"]["menu"]["button"]] == ["资讯", "服务"]
    assert told["shown"]["selfmenu_info"]["button"][1]["sub_button"]["list"][0]["key"] == "ask"
    assert (told["user"]["subscribe"], told["user"]["unionid"]) == (1, "uSAMPLE")
    assert [one["subscribe"] for one in told["users"]["user_info_list"]] == [1, 0]
    assert told["followers"]["data"]["openid"] == [FOLLOWER]
    assert (told["template"]["errcode"], told["text"]["errcode"]) == (0, 0)
    assert told["scene"]["expire_seconds"] == 600
    assert told["lasting"]["ticket"]
    assert told["rules"]["is_autoreply_open"] == 1
    assert (told["config"]["appId"], len(told["config"]["signature"])) == (ACCOUNT, 40)
    assert (told["granted"]["openid"], told["user_of_page"]["openid"]) == (FOLLOWER, FOLLOWER)
    assert (told["verified"]["errcode"], told["refreshed"]["openid"]) == (0, FOLLOWER)
    assert (told["login"]["openid"], told["login"]["unionid"]) == (OPENID, "uSAMPLE")
    assert (told["sent"]["errcode"], told["drawn"] > 0) == (0, True)
    refusals = ("noTemplate", "late", "usedCode", "noPage", "notSubscribed", "noMenu")
    assert [told[name] for name in refusals] == [40037, 45015, 40163, 41030, 43101, 46003]


@pytest.mark.parametrize("client", ["wechat-crypto", "@wecom/crypto"])
def test_our_push_door_and_a_client_open_what_the_other_sealed(node: Node, client: str) -> None:
    door = PushDoor(APPID, TOKEN, KEY, time.time)
    message = {"ToUserName": "gh_sample", "FromUserName": OPENID, "Event": "debug_demo", "words": "惠工卡"}
    reply = door.reply("好的")
    sealed = {
        "Encrypt": reply["Encrypt"],
        "timestamp": str(reply["TimeStamp"]),
        "nonce": reply["Nonce"],
    }
    told = node(
        "envelope.js",
        {"token": TOKEN, "key": KEY, "appid": APPID, "message": json.dumps(message), "sealed": sealed},
    )
    theirs = told["by"][client]
    query = {name: theirs[name] for name in ("timestamp", "nonce", "msg_signature")}
    assert door.open_push(query, json.dumps({"Encrypt": theirs["Encrypt"]}).encode()) == message
    opened = told["opened"][client]
    assert (opened["message"], opened["id"]) == ("好的", APPID)
    assert told["signature"][client] == reply["MsgSignature"]
