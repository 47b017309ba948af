"""小程序码: what WeChat would refuse is refused here first; what comes back is a picture."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.wechat.platform_side import PlatformSide
from wechat.client import Gateway
from wechat.codes import EnvVersion, mini_program_code
from wechat.errors import BadRequest, Busy, Unreachable

PATH, PAGE = "/wxa/getwxacodeunlimit", "pages/apply/apply"


@pytest.mark.parametrize("env_version", ["release", "trial", "develop"])
def test_a_code_is_a_picture(gateway: Gateway, env_version: EnvVersion) -> None:
    drawn = mini_program_code(gateway, "u=" + "x" * 30, PAGE, env_version)
    assert Image.open(io.BytesIO(drawn)).format == "PNG"


@pytest.mark.parametrize(
    ("scene", "page", "width", "errcode"),
    [
        ("", PAGE, 430, 40169),
        ("x" * 33, PAGE, 430, 40169),
        ("工会", PAGE, 430, 40129),
        ("a%20b", PAGE, 430, 40129),
        ("a b", PAGE, 430, 40129),
        ("a\n", PAGE, 430, 40129),
        ("a", "/pages/apply/apply", 430, 41030),
        ("a", "pages/apply?x=1", 430, 41030),
        ("a", "", 430, 41030),
        ("a", PAGE, 279, 40097),
        ("a", PAGE, 1281, 40097),
    ],
)
def test_a_wish_that_wechat_would_refuse_is_not_sent(
    gateway: Gateway, platform: PlatformSide, scene: str, page: str, width: int, errcode: int
) -> None:
    with pytest.raises(BadRequest) as caught:
        mini_program_code(gateway, scene, page, width=width)
    assert caught.value.errcode == errcode
    assert platform.calls() == {}


@pytest.mark.parametrize(
    ("wish", "errcode"),
    [
        ({"scene": "x" * 33}, 40169),
        ({"scene": "工会"}, 40129),
        ({"scene": "a", "page": "/p"}, 41030),
        ({"scene": "a", "env_version": "beta"}, 40097),
        ({"scene": "a", "width": 279}, 40097),
        ({"scene": "a", "width": 1281}, 40097),
        ({"scene": "a", "page": "pages/no/such"}, 41030),
        ({"scene": "a", "page": "pages/new/new", "env_version": "trial"}, 41030),
    ],
)
def test_a_refusal_comes_as_an_error_in_place_of_a_picture(
    gateway: Gateway, wish: dict[str, Any], errcode: int
) -> None:
    with pytest.raises(BadRequest) as caught:
        gateway.image(PATH, wish)
    assert caught.value.errcode == errcode


def test_a_picture_survives_a_token_refused_once(gateway: Gateway, platform: PlatformSide) -> None:
    platform.fail(PATH, "token_once")
    assert mini_program_code(gateway, "a", PAGE).startswith(b"\x89PNG")
    assert platform.calls()[PATH] == 2


def test_busy_and_html_are_no_pictures(gateway: Gateway, platform: PlatformSide) -> None:
    platform.fail(PATH, "busy")
    with pytest.raises(Busy):
        mini_program_code(gateway, "a", PAGE)
    platform.fail(PATH, "html")
    with pytest.raises(Unreachable):
        mini_program_code(gateway, "a", PAGE)
    with pytest.raises(Unreachable):
        gateway.image("/wxa/generate_urllink", {"query": "a=1"})


def test_a_page_of_the_trial_build_alone_has_a_trial_code_and_no_other(
    gateway: Gateway, platform: PlatformSide
) -> None:
    new = "pages/new/new"
    platform.door("pages", {"pages": [PAGE, new], "env_version": "trial"})
    assert mini_program_code(gateway, "a", new, "trial").startswith(b"\x89PNG")
    with pytest.raises(BadRequest) as refused:
        mini_program_code(gateway, "a", new)
    assert refused.value.errcode == 41030
    assert platform.look("codes") == [
        {"appid": gateway.appid, "page": new, "scene": "a", "env_version": "trial", "width": 430}
    ]
