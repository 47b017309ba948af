"""入会海报: one sheet of A4 with the union's code, three steps and the county's telephone, to print or to send round."""

from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from service.ground.errors import Refusal
from service.ground.fonts import SANS, SERIF, chinese_fonts
from service.ground.printing import must_have_fonts, pdf

TITLE = "微信扫一扫，加入工会"
STEPS = ("用微信扫描上面的码", "填写本人信息，手写签名", "工会委员会批准后，手机上收到通知")
# A4 at 150 points to the inch: sharp on paper, and small enough to send in WeChat.
WIDE, HIGH, EDGE = 1240, 1754, 90
RED, BLACK, GREY = "#a31515", "#1a1a1a", "#555555"


@dataclass(frozen=True)
class Poster:
    """What a poster says; nothing of anybody. ``code`` is the picture that phones read, PNG or JPEG."""

    union_name: str
    county_name: str
    phone: str
    code: bytes = field(repr=False)

    @property
    def foot(self) -> str:
        """Who stands behind it, and whom to call."""
        return f"{self.county_name}总工会　咨询电话 {self.phone}"


def poster_pdf(poster: Poster) -> bytes:
    """The poster as PDF; raises PRINT_NOT_READY, BUSY."""
    return pdf("posters/sheet.html", poster=poster, title=TITLE, steps=STEPS)


def poster_png(poster: Poster) -> bytes:
    """The poster as a picture of 1240 × 1754 points; raises PRINT_NOT_READY."""
    must_have_fonts()
    sheet = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(sheet)
    top = _centred(pen, TITLE, 80, 92, RED, "Bold")
    top = _centred(pen, poster.union_name, top + 30, 58, BLACK, "Bold")
    code = Image.open(BytesIO(poster.code)).convert("RGB").resize((760, 760), Image.Resampling.LANCZOS)
    sheet.paste(code, ((WIDE - 760) // 2, top + 40))
    top += 850
    for number, step in enumerate(STEPS, start=1):
        top = _centred(pen, f"{number}. {step}", top, 50, BLACK, "Regular") + 14
    _centred(pen, poster.foot, HIGH - 110, 38, GREY, "Regular")
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _centred(pen: ImageDraw.ImageDraw, words: str, top: int, size: int, ink: str, style: str) -> int:
    """Write a text centred, smaller until two lines hold it; returns where it ends."""
    while len(lines := _lines(words, size, style)) > 2 and size > 30:
        size -= 4
    for line in lines:
        pen.text((WIDE // 2, top), line, fill=ink, font=_face(size, style), anchor="ma")
        top += int(size * 1.4)
    return top


def _lines(words: str, size: int, style: str) -> list[str]:
    lines = [""]
    for letter in words:
        if _face(size, style).getlength(lines[-1] + letter) > WIDE - 2 * EDGE:
            lines.append("")
        lines[-1] += letter
    return lines


@cache
def _face(size: int, style: str) -> ImageFont.FreeTypeFont:
    """The Chinese face to write with; a collection holds one face per region, told by its name."""
    found = None
    for family in (*SANS, *SERIF):
        for file in chinese_fonts().get(family, ()):
            for face in range(40):
                try:
                    font = ImageFont.truetype(file, size, index=face)
                except OSError:
                    break
                if font.getname() == (family, style):
                    return font
                if font.getname()[0] == family:
                    found = found or font
    if found is None:
        raise Refusal("PRINT_NOT_READY")
    return found
