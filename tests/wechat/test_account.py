"""The official-account families of the simulator, by their own rules: OAuth, followers, messages, scenes, UnionID, paths."""

from typing import Any

import pytest
import requests

from tests.wechat.platform_side import APPID, OPENID, SECRET, PlatformSide
from tests.wechat.receiver import receiver
from wechat.client import Gateway, MemoryTokenStore

ACCOUNT, ACCOUNT_SECRET, FOLLOWER = "wx00000000official", "sample-secret-of-the-account", "oSAMPLE-follower"


@pytest.fixture
def token(platform: PlatformSide) -> str:
    """An access_token of the official account."""
    platform.door("apps", {"appid": ACCOUNT, "secret": ACCOUNT_SECRET})
    grant = {"grant_type": "client_credential", "appid": ACCOUNT, "secret": ACCOUNT_SECRET}
    return str(ask(platform, "/cgi-bin/token", **grant)["access_token"])


def ask(platform: PlatformSide, path: str, **query: Any) -> Any:
    """The answer to a GET."""
    return requests.get(f"{platform.url}{path}", params=query, timeout=5).json()


def send(platform: PlatformSide, path: str, token: str, **body: Any) -> Any:
    """The answer to a POST."""
    url = f"{platform.url}{path}"
    return requests.post(url, params={"access_token": token}, json=body, timeout=5).json()


def code(platform: PlatformSide, scope: str = "snsapi_userinfo", **more: Any) -> str:
    """Somebody opens a page of the account and agrees."""
    wish = {"appid": ACCOUNT, "openid": FOLLOWER, "scope": scope, **more}
    return str(platform.door("oauth-codes", wish)["code"])


def exchanged(platform: PlatformSide, code: str, **changed: str) -> Any:
    """What the code becomes."""
    usual = {"appid": ACCOUNT, "secret": ACCOUNT_SECRET, "grant_type": "authorization_code", "code": code}
    return ask(platform, "/sns/oauth2/access_token", **usual | changed)


