"""公众号自定义菜单: the menu of the union's official account, with the entry that opens 惠工卡.

Limits: doc/service/api/custommenu/api_createcustommenu. The mini-program must be 关联 with the account first.
"""

from collections.abc import Sequence
from typing import Any

from wechat.client import Gateway

Button = dict[str, Any]
MOST_BUTTONS = 3
LONGEST_NAME, LONGEST_URL = 16, 1024  # bytes of UTF-8: a Chinese character takes three


def card_button(appid: str, pagepath: str, url: str, name: str = "惠工卡") -> Button:
    """The button that opens the mini-program `appid`; `url` is the web page for a WeChat too old for it."""
    return {"type": "miniprogram", "name": name, "appid": appid, "pagepath": pagepath, "url": url}


def build_menu(buttons: Sequence[Button]) -> dict[str, Any]:
    """A whole menu; raises ValueError, in Chinese for the operator, when WeChat would refuse it."""
    if not 1 <= len(buttons) <= MOST_BUTTONS:
        raise ValueError(f"一级菜单要有 1 到 {MOST_BUTTONS} 个")
    for button in buttons:
        _check_name(button)
        _check_target(button)
    return {"button": list(buttons)}


def create_menu(gateway: Gateway, menu: dict[str, Any]) -> None:
    """Replaces the account's whole menu; `gateway` is the official account's, not the mini-program's."""
    gateway.call("POST", "/cgi-bin/menu/create", body=menu)


def _check_name(button: Button) -> None:
    size = len(button.get("name", "").encode())
    if not 1 <= size <= LONGEST_NAME:
        raise ValueError(f"菜单名称要有 1 到 {LONGEST_NAME} 个字节（一个汉字 3 个字节）")


def _check_target(button: Button) -> None:
    wanted = {"miniprogram": ("appid", "pagepath", "url"), "view": ("url",), "click": ("key",)}
    kind = button.get("type", "")
    if kind not in wanted:
        raise ValueError(f"“{button['name']}”的类型不对")
    if missing := [name for name in wanted[kind] if not button.get(name)]:
        raise ValueError(f"“{button['name']}”缺少：{'、'.join(missing)}")
    url = button.get("url", "https://")
    if not url.startswith("https://") or len(url.encode()) > LONGEST_URL:
        raise ValueError(f"“{button['name']}”的网址要以 https:// 开头，最多 {LONGEST_URL} 个字节")
