"""手机号快速验证: a one-time code from the phone button becomes the number WeChat holds for this person."""

import re
from dataclasses import dataclass, field

from wechat.client import Gateway
from wechat.errors import InvalidCode, Unreachable

_CODE = re.compile(r"[\x21-\x7e]{1,256}")
_NUMBER = re.compile(r"[0-9]{5,15}")
_COUNTRY = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class PhoneNumber:
    """手机号 without its country code, which stands beside it ("86")."""

    number: str = field(repr=False)
    country_code: str


def phone_number(gateway: Gateway, code: str, openid: str) -> PhoneNumber:
    """Exchanges the code (five minutes, once); `openid` makes WeChat check that it is this person's own.

    Raises InvalidCode for a used, expired or foreign code; Unreachable for an answer to another appid.
    """
    if not _CODE.fullmatch(code):
        raise InvalidCode(40029, "invalid code")
    answer = gateway.call("POST", "/wxa/business/getuserphonenumber", body={"code": code, "openid": openid})
    info = answer.get("phone_info")
    if not isinstance(info, dict) or not _is_for(gateway.appid, info.get("watermark")):
        raise Unreachable(None, "the answer is not marked for this appid")
    number, country = (
        str(info.get("purePhoneNumber")),
        str(info.get("countryCode")),
    )  # older answers: a number
    if not _NUMBER.fullmatch(number) or not _COUNTRY.fullmatch(country):
        raise Unreachable(None, "the answer is not a phone number")
    return PhoneNumber(number, country)


def _is_for(appid: str, watermark: object) -> bool:
    return isinstance(watermark, dict) and watermark.get("appid") == appid
