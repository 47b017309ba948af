"""签名图片: judged before it is opened, made anew from its pixels, sealed."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from service.ground.errors import Refusal
from service.requests.applications.signature import MAX_BYTES, clean_signature
from tests.requests.applications.given import signature


def picture(form: str, size: tuple[int, int] = (600, 240), **options: object) -> bytes:
    """A drawn signature in another format."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).line([(10, 10), (size[0] - 10, size[1] - 10)], fill="black", width=8)
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def flood(side: int) -> bytes:
    """A PNG of a few hundred bytes whose header claims a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("data", [signature(), picture("PNG"), picture("JPEG")])
def test_png_and_jpeg_become_a_grey_png(data: bytes) -> None:
    kept = Image.open(io.BytesIO(clean_signature(data)))
    assert (kept.format, kept.mode) == ("PNG", "L")


def test_a_large_drawing_is_made_smaller() -> None:
    assert max(Image.open(io.BytesIO(clean_signature(picture("PNG", (2000, 900))))).size) == 1200


def test_nothing_but_pixels_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "somebody's telephone"
    data = picture("JPEG", exif=exif) + b"<script>alert(1)</script>PK\x03\x04"
    kept = clean_signature(data)
    assert b"telephone" not in kept
    assert b"<script>" not in kept
    assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        picture("BMP"),
        picture("WEBP"),
        signature()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff" + b"\0" * 100,
        flood(13_000),
        flood(2_401),
        b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES,
    ],
    ids=[
        "empty",
        "gif",
        "svg",
        "bmp",
        "webp",
        "cut",
        "png header",
        "jpeg header",
        "flood",
        "too wide",
        "too big",
    ],
)
def test_what_is_no_small_picture_is_refused_kindly(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        clean_signature(data)
    assert refusal.value.code == "SIGNATURE_INVALID"


def test_an_empty_pad_is_no_signature() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 240), (255, 255, 255, 0)).save(out, "PNG")
    with pytest.raises(Refusal) as refusal:
        clean_signature(out.getvalue())
    assert "没有字迹" in refusal.value.message
