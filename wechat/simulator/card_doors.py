"""Phone numbers and links: getuserphonenumber, generate_urllink."""

import secrets

from flask import Blueprint, Response

from wechat.simulator.answers import Refused, ok
from wechat.simulator.asked import caller, posted
from wechat.simulator.state import state

doors = Blueprint("cards", __name__)


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
