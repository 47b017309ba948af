"""Phone numbers, mini-program codes and links: getuserphonenumber, getwxacodeunlimit, generate_urllink."""

import io
import re
import secrets

import qrcode
from flask import Blueprint, Response

from wechat.simulator.answers import Refused, ok
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("cards", __name__)
CODES_PER_MINUTE = 5_000
_SCENE = re.compile(r"[\w!#$&'()*+,/:;=?@.~-]+", re.ASCII)


@doors.post("/wxa/business/getuserphonenumber")
def getuserphonenumber() -> Response:
    """获取手机号: the code is bound to the openid when the caller names one; a number abroad has its code in phoneNumber."""
    appid, wish = caller(), posted()
    expected = {"openid": wish["openid"]} if wish.get("openid") else {}
    held = state().phone_codes.spend(str(wish.get("code")), appid, when_used=40029, **expected)
    number, country = held["phone"], held["country"]
    watermark = {"timestamp": int(state().now()), "appid": appid}
    return ok(
        phone_info={
            "phoneNumber": number if country == "86" else f"+{country}{number}",
            "purePhoneNumber": number,
            "countryCode": country,
            "watermark": watermark,
        }
    )


@doors.post("/wxa/getwxacodeunlimit")
def getwxacodeunlimit() -> Response:
    """获取不限制的小程序码: a plain QR code of page and scene in place of the round one."""
    appid, wish = caller(), posted()
    scene, page = wish.get("scene"), wish.get("page", "")
    if not isinstance(scene, str) or not 1 <= len(scene) <= 32:
        raise Refused(40169)
    if not _SCENE.fullmatch(scene):
        raise Refused(40129)
    if wish.get("env_version", "release") not in ("release", "trial", "develop"):
        raise Refused(40097)
    if page.startswith("/") or "?" in page:
        raise Refused(41030)
    state().spend(f"getwxacodeunlimit {appid}", CODES_PER_MINUTE, 60, 45009)
    drawn = io.BytesIO()
    qrcode.make(f"{page}?scene={scene}").save(drawn)
    return Response(drawn.getvalue(), content_type="image/png")


@doors.post("/wxa/generate_urllink")
def generate_urllink() -> Response:
    """获取加密URLLink."""
    caller()
    wish = posted()
    if len(str(wish.get("query", ""))) > 1024:
        raise Refused(40212)
    if wish.get("expire_type") == 1 and not 1 <= int(wish.get("expire_interval", 0)) <= 30:
        raise Refused(85401)
    return ok(url_link=f"https://wxaurl.cn/{secrets.token_urlsafe(8)}")
