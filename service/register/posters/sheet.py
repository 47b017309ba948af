"""入会海报: one sheet of A4 with the union's code, three steps and the county's telephone, to print or to send round."""

from dataclasses import dataclass, field

from service.ground.printing import pdf, png

TITLE = "微信扫一扫，加入工会"
STEPS = ("用微信扫描上面的码", "填写本人信息，手写签名", "工会委员会批准后，手机上收到通知")
# What stands across a poster whose code opens no released mini-program: on a wall it would lead nobody anywhere.
MARKS = {
    "release": "",
    "trial": "体验版，只供测试，请勿张贴",
    "develop": "开发版，只供测试，请勿张贴",
}
# A4 at 150 points to the inch: sharp on paper, and small enough to send in WeChat.
WIDE = 1240


@dataclass(frozen=True)
class Poster:
    """What a poster says; nothing of anybody. ``code`` is the picture that phones read, PNG or JPEG."""

    union_name: str
    county_name: str
    phone: str
    code: bytes = field(repr=False)
    mark: str = ""

    @property
    def foot(self) -> str:
        """Who stands behind it, and whom to call."""
        return f"{self.county_name}总工会　咨询电话 {self.phone}"


def poster_pdf(poster: Poster) -> bytes:
    """The poster as PDF; raises PRINT_NOT_READY, BUSY."""
    return pdf("posters/sheet.html", poster=poster, title=TITLE, steps=STEPS)


def poster_png(poster: Poster) -> bytes:
    """The poster as a picture of 1240 × 1754 points, the same drawing; raises PRINT_NOT_READY, BUSY."""
    return png("posters/sheet.html", width=WIDE, poster=poster, title=TITLE, steps=STEPS)
