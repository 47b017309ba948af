"""How the platform answers: HTTP 200 also for errors, errcode with errmsg and a rid, UTF-8 JSON."""

import json
import secrets
from typing import Any

from flask import Response

ERRMSG = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid sub button level",
    40023: "invalid sub button size",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40029: "invalid code",
    40037: "invalid template_id",
    40030: "invalid refresh_token",
    40035: "invalid parameter",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40169: "invalid length for scene, or the data is not json string",
    40212: "invalid query",
    40226: "code blocked",
    41001: "access_token missing",
    41003: "refresh_token missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    42002: "refresh_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45015: "response out of time limit or subscription is canceled",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    46003: "menu no exist",
    48001: "api unauthorized",
    47001: "data format error",
    47003: "argument invalid!",
    61010: "code is expired",
    85401: "time limited between 1min and 30 days",
}


class Refused(Exception):
    """A door says no with a documented errcode; `detail` comes behind its errmsg."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.detail = detail


def refusal(refused: Refused) -> Response:
    """The JSON of a refusal, with a rid of three groups as the platform adds it."""
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    errmsg = f"{ERRMSG[refused.errcode]}{refused.detail}, rid: {rid}"
    return spoken({"errcode": refused.errcode, "errmsg": errmsg})


def ok(**more: Any) -> Response:
    """The JSON of success."""
    return spoken({"errcode": 0, "errmsg": "ok", **more})


def spoken(document: Any) -> Response:
    """Any JSON, labelled the way the platform labels it."""
    return Response(json.dumps(document, ensure_ascii=False), content_type="application/json; encoding=utf-8")
