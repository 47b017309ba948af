"""Everything the way to the platform can do wrong ends in one of our errors, in bounded time."""

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from tests.wechat.conftest import Misbehave, say
from tests.wechat.platform_side import APPID, SECRET, PlatformSide
from wechat.client import Gateway, MemoryTokenStore, Token
from wechat.errors import (
    BadRequest,
    Blocked,
    Busy,
    InvalidCode,
    NotSubscribed,
    QuotaExceeded,
    TokenRejected,
    Unreachable,
    WeChatError,
    error_for,
    scrubbed,
)
from wechat.transport import LARGEST_ANSWER

MENU = "/cgi-bin/menu/delete"
NO_PORT = "http://127.0.0.1:9"

FAULTS: list[tuple[str, type[WeChatError], int | None]] = [
    ("busy", Busy, -1),
    ("quota", QuotaExceeded, 45009),
    ("blocked", Blocked, 40226),
    ("html", Unreachable, None),
    ("http_500", Unreachable, None),
]


@pytest.mark.parametrize(("kind", "expected", "errcode"), FAULTS)
def test_each_fault_of_the_platform_has_its_error_and_is_tried_once(
    gateway: Gateway, platform: PlatformSide, kind: str, expected: type[WeChatError], errcode: int | None
) -> None:
    platform.fail(MENU, kind)
    with pytest.raises(WeChatError) as caught:
        gateway.call("GET", MENU)
    assert (type(caught.value), caught.value.errcode) == (expected, errcode)
    assert platform.calls()[MENU] == 1


def test_silence_ends_in_unreachable(platform: PlatformSide) -> None:
    platform.fail(MENU, "timeout")
    store = MemoryTokenStore()
    store.write(Token("any", time.time() + 7200))
    hasty = Gateway(APPID, SECRET, store, platform.url, timeout=(1.0, 0.15))
    with pytest.raises(Unreachable) as caught:
        hasty.call("GET", MENU)
    assert caught.value.errmsg == "ReadTimeout"


def test_a_slow_answer_within_the_limit_is_an_answer(gateway: Gateway, platform: PlatformSide) -> None:
    platform.fail(MENU, "slow", seconds=0.05)
    assert gateway.call("GET", MENU) == {"errcode": 0, "errmsg": "ok"}


def test_a_closed_port_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        Gateway(APPID, SECRET, MemoryTokenStore(), NO_PORT).plain("GET", "/", {})


def drip(handler: BaseHTTPRequestHandler) -> None:
    """One byte at a time, each well within the read timeout."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    try:
        for _ in range(1000):
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Fewer bytes than promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"errcode":0')
    handler.close_connection = True


NO_OBJECT = "the answer is not a JSON object"
MISBEHAVIOURS: dict[str, tuple[Misbehave, str]] = {
    "drips": (drip, "the answer is too slow"),
    "breaks off": (broken_off, "ProtocolError"),
    "is not JSON": (lambda handler: say(handler, b"<html>login to the hotel network</html>"), NO_OBJECT),
    "is a list": (lambda handler: say(handler, b"[]"), NO_OBJECT),
    "is nested without end": (lambda handler: say(handler, b"[" * 100_000), NO_OBJECT),
    "is not UTF-8": (lambda handler: say(handler, b'{"errmsg":"\xff"}'), NO_OBJECT),
    "is empty": (lambda handler: say(handler, b""), NO_OBJECT),
    "has a text for errcode": (
        lambda handler: say(handler, b'{"errcode":"40029"}'),
        "the answer has no numeric errcode",
    ),
    "redirects": (lambda handler: say(handler, b"", 302, Location="https://example.org/"), "HTTP 302"),
    "is too large": (lambda handler: say(handler, b" " * (LARGEST_ANSWER + 1)), "the answer is too large"),
    "unpacks to too much": (
        lambda handler: say(handler, gzip.compress(b" " * (LARGEST_ANSWER + 1)), Content_Encoding="gzip"),
        "the answer is too large",
    ),
    "lies about gzip": (lambda handler: say(handler, b"no", Content_Encoding="gzip"), "DecodeError"),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_it_is_no_answer_when_it(answering: Callable[[Misbehave], str], name: str) -> None:
    """… drips, breaks off, redirects, is no JSON object, is too large."""
    misbehave, errmsg = MISBEHAVIOURS[name]
    timeout = (0.1, 0.15) if misbehave is drip else (2.0, 5.0)
    gateway = Gateway(APPID, SECRET, MemoryTokenStore(), answering(misbehave), timeout)
    with pytest.raises(Unreachable) as caught:
        gateway.plain("GET", "/sns/jscode2session", {})
    assert caught.value.errmsg == errmsg
    assert caught.value.__context__ is None


def test_packed_answers_are_read_over_one_connection(
    answering: Callable[[Misbehave], str],
) -> None:
    callers: set[object] = set()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        callers.add(handler.client_address)
        if len(callers) == 1:
            say(handler, gzip.compress(b'{"said":1}'), Content_Encoding="gzip")
        else:
            say(handler, b"", 500)

    gateway = Gateway(APPID, SECRET, MemoryTokenStore(), answering(answer))
    assert [gateway.plain("GET", "/", {}) for _ in range(3)] == [{"said": 1}] * 3


@pytest.mark.parametrize(
    ("errcode", "expected"),
    [
        (-1, Busy),
        (40001, TokenRejected),
        (40014, TokenRejected),
        (42001, TokenRejected),
        (40029, InvalidCode),
        (40163, InvalidCode),
        (40226, Blocked),
        (43101, NotSubscribed),
        (45009, QuotaExceeded),
        (45011, QuotaExceeded),
        (40013, BadRequest),
        (47003, BadRequest),
    ],
)
def test_each_errcode_has_its_error(errcode: int, expected: type[WeChatError]) -> None:
    error = error_for(errcode, "sentence, rid: 676231d3-28485967-36f31567")
    assert type(error) is expected
    assert str(error) == f"{errcode} sentence, rid: 676231d3-28485967-36f31567"


def test_a_sentence_loses_what_was_sent_and_every_long_number() -> None:
    said = "bad 13800000000 and 33052219900101001X for sample-code-1, sample-code-1-longer\r\n\x1b[31m"
    assert (
        scrubbed(said, ["sample-code-1", "sample-code-1-longer", "b"]) == "bad *** and *** for ***, ***[31m"
    )


def test_plain_http_to_another_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="https"):
        Gateway(APPID, SECRET, MemoryTokenStore(), "http://api.weixin.qq.com")
