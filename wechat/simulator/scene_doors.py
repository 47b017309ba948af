"""QR codes of an official account that carry a scene (带参数的二维码)."""

import io
import secrets
from typing import Any

import qrcode
from flask import Blueprint, Response, abort, request

from wechat.simulator.answers import Refused, spoken
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("scenes", __name__)
LONGEST_SECONDS, USUAL_SECONDS = 2_592_000, 60
_ACTIONS = {
    "QR_SCENE": "scene_id", "QR_STR_SCENE": "scene_str",
    "QR_LIMIT_SCENE": "scene_id", "QR_LIMIT_STR_SCENE": "scene_str",
}  # fmt: skip


@doors.post("/cgi-bin/qrcode/create")
def create() -> Response:
    """生成带参数的二维码: for a while (QR_SCENE, QR_STR_SCENE) or for ever (QR_LIMIT_…)."""
    appid, wish = caller(), posted()
    field = _ACTIONS.get(wish.get("action_name", ""))
    scene = ((wish.get("action_info") or {}).get("scene") or {}).get(field or "")
    if field is None or not _is_scene(scene, field):
        raise Refused(40035)
    ticket = secrets.token_urlsafe(48)
    told: dict[str, Any] = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{secrets.token_urlsafe(12)}"}
    if "LIMIT" not in wish["action_name"]:
        seconds = wish.get("expire_seconds", USUAL_SECONDS)
        if not isinstance(seconds, int) or not 1 <= seconds <= LONGEST_SECONDS:
            raise Refused(40035)
        told["expire_seconds"] = seconds
    state().scene_codes[ticket] = {"appid": appid, "scene": str(scene), "url": told["url"]}
    return spoken(told)


@doors.get("/cgi-bin/showqrcode")
def show() -> Response:
    """通过 ticket 换取二维码: of mp.weixin.qq.com, which asks for no token and answers 404 without a ticket."""
    made = state().scene_codes.get(request.args.get("ticket", ""))
    if made is None:
        abort(Response("", 404))
    drawn = io.BytesIO()
    qrcode.make(made["url"]).save(drawn)
    return Response(drawn.getvalue(), content_type="image/jpg")


def _is_scene(scene: object, field: str) -> bool:
    if field == "scene_id":
        return isinstance(scene, int) and 1 <= scene <= 4_294_967_295
    return isinstance(scene, str) and 1 <= len(scene) <= 64
