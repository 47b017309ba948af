"""身份证二要素核验: every documented verdict, and no verdict at all when something is wrong."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.wechat.conftest import Misbehave, say
from tests.wechat.platform_side import APPID, SECRET, PlatformSide
from wechat import tc3
from wechat.faceid import FaceIdAnswer, FaceIdClient, FaceIdUnavailable
from wechat.simulator.faceid import DESCRIPTIONS

NAME = "王小明"


def client(platform: PlatformSide, key: str = SECRET) -> FaceIdClient:
    return FaceIdClient(APPID, key, platform.url)


def sample(order_code: str) -> str:
    """A sample ID number; the check digit is not a real one."""
    return f"33052219000101{order_code}0"


@pytest.mark.parametrize("result", ["0", "-1", "-2", "-3", "-4", "-5", "-6", "-7"])
def test_each_documented_verdict_arrives(platform: PlatformSide, result: str) -> None:
    platform.door("faceid", {"id_number": sample("123"), "result": result})
    assert client(platform).verify(NAME, sample("123")) == FaceIdAnswer(result, DESCRIPTIONS[result])


@pytest.mark.parametrize(
    ("name", "id_number", "result"),
    [
        (NAME, sample("001"), "0"),
        (NAME, sample("991"), "-1"),
        (NAME, sample("997"), "-7"),
        (NAME, sample("998"), "0"),
        (NAME, "123", "-2"),
        ("", sample("001"), "-3"),
    ],
)
def test_the_simulated_verdict_follows_the_number(
    platform: PlatformSide, name: str, id_number: str, result: str
) -> None:
    assert client(platform).verify(name, id_number).result == result


def unavailable(door: FaceIdClient) -> FaceIdUnavailable:
    with pytest.raises(FaceIdUnavailable) as caught:
        door.verify(NAME, sample("001"))
    assert caught.value.__context__ is None
    return caught.value


def test_a_wrong_key_is_no_verdict(platform: PlatformSide) -> None:
    assert unavailable(client(platform, "another-key")).code == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("busy", "InternalError.UnKnown"),
        ("quota", "RequestLimitExceeded"),
        ("html", "the answer is not a JSON object"),
        ("http_500", "HTTP 500"),
    ],
)
def test_an_outage_is_no_verdict(platform: PlatformSide, kind: str, code: str) -> None:
    platform.fail("/", kind)
    assert unavailable(client(platform)).code == code


def test_silence_is_no_verdict(platform: PlatformSide) -> None:
    platform.fail("/", "timeout")
    hasty = FaceIdClient(APPID, SECRET, platform.url, timeout=(1.0, 0.15))
    assert unavailable(hasty).code == "ReadTimeout"


def test_a_closed_port_is_no_verdict() -> None:
    assert unavailable(FaceIdClient(APPID, SECRET, "http://127.0.0.1:9")).code == "ConnectionError"


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (None, "UnknownAnswer"),
        ({}, "UnknownAnswer"),
        ({"Result": "0"}, "UnknownAnswer"),
        ({"Result": "1", "Description": "?"}, "UnknownAnswer"),
        ({"Result": 0, "Description": "?"}, "UnknownAnswer"),
        ({"Result": ["0"], "Description": "?"}, "UnknownAnswer"),
        ({"Error": None}, "UnknownError"),
        ({"Error": {"Code": f"Bad {sample('001')}"}}, "UnknownError"),
        (
            {"Error": {"Code": "UnauthorizedOperation.Arrears"}, "Result": "0"},
            "UnauthorizedOperation.Arrears",
        ),
    ],
)
def test_an_answer_of_another_shape_is_no_verdict(
    answering: Callable[[Misbehave], str], response: Any, code: str
) -> None:
    url = answering(lambda handler: say(handler, json.dumps({"Response": response}).encode()))
    assert unavailable(FaceIdClient(APPID, SECRET, url)).code == code


def genuine_headers(platform: PlatformSide, body: bytes) -> dict[str, str]:
    now, host = int(time.time()), platform.url.removeprefix("http://")
    return {
        "Authorization": tc3.authorization(APPID, SECRET, "faceid", host, body, now),
        "Content-Type": tc3.CONTENT_TYPE,
        "X-TC-Action": "IdCardVerification",
        "X-TC-Timestamp": str(now),
    }


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, b"{}", "InvalidParameter"),
        ({"X-TC-Timestamp": "1551113065"}, b"{}", "AuthFailure.SignatureExpire"),
        ({"X-TC-Timestamp": "soon"}, b"{}", "AuthFailure.SignatureExpire"),
        ({}, b'{"IdCard":"changed after signing"}', "AuthFailure.SignatureFailure"),
    ],
)
def test_the_simulator_believes_no_wrong_signature(
    platform: PlatformSide, headers: dict[str, str], body: bytes, code: str
) -> None:
    genuine = genuine_headers(platform, b"{}")
    answer = requests.post(platform.url + "/", data=body, headers=genuine | headers, timeout=5)
    assert answer.json()["Response"]["Error"]["Code"] == code


def test_the_signature_depends_on_key_day_host_and_body() -> None:
    plain = ("id", "key", "faceid", "host", b"{}", 0)
    others = [
        ("id", "yek", "faceid", "host", b"{}", 0),
        ("id", "key", "faceid", "host", b"{}", 86_400),
        ("id", "key", "faceid", "tsoh", b"{}", 0),
        ("id", "key", "faceid", "host", b"[]", 0),
    ]
    signatures = {tc3.authorization(*case).split("Signature=")[1] for case in [plain, *others]}
    assert len(signatures) == 5
