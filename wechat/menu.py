"""公众号自定义菜单: the menu of the union's official account, with the entry that opens 惠工卡.

Limits: doc/service/api/custommenu/api_createcustommenu. The mini-program must be 关联 with the account first.
"""

from collections.abc import Sequence
from typing import Any

from wechat.client import Gateway
from wechat.errors import WeChatError

Button = dict[str, Any]
MOST_BUTTONS, MOST_BELOW = 3, 5
LONGEST_NAME, LONGEST_NAME_BELOW, LONGEST_URL = (
    16,
    60,
    1024,
)  # bytes of UTF-8: a Chinese character takes three
NO_MENU = 46003
_BY_KEY = (
    *("click", "scancode_push", "scancode_waitmsg", "location_select"),
    *("pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
)
# What a button of each type needs. A menu made in WeChat's console may hold further types (text, img, voice, video, news),
# which no program can create.
NEEDED: dict[str, tuple[str, ...]] = {
    "miniprogram": ("appid", "pagepath", "url"),
    "view": ("url",),
    "media_id": ("media_id",),
    "view_limited": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
    **dict.fromkeys(_BY_KEY, ("key",)),
}


def card_button(appid: str, pagepath: str, url: str, name: str = "惠工卡") -> Button:
    """The button that opens the mini-program `appid`; `url` is the web page for a WeChat too old for it."""
    return {"type": "miniprogram", "name": name, "appid": appid, "pagepath": pagepath, "url": url}


def folder(name: str, below: Sequence[Button]) -> Button:
    """A first-level button that opens nothing but the buttons below it (子菜单)."""
    return {"name": name, "sub_button": list(below)}


def build_menu(buttons: Sequence[Button]) -> dict[str, Any]:
    """A whole menu; raises ValueError, in Chinese for the operator, when WeChat would refuse it."""
    if not 1 <= len(buttons) <= MOST_BUTTONS:
        raise ValueError(f"一级菜单要有 1 到 {MOST_BUTTONS} 个")
    for button in buttons:
        _check_name(button, LONGEST_NAME)
        if "sub_button" in button:
            _check_below(button)
        else:
            _check_target(button)
    return {"button": list(buttons)}


def create_menu(gateway: Gateway, menu: dict[str, Any]) -> None:
    """Replaces the account's whole menu; `gateway` is the official account's, not the mini-program's."""
    gateway.call("POST", "/cgi-bin/menu/create", body=menu)


def current_menu(gateway: Gateway) -> list[Button]:
    """The menu that people see now, whether a program made it or somebody in WeChat's console.

    `get_current_selfmenu_info` knows both, in a form of its own; of one that a program made, `menu/get` has all fields.
    """
    answer = gateway.call("GET", "/cgi-bin/get_current_selfmenu_info")
    shown = [_plain(button) for button in _listed(answer.get("selfmenu_info"), "button")]
    made = [_plain(button) for button in _made_by_program(gateway)]
    return made if _names(made) == _names(shown) else shown


def _made_by_program(gateway: Gateway) -> list[Button]:
    try:
        answer = gateway.call("GET", "/cgi-bin/menu/get")
    except WeChatError as fault:
        if fault.errcode == NO_MENU:
            return []
        raise
    return _listed(answer.get("menu"), "button")


def _plain(button: Button) -> Button:
    """A button without what WeChat adds: an empty sub_button, or the `list` that wraps one in the console's form."""
    below = button.get("sub_button")
    below = _listed(below, "list") if isinstance(below, dict) else below
    bare = {field: value for field, value in button.items() if field != "sub_button"}
    return bare | {"sub_button": [_plain(one) for one in below]} if below else bare


def _listed(holder: object, field: str) -> list[Button]:
    found = holder.get(field) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _names(buttons: Sequence[Button]) -> list[object]:
    return [(button.get("name"), _names(button.get("sub_button", []))) for button in buttons]


def _check_name(button: Button, longest: int) -> None:
    size = len(button.get("name", "").encode())
    if not 1 <= size <= longest:
        raise ValueError(f"菜单名称要有 1 到 {longest} 个字节（一个汉字 3 个字节）")


def _check_below(button: Button) -> None:
    below = button["sub_button"]
    if not 1 <= len(below) <= MOST_BELOW:
        raise ValueError(f"“{button['name']}”下面要有 1 到 {MOST_BELOW} 个子菜单")
    for one in below:
        _check_name(one, LONGEST_NAME_BELOW)
        _check_target(one)


def _check_target(button: Button) -> None:
    kind = button.get("type", "")
    if kind not in NEEDED:
        raise ValueError(f"“{button['name']}”的类型不对")
    if missing := [name for name in NEEDED[kind] if not button.get(name)]:
        raise ValueError(f"“{button['name']}”缺少：{'、'.join(missing)}")
    url = button.get("url", "https://")
    safe = (
        url.startswith("https://") or kind != "miniprogram"
    )  # an old page of the county's own is its affair
    if not safe or len(url.encode()) > LONGEST_URL:
        raise ValueError(f"“{button['name']}”的网址要以 https:// 开头，最多 {LONGEST_URL} 个字节")
