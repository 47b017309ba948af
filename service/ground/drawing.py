"""Draw a QR code on the server: for browser pages and posters. The phone of the holder draws its own."""

from io import BytesIO

import qrcode

# Medium correction: a scratched screen is read, and a 70-character address still fits version 5.
_CORRECTION = qrcode.constants.ERROR_CORRECT_M


def draw_png(text: str, box: int = 10) -> bytes:
    """A QR code of ``text`` as PNG, ``box`` pixels per module, with the quiet zone of four modules that
    readers need.
    """
    code = qrcode.QRCode(error_correction=_CORRECTION, box_size=box, border=4)
    code.add_data(text)
    code.make(fit=True)
    picture = BytesIO()
    code.make_image().save(picture)
    return picture.getvalue()
