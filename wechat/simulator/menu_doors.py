"""The official account's menu: create, get, delete."""

from flask import Blueprint, Response

from wechat.simulator.answers import Refused, ok, spoken
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("menus", __name__)


@doors.post("/cgi-bin/menu/create")
def create() -> Response:
    """创建自定义菜单."""
    appid, menu = caller(), posted()
    if not 1 <= len(menu.get("button", [])) <= 3:
        raise Refused(47001)
    state().menus[appid] = menu
    return ok()


@doors.get("/cgi-bin/menu/get")
def get() -> Response:
    """查询自定义菜单."""
    menu = state().menus.get(caller())
    if menu is None:
        raise Refused(46003)
    return spoken({"menu": menu})


@doors.get("/cgi-bin/menu/delete")
def delete() -> Response:
    """删除自定义菜单."""
    state().menus.pop(caller(), None)
    return ok()
