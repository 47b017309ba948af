"""QR codes drawn by the server: the right modules, with a quiet zone."""

import io

import qrcode
from PIL import Image

from service.ground.drawing import draw_png

TEXT = "https://card.example.cn/v/AQH3kZx0uWq7LmTd2-Rb9yPcVn4sEoGf6JiKa1_hUw"


def modules(text: str) -> list[list[bool]]:
    """The modules that the standard gives for a text at correction level M."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def test_the_png_holds_the_modules_of_the_text_inside_a_quiet_zone_of_four() -> None:
    image = Image.open(io.BytesIO(draw_png(TEXT, box=3))).convert("L")
    side = image.width // 3
    drawn = [[image.getpixel((x * 3 + 1, y * 3 + 1)) == 0 for x in range(side)] for y in range(side)]
    assert not any(any(row[:4]) or any(row[-4:]) for row in drawn)
    assert not any(any(row) for row in drawn[:4] + drawn[-4:])
    assert [row[4:-4] for row in drawn[4:-4]] == modules(TEXT)


def test_another_text_is_another_picture() -> None:
    assert draw_png(TEXT) == draw_png(TEXT)
    assert draw_png(TEXT) != draw_png(TEXT[:-1] + "B")


def test_a_card_code_fits_version_five() -> None:
    assert len(modules(TEXT)) == 37
