"""What the tests of sheets share: opening a file, and texts that would like to be formulas."""

import zipfile
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '=HYPERLINK("http://example.invalid")',
    "http://example.invalid",
    "{=1}",
)


def page_of(data: bytes) -> Worksheet:
    """The first sheet."""
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def parts_of(data: bytes) -> dict[str, str]:
    """Every member of the archive as text."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
