"""小程序登录: a code works once, for its app, for five minutes; what comes back is looked at."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.wechat.conftest import Misbehave, say
from tests.wechat.platform_side import APPID, OPENID, SECRET, PlatformSide
from wechat.client import Gateway, MemoryTokenStore
from wechat.errors import InvalidCode, QuotaExceeded, Unreachable, WeChatError
from wechat.login import WeChatSession, code_to_session

OTHER_APPID, OTHER_SECRET = "wxfedcba9876543210", "sample-secret-of-another-app"
GOOD_KEY = "tiihtNczf5v6AKRyjwEUhQ=="


def test_a_code_becomes_the_session_of_its_person(gateway: Gateway, platform: PlatformSide) -> None:
    session = code_to_session(gateway, platform.login_code())
    assert session == WeChatSession(APPID, OPENID, session.session_key, None)


def test_a_unionid_comes_along_when_there_is_one(gateway: Gateway, platform: PlatformSide) -> None:
    code = platform.login_code(unionid="oSAMPLE-unionid")
    assert code_to_session(gateway, code).unionid == "oSAMPLE-unionid"


def test_a_code_works_once(gateway: Gateway, platform: PlatformSide) -> None:
    code = platform.login_code()
    code_to_session(gateway, code)
    with pytest.raises(InvalidCode) as caught:
        code_to_session(gateway, code)
    assert caught.value.errcode == 40163


def test_of_eight_that_present_one_code_together_one_logs_in(
    gateway: Gateway, platform: PlatformSide
) -> None:
    code = platform.login_code()

    def outcome(_: int) -> type:
        try:
            return type(code_to_session(gateway, code))
        except WeChatError as error:
            return type(error)

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(outcome, range(8)))
    assert sorted(outcomes, key=lambda kind: kind.__name__) == [InvalidCode] * 7 + [WeChatSession]


@pytest.mark.parametrize(("seconds", "good"), [(299, True), (301, False)])
def test_a_code_lives_five_minutes(
    gateway: Gateway, platform: PlatformSide, seconds: int, good: bool
) -> None:
    code = platform.login_code()
    platform.move_clock(seconds)
    if good:
        assert code_to_session(gateway, code).openid == OPENID
    else:
        with pytest.raises(InvalidCode) as caught:
            code_to_session(gateway, code)
        assert caught.value.errcode == 40029


@pytest.mark.parametrize("code", ["", "the code is a mock one", "0a\r\nb", "x" * 257, "unknown-code"])
def test_what_is_no_code_is_refused(gateway: Gateway, platform: PlatformSide, code: str) -> None:
    with pytest.raises(InvalidCode):
        code_to_session(gateway, code)
    assert sum(platform.calls().values()) == (1 if code == "unknown-code" else 0)


def test_a_code_of_another_app_is_refused_and_good_in_its_own(
    gateway: Gateway, platform: PlatformSide
) -> None:
    platform.door("apps", {"appid": OTHER_APPID, "secret": OTHER_SECRET})
    code = platform.login_code(appid=OTHER_APPID)
    with pytest.raises(InvalidCode):
        code_to_session(gateway, code)
    other = Gateway(OTHER_APPID, OTHER_SECRET, MemoryTokenStore(), platform.url)
    session = code_to_session(other, code)
    assert (session.appid, session.openid) == (OTHER_APPID, OPENID)


def test_more_than_a_hundred_logins_a_minute_of_one_person_are_too_many(
    gateway: Gateway, platform: PlatformSide
) -> None:
    platform.move_clock(0)
    for _ in range(100):
        code_to_session(gateway, platform.login_code())
    with pytest.raises(QuotaExceeded) as caught:
        code_to_session(gateway, platform.login_code())
    assert caught.value.errcode == 45011


def test_a_session_shows_no_key() -> None:
    assert GOOD_KEY not in repr(WeChatSession(APPID, OPENID, GOOD_KEY, None))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"openid": OPENID},
        {"session_key": GOOD_KEY},
        {"openid": "", "session_key": GOOD_KEY},
        {"openid": "o'; DROP TABLE", "session_key": GOOD_KEY},
        {"openid": ["o1"], "session_key": GOOD_KEY},
        {"openid": OPENID, "session_key": "c2hvcnQ="},
        {"openid": OPENID, "session_key": "not base64!"},
        {"openid": OPENID, "session_key": "密钥"},
        {"openid": OPENID, "session_key": GOOD_KEY, "unionid": "a b"},
    ],
)
def test_an_answer_that_is_no_session_is_not_believed(
    answering: Callable[[Misbehave], str], answer: dict[str, object]
) -> None:
    url = answering(lambda handler: say(handler, json.dumps(answer).encode()))
    with pytest.raises(Unreachable):
        code_to_session(Gateway(APPID, SECRET, MemoryTokenStore(), url), "sample-code")
