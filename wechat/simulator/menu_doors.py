"""The official account's menu: create, get, delete, and what people see, whoever made it."""

from typing import Any

from flask import Blueprint, Response

from wechat.simulator.answers import Refused, ok, spoken
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("menus", __name__)
# Written apart from wechat.menu on purpose: the field that each type of button needs, and how long names may be.
_FIELDS = {
    "click": ("key",), "view": ("url",), "miniprogram": ("url", "appid", "pagepath"), "scancode_push": ("key",),
    "scancode_waitmsg": ("key",), "pic_sysphoto": ("key",), "pic_photo_or_album": ("key",), "pic_weixin": ("key",),
    "location_select": ("key",), "media_id": ("media_id",), "view_limited": ("media_id",),
    "article_id": ("article_id",), "article_view_limited": ("article_id",),
}  # fmt: skip


@doors.post("/cgi-bin/menu/create")
def create() -> Response:
    """创建自定义菜单: it replaces what is there, also what somebody made in the console."""
    appid, menu = caller(), posted()
    buttons = menu.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refused(40016)
    for button in buttons:
        _check(button, 16, 40018, 40017)
        if below := button.get("sub_button"):
            if len(below) > 5:
                raise Refused(40023)
            for one in below:
                _check(one, 60, 40025, 40024)
                if one.get("sub_button"):
                    raise Refused(40022)
    state().menus[appid] = menu
    state().console_menus.pop(appid, None)
    return ok()


@doors.get("/cgi-bin/menu/get")
def get() -> Response:
    """查询自定义菜单: one that a program made; of the console's it knows nothing."""
    menu = state().menus.get(caller())
    if menu is None:
        raise Refused(46003)
    return spoken({"menu": {"button": [_with_below(button) for button in menu["button"]]}})


@doors.get("/cgi-bin/menu/delete")
def delete() -> Response:
    """删除自定义菜单."""
    appid = caller()
    state().menus.pop(appid, None)
    state().console_menus.pop(appid, None)
    return ok()


@doors.get("/cgi-bin/get_current_selfmenu_info")
def get_current_selfmenu_info() -> Response:
    """查询自定义菜单信息: what people see; buttons below stand in a `list`."""
    appid = caller()
    if appid in state().console_menus:
        return spoken({"is_menu_open": 1, "selfmenu_info": state().console_menus[appid]})
    menu = state().menus.get(appid)
    if menu is None:
        return spoken({"is_menu_open": 0})
    buttons = [_listed(button) for button in menu["button"]]
    return spoken({"is_menu_open": 1, "selfmenu_info": {"button": buttons}})


def _check(button: dict[str, Any], longest: int, name_code: int, kind_code: int) -> None:
    if not 1 <= len(str(button.get("name", "")).encode()) <= longest:
        raise Refused(name_code)
    if button.get("sub_button"):
        return
    needed = _FIELDS.get(button.get("type", ""))
    if needed is None:
        raise Refused(kind_code)
    if any(not button.get(field) for field in needed):
        raise Refused(40019 if needed == ("key",) else 40020)


def _with_below(button: dict[str, Any]) -> dict[str, Any]:
    return {**button, "sub_button": [_with_below(one) for one in button.get("sub_button", [])]}


def _listed(button: dict[str, Any]) -> dict[str, Any]:
    below = button.get("sub_button")
    return {**button, "sub_button": {"list": below}} if below else button
