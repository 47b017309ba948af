"""公众号菜单: the entry 惠工卡 and the limits WeChat sets."""

import re
from typing import Any

import pytest

from tests.wechat.platform_side import APPID, PlatformSide
from wechat.client import Gateway, MemoryTokenStore
from wechat.errors import BadRequest
from wechat.menu import Button, build_menu, card_button, create_menu, current_menu, folder
from wechat.menu_merge import merged

ACCOUNT, ACCOUNT_SECRET = "wx00000000official", "sample-secret-of-the-account"
CARD = card_button(APPID, "pages/card/card", "https://example.org/card")
NEWS: Button = {"type": "view", "name": "新闻", "url": "https://example.org/"}


def test_the_menu_of_the_account_holds_the_card(platform: PlatformSide) -> None:
    platform.door("apps", {"appid": ACCOUNT, "secret": ACCOUNT_SECRET})
    account = Gateway(ACCOUNT, ACCOUNT_SECRET, MemoryTokenStore(), platform.url)
    menu = build_menu([CARD, NEWS])
    create_menu(account, menu)
    assert current_menu(account) == menu["button"]
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
        ([folder("服务", [])], "“服务”下面要有 1 到 5 个子菜单"),
        ([folder("服务", [NEWS] * 6)], "“服务”下面要有 1 到 5 个子菜单"),
        ([folder("服务", [renamed(name="惠" * 21)])], "菜单名称要有 1 到 60 个字节（一个汉字 3 个字节）"),
        ([folder("服务", [folder("更多", [NEWS])])], "“更多”的类型不对"),
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


TEXT: Button = {"type": "text", "name": "电话", "value": "咨询电话见公众号"}
ASK: Button = {"type": "click", "name": "咨询", "key": "ask"}
OURS_BEFORE = CARD | {"pagepath": "pages/home/home"}


@pytest.mark.parametrize(
    ("present", "parent", "expected", "lost"),
    [
        ([], "", [CARD], []),
        ([], "服务", [folder("服务", [CARD])], []),
        ([NEWS], "", [NEWS, CARD], []),
        ([NEWS], "服务", [NEWS, folder("服务", [CARD])], []),
        ([folder("服务", [ASK]), NEWS], "服务", [folder("服务", [ASK, CARD]), NEWS], []),
        ([OURS_BEFORE, NEWS], "", [CARD, NEWS], []),
        ([folder("服务", [OURS_BEFORE, ASK])], "服务", [folder("服务", [CARD, ASK])], []),
        ([OURS_BEFORE, folder("服务", [ASK])], "服务", [folder("服务", [ASK, CARD])], []),
        ([folder("旧", [OURS_BEFORE]), NEWS], "服务", [NEWS, folder("服务", [CARD])], []),
        ([folder("服务", [CARD, ASK])], "服务", [folder("服务", [CARD, ASK])], []),
        ([TEXT, NEWS], "", [NEWS, CARD], ["电话"]),
        ([folder("服务", [TEXT])], "服务", [folder("服务", [CARD])], ["服务 / 电话"]),
        ([NEWS | {"name": "惠工卡"}], "", [CARD], ["惠工卡"]),
        ([NEWS | {"name": "服务"}], "服务", [folder("服务", [CARD])], ["服务"]),
        ([{"type": "miniprogram", "name": "别的", "appid": "wx9"}], "", [CARD], ["别的"]),
    ],
)
def test_the_card_comes_into_the_menu_that_is_there(
    present: list[Button], parent: str, expected: list[Button], lost: list[str]
) -> None:
    result = merged(present, CARD, parent)
    assert (result.buttons, result.lost) == (expected, lost)
    again = merged(result.buttons, CARD, parent)
    assert (again.buttons, again.changed, again.lost) == (expected, [], [])


def test_what_wechat_only_tells_of_a_button_is_not_sent_back() -> None:
    told = NEWS | {"sub_button": [], "news_info": {"list": []}}
    assert merged([told], CARD).buttons == [NEWS, CARD]


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([], 40016),
        ([NEWS] * 4, 40016),
        ([renamed(name="工会会员卡片")], 40018),
        ([TEXT], 40017),
        ([{"name": "服务", "sub_button": [NEWS] * 6}], 40023),
        ([{"name": "服务", "sub_button": [TEXT]}], 40024),
        ([{"name": "服务", "sub_button": [folder("更多", [NEWS])]}], 40022),
    ],
)
def test_the_platform_refuses_what_it_documents(
    platform: PlatformSide, buttons: list[Button], errcode: int
) -> None:
    platform.door("apps", {"appid": ACCOUNT, "secret": ACCOUNT_SECRET})
    account = Gateway(ACCOUNT, ACCOUNT_SECRET, MemoryTokenStore(), platform.url)
    with pytest.raises(BadRequest) as refused:
        create_menu(account, {"button": buttons})
    assert refused.value.errcode == errcode
