"""How every Excel file that leaves the house is drawn.

One writer for every sheet that leaves the house: each cell is text except 序号, so no name can become a
formula and no number loses its digits; the book stays in memory, so no roster lies on a disk in clear.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

STEP = 500  # rows between two reports of progress
SHEET_NAME_LIMIT = 31

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One printed column: heading, width in characters, whether Excel must be told that it is text."""

    title: str
    width: float
    as_text: bool = False


@dataclass(frozen=True)
class Annex:
    """A printed form: its title, its columns after 序号, the notes at its foot."""

    title: str
    columns: tuple[Column, ...]
    notes: str


def blank_book(file: BytesIO, mark: str) -> Workbook:
    """An empty book, kept in memory: no text becomes a formula or a link, and no person stands in its properties."""
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    nobody = {"author": "", "company": "", "comments": ""}
    book.set_properties({"title": mark, "keywords": mark, **nobody})
    return book


class Book:
    """An Excel file under way: sheets are added one by one, then it is finished."""

    def __init__(self, mark: str, progress: Callable[[int], None]) -> None:
        """``mark`` stands at the foot of every page and in the properties: a stray copy is traced to its export."""
        self._file = BytesIO()
        self._mark = mark
        self._progress = progress
        self._done = 0
        self._names: set[str] = set()
        self._book = blank_book(self._file, mark)
        grid = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self._title = self._book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self._head = self._book.add_format({"bold": True, "align": "center", **grid})
        self._cell = self._book.add_format(grid)
        self._text = self._book.add_format({"num_format": "@", **grid})
        self._plain = self._book.add_format({"text_wrap": True, "valign": "top"})

    def add(
        self, name: str, annex: Annex, rows: Iterable[Sequence[str]], heading: Sequence[str] = ()
    ) -> None:
        """Draw one sheet: title, heading block, header row, numbered rows, notes."""
        sheet = self._book.add_worksheet(self._free_name(name))
        last = len(annex.columns)
        sheet.merge_range(0, 0, 0, last, "", self._title)
        sheet.write_string(0, 0, annex.title, self._title)
        top = self._draw_heading(sheet, heading, last)
        for place, column in enumerate((Column("序号", 6), *annex.columns)):
            sheet.set_column(place, place, column.width)
            sheet.write_string(top, place, column.title, self._head)
        line = self._draw_rows(sheet, annex, rows, top + 1)
        sheet.merge_range(line, 0, line, last, "", self._plain)
        sheet.write_string(line, 0, annex.notes, self._plain)
        sheet.set_row(line, 60)
        self._set_paper(sheet, top)

    def finish(self) -> bytes:
        """The workbook as bytes."""
        self._progress(self._done)
        self._book.close()
        return self._file.getvalue()

    def _draw_heading(self, sheet: Any, heading: Sequence[str], last: int) -> int:
        """The block of 工会名称, 联系人, 联系电话, side by side; returns the line of the header row."""
        if not heading:
            return 1
        share = (last + 1) // len(heading)
        for place, words in enumerate(heading):
            sheet.write_string(1, place * share, words)
        return 2

    def _draw_rows(self, sheet: Any, annex: Annex, rows: Iterable[Sequence[str]], line: int) -> int:
        formats = [self._text if column.as_text else self._cell for column in annex.columns]
        for number, row in enumerate(rows, start=1):
            sheet.write_number(line, 0, number, self._cell)
            for place, (words, form) in enumerate(zip(row, formats, strict=True), start=1):
                sheet.write_string(line, place, words, form)
            line += 1
            self._done += 1
            if self._done % STEP == 0:
                self._progress(self._done)
        return line

    def _set_paper(self, sheet: Any, top: int) -> None:
        """A4 landscape, one page wide, the header row on every page and frozen on the screen."""
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(0, top)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        mark = self._mark.replace("&", "&&")  # one alone would begin a command of Excel's
        sheet.set_footer(f"&L{mark}&R第 &P 页 共 &N 页")

    def _free_name(self, name: str) -> str:
        """A sheet name that Excel takes (31 characters, none of []:*?/\\) and that is not in use yet."""
        short = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name).strip() or "表"
        free, tail = short[:SHEET_NAME_LIMIT], 2
        while free.lower() in self._names:
            free = f"{short[: SHEET_NAME_LIMIT - len(str(tail)) - 1]}~{tail}"
            tail += 1
        self._names.add(free.lower())
        return free
