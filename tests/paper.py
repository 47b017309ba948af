"""Read what stands on paper: the text of a PDF without its spaces, page by page, and the fonts it is set in."""

from io import BytesIO

from pypdf import PdfReader


def pages_of(content: bytes) -> list[str]:
    """The text of each page; where lines and cells break says nothing, so blanks are gone."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def text_of(content: bytes) -> str:
    """The text of all pages."""
    return "".join(pages_of(content))


def fonts_of(content: bytes) -> set[str]:
    """The names of all embedded fonts; a font that is not embedded is a fault."""
    found = set()
    for page in PdfReader(BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            found.add(str(inner["/BaseFont"]).split("+")[1])
    return found