def test_a_page_s_code_becomes_a_token_once_and_the_token_tells_who_it_is(
    platform: PlatformSide, token: str
) -> None:
    first = code(platform)
    granted = exchanged(platform, first)
    assert (granted["openid"], granted["scope"], granted["expires_in"]) == (FOLLOWER, "snsapi_userinfo", 7200)
    assert exchanged(platform, first)["errcode"] == 40163
    who = {"access_token": granted["access_token"], "openid": FOLLOWER}
    assert ask(platform, "/sns/userinfo", **who)["openid"] == FOLLOWER
    assert ask(platform, "/sns/auth", **who)["errcode"] == 0
    assert ask(platform, "/sns/auth", **who | {"openid": "o-else"})["errcode"] == 40003
    platform.move_clock(7201)
    assert ask(platform, "/sns/userinfo", **who)["errcode"] == 42001
    again = {"appid": ACCOUNT, "grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}
    fresh = ask(platform, "/sns/oauth2/refresh_token", **again)
    assert ask(platform, "/sns/auth", **who | {"access_token": fresh["access_token"]})["errcode"] == 0
    platform.move_clock(31 * 86_400)
    assert ask(platform, "/sns/oauth2/refresh_token", **again)["errcode"] == 42002


def test_a_silent_page_tells_the_openid_alone_and_a_snapshot_says_so(
    platform: PlatformSide, token: str
) -> None:
    granted = exchanged(platform, code(platform, "snsapi_base"))
    assert "is_snapshotuser" not in granted
    asked = ask(platform, "/sns/userinfo", access_token=granted["access_token"], openid=FOLLOWER)
    assert asked["errcode"] == 48001
    assert exchanged(platform, code(platform, snapshot=True))["is_snapshotuser"] == 1
    assert exchanged(platform, "")["errcode"] == 41008
    assert exchanged(platform, "nonsense")["errcode"] == 40029
    assert exchanged(platform, code(platform), secret="wrong")["errcode"] == 40125
    platform.move_clock(0)
    late = code(platform)
    platform.move_clock(301)
    assert exchanged(platform, late)["errcode"] == 40029


def test_one_person_has_one_unionid_in_the_account_and_in_the_mini_program(
    platform: PlatformSide, token: str
) -> None:
    platform.door("people", {"unionid": "uSAMPLE", "openids": {APPID: OPENID, ACCOUNT: FOLLOWER}})
    login = {"appid": APPID, "secret": SECRET, "grant_type": "authorization_code"}
    assert (
        ask(platform, "/sns/jscode2session", **login, js_code=platform.login_code())["unionid"] == "uSAMPLE"
    )
    assert exchanged(platform, code(platform))["unionid"] == "uSAMPLE"
    assert ask(platform, "/cgi-bin/user/info", access_token=token, openid=FOLLOWER)["unionid"] == "uSAMPLE"
    stranger = ask(platform, "/sns/jscode2session", **login, js_code=platform.login_code("o-else"))
    assert "unionid" not in stranger


def test_who_follows_is_told_and_may_be_written_to(platform: PlatformSide, token: str) -> None:
    platform.door("templates", {"appid": ACCOUNT, "template_id": "T1"})
    message = {"touser": FOLLOWER, "template_id": "T1", "data": {"thing1": {"value": "样例"}}}
    words = {"touser": FOLLOWER, "msgtype": "text", "text": {"content": "您好"}}
    template, custom = "/cgi-bin/message/template/send", "/cgi-bin/message/custom/send"
    assert send(platform, template, token, **message)["errcode"] == 43004
    assert send(platform, custom, token, **words)["errcode"] == 45015
    with receiver() as developer:
        platform.wants_pushes(developer.url, "SAMPLE", appid=ACCOUNT)
        platform.push("subscribe", FOLLOWER, appid=ACCOUNT)
        assert ask(platform, "/cgi-bin/user/info", access_token=token, openid=FOLLOWER)["subscribe"] == 1
        assert ask(platform, "/cgi-bin/user/get", access_token=token)["data"] == {"openid": [FOLLOWER]}
        assert send(platform, template, token, **message)["errcode"] == 0
        assert send(platform, template, token, **message | {"template_id": "T2"})["errcode"] == 40037
        assert send(platform, custom, token, **words)["errcode"] == 0
        platform.move_clock(49 * 3600)
        assert send(platform, custom, token, **words)["errcode"] == 42001
        fresh = Gateway(ACCOUNT, ACCOUNT_SECRET, MemoryTokenStore(), platform.url)
        late = fresh.plain("GET", "/cgi-bin/token", {"grant_type": "client_credential"})["access_token"]
        assert send(platform, custom, late, **words)["errcode"] == 45015
        platform.push("CLICK", FOLLOWER, {"EventKey": "ask"}, appid=ACCOUNT)
        assert send(platform, custom, late, **words)["errcode"] == 0
        platform.push("unsubscribe", FOLLOWER, appid=ACCOUNT)
        assert ask(platform, "/cgi-bin/user/info", access_token=late, openid=FOLLOWER)["subscribe"] == 0
    assert [one["way"] for one in platform.sent()] == ["template", "custom", "custom"]


def test_a_scene_code_is_a_picture_behind_a_ticket(platform: PlatformSide, token: str) -> None:
    path, action = "/cgi-bin/qrcode/create", {"scene": {"scene_str": "union-7"}}
    made = send(platform, path, token, action_name="QR_STR_SCENE", action_info=action, expire_seconds=600)
    assert made["expire_seconds"] == 600
    shown = requests.get(f"{platform.url}/cgi-bin/showqrcode", params={"ticket": made["ticket"]}, timeout=5)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpg")
    assert requests.get(f"{platform.url}/cgi-bin/showqrcode?ticket=x", timeout=5).status_code == 404
    lasting = send(platform, path, token, action_name="QR_LIMIT_STR_SCENE", action_info=action)
    assert "expire_seconds" not in lasting
    for wrong in ({"action_name": "QR_SCENE"}, {"action_name": "QR"}, {"expire_seconds": 2_592_001}):
        wish = {"action_name": "QR_STR_SCENE", "action_info": action} | wrong
        assert send(platform, path, token, **wish)["errcode"] == 40035


def test_the_jsapi_ticket_is_one_for_all_who_ask(platform: PlatformSide, token: str) -> None:
    first, second = (
        ask(platform, "/cgi-bin/ticket/getticket", access_token=token, type="jsapi") for _ in range(2)
    )
    assert (first["errcode"], first["ticket"]) == (0, second["ticket"])
    assert ask(platform, "/cgi-bin/ticket/getticket", access_token=token)["errcode"] == 40035


def test_reply_rules_are_told_as_the_console_has_them(platform: PlatformSide, token: str) -> None:
    path = "/cgi-bin/get_current_autoreply_info"
    assert ask(platform, path, access_token=token)["is_autoreply_open"] == 0
    rule = {"rule_name": "惠工卡", "reply_mode": "random_one", "keyword_list_info": [{"content": "卡"}]}
    rules = {"is_autoreply_open": 1, "keyword_autoreply_info": {"list": [rule]}}
    platform.door("autoreplies", {"appid": ACCOUNT, "rules": rules})
    assert ask(platform, path, access_token=token)["keyword_autoreply_info"] == {"list": [rule]}


@pytest.mark.parametrize(
    ("method", "path", "errcode"),
    [
        ("GET", "/cgi-bin/message/template/send", 43002),
        ("GET", "/wxa/getwxacodeunlimit", 43002),
        ("POST", "/cgi-bin/user/get", 43001),
        ("PUT", "/cgi-bin/menu/create", 43002),
        ("GET", "/cgi-bin/no/such", 40066),
        ("POST", "/wxa/no_such", 40066),
    ],
)
def test_a_wrong_method_or_path_is_refused_as_the_platform_does(
    platform: PlatformSide, method: str, path: str, errcode: int
) -> None:
    answer = requests.request(method, f"{platform.url}{path}", timeout=5)
    assert (answer.status_code, answer.json()["errcode"]) == (200, errcode)


def test_a_control_door_that_is_not_there_is_no_answer_of_the_platform(platform: PlatformSide) -> None:
    assert requests.get(f"{platform.url}/simulator/no-such", timeout=5).status_code == 404
    assert requests.get(f"{platform.url}/simulator/push-address", timeout=5).status_code == 405
