"""公众号菜单: the entry 惠工卡 and the limits WeChat sets."""

import re
from typing import Any

import pytest

from tests.wechat.platform_side import APPID, PlatformSide
from wechat.client import Gateway, MemoryTokenStore
from wechat.menu import Button, build_menu, card_button, create_menu

ACCOUNT, ACCOUNT_SECRET = "wx00000000official", "sample-secret-of-the-account"
CARD = card_button(APPID, "pages/card/card", "https://example.org/card")
NEWS: Button = {"type": "view", "name": "新闻", "url": "https://example.org/"}


def test_the_menu_of_the_account_holds_the_card(platform: PlatformSide) -> None:
    platform.door("apps", {"appid": ACCOUNT, "secret": ACCOUNT_SECRET})
    account = Gateway(ACCOUNT, ACCOUNT_SECRET, MemoryTokenStore(), platform.url)
    menu = build_menu([CARD, NEWS])
    create_menu(account, menu)
    assert account.call("GET", "/cgi-bin/menu/get") == {"menu": menu}
    assert CARD["name"] == "惠工卡"


def renamed(**changes: Any) -> Button:
    return CARD | changes


@pytest.mark.parametrize(
    ("buttons", "sentence"),
    [
        ([], "一级菜单要有 1 到 3 个"),
        ([NEWS] * 4, "一级菜单要有 1 到 3 个"),
        ([renamed(name="工会会员卡片")], "菜单名称要有 1 到 16 个字节（一个汉字 3 个字节）"),
        ([renamed(name="")], "菜单名称要有 1 到 16 个字节（一个汉字 3 个字节）"),
        ([{"name": "服务", "sub_button": [NEWS]}], "“服务”的类型不对"),
        ([renamed(pagepath="")], "“惠工卡”缺少：pagepath"),
        ([renamed(type="media")], "“惠工卡”的类型不对"),
        ([renamed(url="http://example.org/")], "“惠工卡”的网址要以 https:// 开头，最多 1024 个字节"),
        (
            [renamed(url="https://example.org/" + "a" * 1024)],
            "“惠工卡”的网址要以 https:// 开头，最多 1024 个字节",
        ),
    ],
)
def test_a_menu_beyond_the_limits_is_refused(buttons: list[Button], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        build_menu(buttons)


def test_a_name_may_fill_its_bytes() -> None:
    full = [renamed(name="工会服务吧x")]
    assert build_menu(full) == {"button": full}
