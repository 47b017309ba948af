"""签名: an image that a worker drew, judged before it is opened and re-encoded before it is kept."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from service.ground.errors import Refusal

MAX_BYTES = 512 * 1024
MAX_SIDE = 2400
KEPT_SIDE = 1200
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def clean_signature(data: bytes) -> bytes:
    """A grey PNG of at most 1200 px a side, made anew from the pixels: nothing else of the upload survives.

    Raises SIGNATURE_INVALID: not PNG or JPEG, over 512 KiB, over 2400 px a side, unreadable, or blank.
    """
    if len(data) > MAX_BYTES:
        raise Refusal("SIGNATURE_INVALID", reason="图片超过 512 KB。")
    if not data.startswith(_MAGIC):
        raise Refusal("SIGNATURE_INVALID", reason="只能是 PNG 或 JPEG 图片。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if max(image.size) > MAX_SIDE:
                raise Refusal("SIGNATURE_INVALID", reason="图片尺寸太大。")
            return _encoded(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise Refusal("SIGNATURE_INVALID", reason="图片读不出来。") from None


def _encoded(image: Image.Image) -> bytes:
    """Ink on white: transparency becomes paper, colour becomes grey, metadata is gone."""
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    grey = paper.convert("L")
    darkest, lightest = grey.getextrema()
    if int(lightest) - int(darkest) < 40:  # type: ignore[arg-type]
        raise Refusal("SIGNATURE_INVALID", reason="签名板上没有字迹。")
    grey.thumbnail((KEPT_SIDE, KEPT_SIDE))
    out = io.BytesIO()
    grey.save(out, "PNG", optimize=True)
    return out.getvalue()
