"""Control doors, which the real platform has not: what people do on their phones, faults, and the clock."""

from typing import Any

from flask import Blueprint, Response, abort, request

from wechat.simulator.answers import spoken
from wechat.simulator.code_doors import VERSIONS
from wechat.simulator.faceid import DESCRIPTIONS
from wechat.simulator.faults import KINDS
from wechat.simulator.state import state

doors = Blueprint("control", __name__, url_prefix="/simulator")


@doors.post("/apps")
def apps() -> Response:
    """{appid, secret}: a further app, such as the official account."""
    wish = wished("appid", "secret")
    state().secrets[wish["appid"]] = wish["secret"]
    return spoken({})


@doors.post("/console-menus")
def console_menus() -> Response:
    """{appid, button}: somebody makes the official account's menu by hand, in WeChat's console (公众平台官网)."""
    wish = wished("appid", "button")
    state().console_menus[wish["appid"]] = {"button": wish["button"]}
    state().menus.pop(wish["appid"], None)
    return spoken({})


@doors.post("/pages")
def pages() -> Response:
    """{pages, appid?, env_version?}: somebody uploads a build of the mini-program; all builds unless one is named."""
    wish = wished("pages")
    versions = [wish["env_version"]] if "env_version" in wish else VERSIONS
    for version in versions:
        state().pages[appid_of(wish), version] = set(wish["pages"])
    return spoken({})


@doors.get("/codes")
def drawn() -> Response:
    """All mini-program codes drawn so far: appid, page, scene, env_version, width."""
    return spoken(state().codes)


@doors.post("/login-codes")
def login_codes() -> Response:
    """{openid, unionid?, appid?} -> {code}: what wx.login would give."""
    wish = wished("openid")
    more = {"unionid": wish["unionid"]} if wish.get("unionid") else {}
    code = state().login_codes.issue(appid_of(wish), {"openid": wish["openid"], "more": more})
    return spoken({"code": code})


@doors.post("/phone-codes")
def phone_codes() -> Response:
    """{openid, phone, country?, appid?} -> {code}: what the phone button would give; 86 unless another country is named."""
    wish = wished("openid", "phone")
    holds = {name: wish[name] for name in ("openid", "phone")} | {"country": str(wish.get("country", "86"))}
    return spoken({"code": state().phone_codes.issue(appid_of(wish), holds)})


@doors.post("/grants")
def grants() -> Response:
    """{openid, template_id, count}: the person taps 允许 so many times."""
    wish = wished("openid", "template_id", "count")
    state().grants[wish["openid"], wish["template_id"]] += int(wish["count"])
    return spoken({})


@doors.get("/grants")
def granted() -> Response:
    """[{openid, template_id, count}]: how many messages may still be sent to whom."""
    left = state().grants.items()
    return spoken([{"openid": to, "template_id": kind, "count": count} for (to, kind), count in left])


@doors.get("/sent")
def sent() -> Response:
    """All messages sent so far."""
    return spoken(state().sent)


@doors.post("/faults")
def plan_fault() -> Response:
    """{path, kind, times?, seconds?}: makes a path fail."""
    wish = wished("path", "kind")
    if wish["kind"] not in KINDS:
        abort(400, f"kind is one of {sorted(KINDS)}")
    state().faults.plan(wish["path"], wish["kind"], wish.get("times"), wish.get("seconds"))
    return spoken({})


@doors.delete("/faults")
def take_back_faults() -> Response:
    """End all planned faults."""
    state().faults.take_back()
    return spoken({})


@doors.get("/calls")
def calls() -> Response:
    """How often each path was called."""
    return spoken(dict(state().faults.calls))


@doors.post("/faceid")
def faceid() -> Response:
    """{id_number, result}: the verdict on one number."""
    wish = wished("id_number", "result")
    if wish["result"] not in DESCRIPTIONS:
        abort(400, f"result is one of {sorted(DESCRIPTIONS)}")
    state().faceid_results[wish["id_number"]] = wish["result"]
    return spoken({})


@doors.post("/clock")
def clock() -> Response:
    """{offset_seconds}: the platform's clock beside the machine's."""
    state().offset_seconds = float(wished("offset_seconds")["offset_seconds"])
    return spoken({})


@doors.post("/whitelist")
def whitelist() -> Response:
    """{listed}: whether the caller's address is in the IP whitelist (else 40164 for tokens)."""
    state().listed_ip = bool(wished("listed")["listed"])
    return spoken({})


def wished(*wanted: str) -> dict[str, Any]:
    """The JSON of a control door with all that is wanted; 400 otherwise."""
    wish = request.get_json(force=True, silent=True)
    if not isinstance(wish, dict) or any(name not in wish for name in wanted):
        abort(400, f"wanted: {', '.join(wanted)}")
    return wish


def appid_of(wish: dict[str, Any]) -> str:
    """The appid that is meant: the first one where none is named."""
    return str(wish.get("appid") or next(iter(state().secrets)))
