"""Mini-program codes: getwxacodeunlimit, which looks for the page in the build that the code shall open."""

import io
import re

import qrcode
from flask import Blueprint, Response

from wechat.simulator.answers import Refused
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("codes", __name__)
CODES_PER_MINUTE = 5_000
VERSIONS = ("release", "trial", "develop")
_SCENE = re.compile(r"[\w!#$&'()*+,/:;=?@.~-]+", re.ASCII)


@doors.post("/wxa/getwxacodeunlimit")
def getwxacodeunlimit() -> Response:
    """获取不限制的小程序码: a plain QR code of page and scene in place of the round one."""
    appid, wish = caller(), posted()
    scene, page = wish.get("scene"), wish.get("page", "")
    if not isinstance(scene, str) or not 1 <= len(scene) <= 32:
        raise Refused(40169)
    if not _SCENE.fullmatch(scene):
        raise Refused(40129)
    version, width = wish.get("env_version", "release"), wish.get("width", 430)
    if version not in VERSIONS or type(width) is not int or not 280 <= width <= 1280:
        raise Refused(40097)
    if page.startswith("/") or "?" in page:
        raise Refused(41030)
    # «检查 page 是否存在，为 true 时 page 必须是已经发布的小程序存在的页面» (check_path, true unless said otherwise).
    if page and wish.get("check_path", True) and page not in state().pages.get((appid, "release"), ()):
        raise Refused(41030)
    state().spend(f"getwxacodeunlimit {appid}", CODES_PER_MINUTE, 60, 45009)
    state().codes.append(
        {"appid": appid, "page": page, "scene": scene, "env_version": version, "width": width}
    )
    drawn = io.BytesIO()
    qrcode.make(f"{page}?scene={scene}").save(drawn)
    return Response(drawn.getvalue(), content_type="image/png")
