"""公众号菜单 by command: shown first, created with --send, over real HTTP; faults say what the operator does now."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.doors.cli.main import main
from tests.platform import APPID, Platform
from wechat.client import Gateway, MemoryTokenStore
from wechat.menu import current_menu

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
    """The menu that people see now."""
    return current_menu(Gateway(OFFICIAL, SECRET, MemoryTokenStore(), weixin.url))


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
    assert created(weixin) == [CARD]
    assert SECRET not in result.output


NEWS = {"type": "view", "name": "资讯", "url": "https://news.example.cn/"}
TEXT = {"type": "text", "name": "电话", "value": "咨询电话见公众号简介"}


def made_by_hand(weixin: Platform, *buttons: dict[str, object]) -> None:
    """Somebody makes the menu in WeChat's console, where a program's menu/get does not look."""
    weixin.door("console-menus", {"appid": OFFICIAL, "button": list(buttons)})


def test_another_page_takes_the_place_of_the_entry(run: Run, weixin: Platform) -> None:
    run("--send")
    assert run("--send", "--page", "pages/card/card").exit_code == 0
    assert created(weixin) == [CARD | {"pagepath": "pages/card/card"}]
    same = run("--send", "--page", "pages/card/card")
    assert (same.exit_code, "没有改动" in same.output) == (0, True)
    assert weixin.calls()["/cgi-bin/menu/create"] == 2


def test_the_card_becomes_a_sub_item_and_what_was_made_by_hand_stays(run: Run, weixin: Platform) -> None:
    """长总工〔2018〕12号: 微信号“长兴县总工会”子栏目“惠工卡”."""
    made_by_hand(weixin, NEWS, {"name": "服务", "sub_button": {"list": [NEWS | {"name": "办事"}]}})
    compared = run("--compare", "--parent", "服务")
    assert compared.exit_code == 0
    assert "保留：资讯\n保留：服务 / 办事\n新增或改动：服务 / 惠工卡\n" in compared.output
    assert created(weixin) == [NEWS, {"name": "服务", "sub_button": [NEWS | {"name": "办事"}]}]
    assert run("--send", HUIGONGKA_OFFICIAL_PARENT="服务").exit_code == 0
    assert created(weixin) == [NEWS, {"name": "服务", "sub_button": [NEWS | {"name": "办事"}, CARD]}]


def test_what_no_program_can_create_is_lost_only_when_it_is_said(run: Run, weixin: Platform) -> None:
    made_by_hand(weixin, NEWS, TEXT)
    refused = run("--send")
    assert refused.exit_code == 1
    assert "保留不了：电话" in refused.output
    assert created(weixin) == [NEWS, TEXT]
    assert run("--send", "--replace").exit_code == 0
    assert created(weixin) == [NEWS, CARD]


def test_a_full_menu_says_so_and_stays(run: Run, weixin: Platform) -> None:
    full = [NEWS, NEWS | {"name": "办事"}, NEWS | {"name": "关于"}]
    made_by_hand(weixin, *full)
    refused = run("--send", "--replace")
    assert (refused.exit_code, "请用 --parent" in refused.output) == (1, True)
    assert created(weixin) == full


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("pages/no/such", "小程序里没有页面“pages/no/such”"),
        ("/pages/home/home", "前面没有斜线"),
        ("pages/home/home?x=1", "后面没有问号和参数"),
        ("", "写法不对"),
    ],
)
def test_a_page_that_the_mini_program_has_not_is_refused(
    run: Run, weixin: Platform, page: str, words: str
) -> None:
    result = run("--send", "--page", page)
    assert (result.exit_code, words in result.output) == (1, True)
    assert weixin.calls() == {}


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
