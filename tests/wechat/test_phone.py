"""手机号快速验证: a code is one person's, works once, and the answer must be for us."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.wechat.conftest import Misbehave, say
from tests.wechat.platform_side import APPID, OPENID, SECRET, PlatformSide
from wechat.client import Gateway, MemoryTokenStore
from wechat.errors import InvalidCode, Unreachable
from wechat.phone import PhoneNumber, phone_number

PHONE = "13800000000"


def test_a_code_becomes_the_number_of_its_person(gateway: Gateway, platform: PlatformSide) -> None:
    assert phone_number(gateway, platform.phone_code_for(PHONE), OPENID) == PhoneNumber(PHONE, "86")


def test_a_code_works_once(gateway: Gateway, platform: PlatformSide) -> None:
    code = platform.phone_code_for(PHONE)
    phone_number(gateway, code, OPENID)
    with pytest.raises(InvalidCode):
        phone_number(gateway, code, OPENID)


def test_a_code_of_somebody_else_is_refused_and_stays_good_for_its_owner(
    gateway: Gateway, platform: PlatformSide
) -> None:
    code = platform.phone_code_for(PHONE)
    with pytest.raises(InvalidCode):
        phone_number(gateway, code, "oSAMPLE-thief")
    assert phone_number(gateway, code, OPENID).number == PHONE


def test_a_code_lives_five_minutes(gateway: Gateway, platform: PlatformSide) -> None:
    code = platform.phone_code_for(PHONE)
    platform.move_clock(301)
    with pytest.raises(InvalidCode):
        phone_number(gateway, code, OPENID)


def test_a_login_code_is_no_phone_code(gateway: Gateway, platform: PlatformSide) -> None:
    with pytest.raises(InvalidCode):
        phone_number(gateway, platform.login_code(), OPENID)


@pytest.mark.parametrize("code", ["", "a b", "\ud800", "x" * 257])
def test_what_is_no_code_is_refused_without_asking(
    gateway: Gateway, platform: PlatformSide, code: str
) -> None:
    with pytest.raises(InvalidCode):
        phone_number(gateway, code, OPENID)
    assert platform.calls() == {}


def answer_with(**changes: Any) -> bytes:
    info = {
        "phoneNumber": PHONE,
        "purePhoneNumber": PHONE,
        "countryCode": 86,
        "watermark": {"timestamp": 1637744274, "appid": APPID},
    }
    return json.dumps(
        {"errcode": 0, "access_token": "t", "expires_in": 7200, "phone_info": info | changes}
    ).encode()


def exchanged(url: str) -> PhoneNumber:
    return phone_number(Gateway(APPID, SECRET, MemoryTokenStore(), url), "sample-code", OPENID)


def test_a_country_code_may_be_a_number_as_in_older_answers(answering: Callable[[Misbehave], str]) -> None:
    assert exchanged(answering(lambda handler: say(handler, answer_with()))) == PhoneNumber(PHONE, "86")


@pytest.mark.parametrize(
    "changes",
    [
        {"watermark": {"timestamp": 1637744274, "appid": "wxfedcba9876543210"}},
        {"watermark": None},
        {"purePhoneNumber": None},
        {"purePhoneNumber": "138****0000"},
        {"countryCode": "china"},
    ],
)
def test_an_answer_that_is_not_our_phone_number_is_not_believed(
    answering: Callable[[Misbehave], str], changes: dict[str, Any]
) -> None:
    with pytest.raises(Unreachable):
        exchanged(answering(lambda handler: say(handler, answer_with(**changes))))


def test_a_phone_number_is_not_shown() -> None:
    assert PHONE not in repr(PhoneNumber(PHONE, "86"))
