"""打印: A4 paper as PDF, drawn from a template of its own that can reach neither the network nor a file.

WeasyPrint asks its fetcher for everything that a page names; ours answers for ``data:`` alone, so that no text of
anybody can make the server read an address (SSRF) or a file of its disk.
"""

import logging
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.ground.errors import Refusal
from service.ground.fonts import chinese_fonts

_ROOT = Path(__file__).parents[1]
# One sheet at a time in a process: 2,000 rows take 400 MB while they are drawn, Pango's caches are shared, and
# PDFium may be called by one thread only.
_press = Lock()
PATIENCE = 20.0
# Both libraries log what they could not draw, and an address that they log may be somebody's signature.
for _name in ("weasyprint", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def pdf(template: str, *, copies: int = 1, **facts: object) -> bytes:
    """The sheet of ``template`` as PDF, A4, as often as ``copies`` says (一式两份), each with page numbers of its own.

    Raises PRINT_NOT_READY without a Chinese font, BUSY while others print for long.
    """
    with _at_the_press():
        return drawn(_written(template, facts), copies)


def png(template: str, *, width: int, **facts: object) -> bytes:
    """The first page of the same drawing as a picture, ``width`` points wide; raises what ``pdf`` raises."""
    with _at_the_press():
        return _seen(drawn(_written(template, facts)), width)


@contextmanager
def _at_the_press() -> Iterator[None]:
    """One at a time, and with a Chinese font."""
    must_have_fonts()
    if not _press.acquire(timeout=PATIENCE):
        raise Refusal("BUSY")
    try:
        yield
    finally:
        _press.release()


def must_have_fonts() -> None:
    """Raise PRINT_NOT_READY when this machine has no Chinese font: paper full of boxes helps nobody."""
    if not chinese_fonts():
        raise Refusal("PRINT_NOT_READY")


def _written(template: str, facts: dict[str, object]) -> str:
    return _environment().get_template(template).render(**facts)


def drawn(page: str, copies: int = 1) -> bytes:
    """An HTML page as PDF; whatever it names but ``data:`` stays out."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = HTML(string=page, url_fetcher=fetcher).render()
    return bytes(document.copy(document.pages * copies).write_pdf())


def _seen(sheet: bytes, width: int) -> bytes:
    """The first page of a PDF as PNG. PDFium knows no threads: this is done at the press only."""
    from pypdfium2 import PdfDocument

    with PdfDocument(sheet) as document:
        page = document[0]
        image = page.render(scale=width / page.get_width()).to_pil()
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def picture(image: bytes) -> str:
    """A PNG or JPEG as an address that a template may name."""
    kind = "png" if image.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(image).decode()}"


def printable(value: object) -> object:
    """A value without what paper cannot show: controls, and marks that turn the direction of writing."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return "".join(letter for letter in value if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))


@cache
def _environment() -> Environment:
    """The templates of every room; whatever is typed is text, and a fact that is not given is a fault."""
    folders = sorted(_ROOT.rglob("templates"))
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["picture"] = picture
    return made
