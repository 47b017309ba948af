"""小程序码: the round code that opens one page of the mini-program, for posters of a union."""

import re
from typing import Literal

from wechat.client import Gateway
from wechat.errors import BadRequest

EnvVersion = Literal["release", "trial", "develop"]
LONGEST_SCENE = 32
_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
_PAGE = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_/-]*")


def mini_program_code(
    gateway: Gateway, scene: str, page: str, env_version: EnvVersion = "release", width: int = 430
) -> bytes:
    """A picture (不限制的小程序码) that opens `page` with `scene`; `width` in pixels, 280 to 1280.

    `scene` is printed for everyone: a random reference, never personal data. Raises BadRequest with WeChat's
    own errcodes for a scene (40169 length, 40129 characters), page (41030) or width (40097) it would refuse.
    """
    if not 1 <= len(scene) <= LONGEST_SCENE:
        raise BadRequest(40169, "invalid length for scene")
    if not _SCENE.fullmatch(scene):
        raise BadRequest(40129, "invalid scene")
    if not _PAGE.fullmatch(page):
        raise BadRequest(41030, "invalid page")
    if not 280 <= width <= 1280:
        raise BadRequest(40097, "invalid width")
    released = (
        env_version == "release"
    )  # a page of a trial build is not in the release, where check_path looks
    wish = {"scene": scene, "page": page, "check_path": released, "env_version": env_version, "width": width}
    return gateway.image("/wxa/getwxacodeunlimit", wish)
