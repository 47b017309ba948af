"""Nothing secret or personal in any error, log record or repr: searched for over all faults and calls."""

import logging
import pickle
import time
import traceback
from collections.abc import Callable, Iterator

import pytest
from werkzeug.serving import BaseWSGIServer

from tests.wechat.platform_side import APPID, OPENID, PlatformSide
from wechat.client import Gateway, MemoryTokenStore, Token
from wechat.codes import mini_program_code
from wechat.errors import WeChatError
from wechat.faceid import FaceIdClient, FaceIdUnavailable
from wechat.login import code_to_session
from wechat.notices import send
from wechat.phone import phone_number
from wechat.simulator import create_simulator

CANARIES = {
    "secret": "CANARY-secret-000000",
    "token": "CANARY-token-1111111",
    "code": "CANARY-code-22222222",
    "session_key": "CANARYsessionkey33333w==",
    "phone": "13999990004",
    "id_number": "330522190001019990",
    "name": "王金丝雀",
}
KINDS = [
    "busy",
    "timeout",
    "html",
    "token_once",
    "token_for_ever",
    "quota",
    "http_500",
    "blocked",
    "closed port",
]


@pytest.fixture
def platform(platform: PlatformSide, server: BaseWSGIServer) -> PlatformSide:
    """The same platform with the canary for its secret."""
    server.app = create_simulator(APPID, CANARIES["secret"])
    return platform


def gateway_at(url: str) -> Gateway:
    store = MemoryTokenStore()
    store.write(Token(CANARIES["token"], time.time() + 7200))
    return Gateway(APPID, CANARIES["secret"], store, url, timeout=(1.0, 0.15))


def tokenless_at(url: str) -> Gateway:
    return Gateway(APPID, CANARIES["secret"], MemoryTokenStore(), url, timeout=(1.0, 0.15))


def faceid_at(url: str) -> FaceIdClient:
    return FaceIdClient(APPID, CANARIES["secret"], url, timeout=(1.0, 0.15))


CALLS: dict[str, tuple[str, Callable[[str], object]]] = {
    "login": ("/sns/jscode2session", lambda url: code_to_session(gateway_at(url), CANARIES["code"])),
    "phone": (
        "/wxa/business/getuserphonenumber",
        lambda url: phone_number(gateway_at(url), CANARIES["code"], OPENID),
    ),
    "notice": (
        "/cgi-bin/message/subscribe/send",
        lambda url: send(
            gateway_at(url),
            OPENID,
            "template",
            "p",
            {"name1": CANARIES["name"], "number2": CANARIES["phone"]},
        ),
    ),
    "picture": (
        "/wxa/getwxacodeunlimit",
        lambda url: mini_program_code(gateway_at(url), CANARIES["code"], "p"),
    ),
    "token": ("/cgi-bin/stable_token", lambda url: tokenless_at(url).call("GET", "/")),
    "faceid": ("/", lambda url: faceid_at(url).verify(CANARIES["name"], CANARIES["id_number"])),
}


def failure(call: Callable[[str], object], url: str) -> BaseException:
    """The error of a call, or one that says nothing: a token refused once may end well."""
    try:
        call(url)
    except (WeChatError, FaceIdUnavailable) as error:
        return error
    return Exception()


def everything_said(error: BaseException) -> Iterator[str]:
    """Each way in which an error speaks, and those of the errors behind it."""
    yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
    yield "".join(traceback.format_exception(error))
    yield pickle.dumps(error).decode("latin-1")
    for behind in (error.__context__, error.__cause__):
        if behind is not None:
            yield from everything_said(behind)


def logged(records: list[logging.LogRecord]) -> Iterator[str]:
    """Each way in which a log record speaks, whatever its level."""
    for record in records:
        yield record.getMessage()
        yield repr(vars(record))
        if record.exc_info:
            yield "".join(traceback.format_exception(*record.exc_info))


def found_in(said: Iterator[str]) -> list[str]:
    everything = "\n".join(said)
    escaped = CANARIES["name"].encode("ascii", "backslashreplace").decode()
    return [name for name, canary in [*CANARIES.items(), ("name", escaped)] if canary in everything]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CALLS)
def test_no_fault_lets_a_secret_out(
    platform: PlatformSide, caplog: pytest.LogCaptureFixture, name: str, kind: str
) -> None:
    path, call = CALLS[name]
    url = "http://127.0.0.1:9" if kind == "closed port" else platform.url
    if kind != "closed port":
        platform.fail(path, kind)
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    error = failure(call, url)
    assert isinstance(error, WeChatError | FaceIdUnavailable) or kind == "token_once"
    assert found_in(everything_said(error)) == []
    assert found_in(logged(caplog.records)) == []


def test_the_search_sees_what_is_logged(platform: PlatformSide, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(WeChatError):
        CALLS["login"][1](platform.url)
    lines = [record.getMessage() for record in caplog.records if record.name == "urllib3.connectionpool"]
    assert [line for line in lines if "/sns/jscode2session" in line] != []
    assert found_in(iter([CANARIES["code"]])) == ["code"]


def test_tokens_gateways_and_answers_show_nothing(platform: PlatformSide) -> None:
    gateway = gateway_at(platform.url)
    shown = [repr(gateway), repr(Token(CANARIES["token"], 0.0)), repr(faceid_at(platform.url))]
    assert found_in(iter(shown)) == []


def test_a_successful_login_and_phone_number_log_nothing_secret(
    platform: PlatformSide, caplog: pytest.LogCaptureFixture
) -> None:
    code, phone_code = platform.login_code(), platform.phone_code_for(CANARIES["phone"])
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    session = code_to_session(gateway_at(platform.url), code)
    number = phone_number(
        Gateway(APPID, CANARIES["secret"], MemoryTokenStore(), platform.url), phone_code, OPENID
    )
    said = "\n".join([*logged(caplog.records), repr(session), repr(number)])
    secrets = [*CANARIES.values(), code, phone_code, session.session_key]
    assert [secret for secret in secrets if secret in said] == []
