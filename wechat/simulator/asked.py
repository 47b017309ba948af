"""What every door asks of a request first: a JSON body, the appid's own secret, a good token."""

from collections.abc import Mapping
from typing import Any

from flask import request

from wechat.simulator.answers import Refused
from wechat.simulator.state import state


def posted() -> dict[str, Any]:
    """The JSON object of the body; raises Refused 43002, 44002 or 47001."""
    if request.method != "POST":
        raise Refused(43002)
    if not request.get_data():
        raise Refused(44002)
    document = request.get_json(force=True, silent=True)
    if not isinstance(document, dict):
        raise Refused(47001)
    return document


def trusted(credentials: Mapping[str, Any]) -> str:
    """The appid that proved itself with its secret; raises Refused 40013 or 40125."""
    appid = credentials.get("appid", "")
    if appid not in state().secrets:
        raise Refused(40013)
    if credentials.get("secret") != state().secrets[appid]:
        raise Refused(40125)
    return str(appid)


def caller() -> str:
    """The appid of the access_token in the query; raises Refused 41001, 40001 or 42001."""
    return state().tokens.owner(request.args.get("access_token", ""))
