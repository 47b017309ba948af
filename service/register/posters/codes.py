"""小程序码: the round code that opens a page of the mini-program, or a plain QR code while WeChat does not answer."""

from functools import lru_cache

from flask import Response

from service.ground.drawing import draw_png
from service.register.access.guard import deployment
from wechat.client import Gateway
from wechat.codes import EnvVersion, mini_program_code
from wechat.errors import WeChatError

WIDTH, BOX = 860, 20  # points across, and of one module of a plain code: sharp on a poster


def code_for(page: str, scene: str, path: str) -> bytes:
    """The picture of a code that opens ``page`` with ``scene``; the plain one leads a camera to ``path`` of this service."""
    served = deployment()
    try:
        return _round(served.gateway, page, scene, served.settings.code_version)
    except WeChatError:
        return draw_png(f"{served.settings.public_url}{path}", BOX)


# Whoever looks again, even without having signed in, looks at the same picture, not at WeChat's cost; a plain one is not kept.
@lru_cache(maxsize=100)
def _round(gateway: Gateway, page: str, scene: str, version: EnvVersion) -> bytes:
    return mini_program_code(gateway, scene, page, version, width=WIDTH)


def picture(image: bytes) -> Response:
    """A picture as an answer: ours are PNG, WeChat's are one or the other."""
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    return Response(image, mimetype=kind)
