"""公众号菜单 by command: shown first, created with --send, over real HTTP; faults say what the operator does now."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.doors.cli.main import main
from tests.platform import APPID, Platform
from wechat.client import Gateway, MemoryTokenStore

OFFICIAL, SECRET = "wxsample0000000009", "sample-secret-of-the-account"
URL = "https://card.example.cn"
Run = Callable[..., Result]


@pytest.fixture
def run(weixin: Platform, tmp_path: Path) -> Run:
    """The command of a deployment that knows its official account."""
    weixin.door("apps", {"appid": OFFICIAL, "secret": SECRET})
    secret = tmp_path / "official-secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")

    def run_one(*words: str, **environment: str) -> Result:
        usual = {
            "HUIGONGKA_WECHAT_APPID": APPID,
            "HUIGONGKA_WECHAT_URL": weixin.url,
            "HUIGONGKA_PUBLIC_URL": URL,
            "HUIGONGKA_OFFICIAL_APPID": OFFICIAL,
            "HUIGONGKA_OFFICIAL_SECRET_FILE": str(secret),
        }
        runner = CliRunner(env=usual | environment)
        return runner.invoke(main, ["menu", *words], catch_exceptions=False)

    return run_one


def created(weixin: Platform) -> object:
    """The menu that the account has now."""
    return Gateway(OFFICIAL, SECRET, MemoryTokenStore(), weixin.url).call("GET", "/cgi-bin/menu/get")["menu"]


CARD = {"type": "miniprogram", "name": "惠工卡", "appid": APPID, "pagepath": "pages/home/home", "url": URL}


def test_without_send_the_menu_is_shown_and_wechat_is_not_asked(run: Run, weixin: Platform) -> None:
    result = run()
    assert result.exit_code == 0
    shown, _, told = result.output.rpartition("}\n")
    assert json.loads(f"{shown}}}") == {"button": [CARD]}
    assert "还没有创建" in told
    assert weixin.calls() == {}


def test_with_send_the_account_has_the_menu(run: Run, weixin: Platform) -> None:
    result = run("--send")
    assert (result.exit_code, "菜单已创建" in result.output) == (0, True)
    assert created(weixin) == {"button": [CARD]}
    assert SECRET not in result.output


def test_a_menu_that_is_there_is_replaced_only_when_it_is_said(run: Run, weixin: Platform) -> None:
    run("--send")
    refused = run("--send", "--page", "pages/card/card")
    assert refused.exit_code == 1
    assert "公众号已有菜单：惠工卡" in refused.output
    assert created(weixin) == {"button": [CARD]}
    assert run("--send", "--replace", "--page", "pages/card/card").exit_code == 0
    assert created(weixin) == {"button": [CARD | {"pagepath": "pages/card/card"}]}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"HUIGONGKA_OFFICIAL_APPID": ""}, "没有公众号的设置"),
        ({"HUIGONGKA_OFFICIAL_APPID": "wxsample0000000008"}, "公众号的 AppID 不对"),
        ({"HUIGONGKA_OFFICIAL_APPID": APPID}, "公众号的 AppSecret 不对"),
        ({"HUIGONGKA_WECHAT_URL": "http://127.0.0.1:9"}, "连不上微信"),
        ({"HUIGONGKA_PUBLIC_URL": "http://127.0.0.1:8080"}, "网址要以 https:// 开头"),
    ],
)
def test_a_fault_says_in_chinese_what_to_do(run: Run, changed: dict[str, str], words: str) -> None:
    result = run("--send", **changed)
    assert result.exit_code == 1
    assert words in result.output
    assert SECRET not in result.output


def test_an_address_outside_the_white_list_and_a_number_unknown_are_told(run: Run, weixin: Platform) -> None:
    weixin.fail("/cgi-bin/menu/create", "quota")
    assert "错误码 45009" in run("--send").output
    weixin.recover()
    weixin.door("whitelist", {"listed": False})
    assert "IP 白名单" in run("--send").output


def test_a_name_that_is_too_long_is_refused(run: Run) -> None:
    result = run("--name", "长兴县总工会惠工卡")
    assert (result.exit_code, "菜单名称" in result.output) == (1, True)
