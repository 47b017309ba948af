"""Control doors of official accounts: who follows, who is the same person, templates, reply rules, pages opened."""

from flask import Blueprint, Response, abort

from wechat.simulator.answers import spoken
from wechat.simulator.control import appid_of, wished
from wechat.simulator.oauth import SCOPES
from wechat.simulator.state import state

doors = Blueprint("account_control", __name__, url_prefix="/simulator")


@doors.post("/people")
def people() -> Response:
    """{unionid, openids: {appid: openid}}: one person in several apps of one 开放平台 account."""
    wish = wished("unionid", "openids")
    state().people.know(wish["unionid"], wish["openids"])
    return spoken({})


@doors.post("/followers")
def followers() -> Response:
    """{appid?, openid}: somebody follows, without any push of it; POST /simulator/pushes tells of it too."""
    wish = wished("openid")
    state().people.follow(appid_of(wish), wish["openid"])
    return spoken({})


@doors.post("/templates")
def templates() -> Response:
    """{appid?, template_id}: a template that the account took from the library."""
    wish = wished("template_id")
    state().templates.add((appid_of(wish), wish["template_id"]))
    return spoken({})


@doors.post("/autoreplies")
def autoreplies() -> Response:
    """{appid?, rules}: the reply rules as somebody set them in the console, in the shape of the platform's answer."""
    wish = wished("rules")
    state().autoreplies[appid_of(wish)] = wish["rules"]
    return spoken({})


@doors.post("/oauth-codes")
def oauth_codes() -> Response:
    """{openid, scope, snapshot?, appid?} -> {code}: somebody opens a page of the account and agrees."""
    wish = wished("openid", "scope")
    if wish["scope"] not in SCOPES:
        abort(400, f"scope is one of {SCOPES}")
    holds = {"openid": wish["openid"], "scope": wish["scope"], "snapshot": bool(wish.get("snapshot"))}
    return spoken({"code": state().oauth.codes.issue(appid_of(wish), holds)})
