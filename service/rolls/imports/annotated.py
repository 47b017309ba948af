"""核对表: the uploaded table written back with what came of each line, for the unit that has to correct it.

Every line keeps its place, so that «第 12 行» is line 12 here too, and the sheet can be uploaded again as it is: the
columns in front are not those of any form.
"""

import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from service.ground.workbook import blank_book
from service.rolls.imports.reader import Cell
from service.rolls.imports.table import Table
from service.rolls.imports.verdicts import JudgedRow, Note, RowVerdict

HEADS = ("结论", "与登记相比", "说明")
WIDTHS = (14, 22, 56)
FORMULA = "（公式）"  # what stood there was counted, not typed: it is refused again until somebody types it
HOW = (
    "怎么改",
    "1. 红色的格子是拒收的原因，黄色的格子请核对；每一处都写在“说明”里。",
    "2. 在原来的格子里改好，身份证号、手机号、代码请保持“文本”格式。",
    "3. 前三列（结论、与登记相比、说明）可以留着，也可以删掉，都不影响再次上传。",
    "4. 改好后保存，重新上传这张表；已经收下的行再传一次不会重复。",
    "这张表有完整的证件号码和手机号，请专人保管，改好后删除。",
)
_COLOURS: Mapping[RowVerdict, Mapping[str, object]] = {
    RowVerdict.REFUSED: {"bg_color": "#FFC7CE", "font_color": "#7A0010", "bold": True},
    RowVerdict.QUESTION: {"bg_color": "#FFEB9C", "font_color": "#5C4300"},
    RowVerdict.ACCEPTED: {},
}


class _Pens:
    """The formats of one book: each colour for texts and for numbers."""

    def __init__(self, book: Any) -> None:
        grid = {"border": 1, "valign": "top", "text_wrap": True}
        self.head = book.add_format({"bold": True, **grid})
        self.aside = book.add_format({"num_format": "@"})
        self.texts = {
            verdict: book.add_format({"num_format": "@", **grid, **_COLOURS[verdict]})
            for verdict in RowVerdict
        }
        self.numbers = {
            verdict: book.add_format({"num_format": "0", **grid, **_COLOURS[verdict]})
            for verdict in RowVerdict
        }


def annotated(table: Table, rows: Sequence[JudgedRow], mark: str) -> bytes:
    """The .xlsx file: every line of the sheet in its place, three columns in front, a filter, and how to correct it."""
    file = BytesIO()
    book = blank_book(file, mark)
    sheet, pens = book.add_worksheet("核对结果"), _Pens(book)
    judged = {row.line: row for row in rows}
    kept = _kept_columns(table)
    for number, cells in enumerate(table.sheet):
        if number == table.header:
            _draw_header(sheet, pens, number, [cells[place].text for place in kept if place < len(cells)])
        elif number + 1 in judged:
            _draw_judged(
                sheet,
                pens,
                number,
                cells,
                judged[number + 1],
                {place: table.places.get(place) for place in kept},
            )
        else:
            for column, place in enumerate(kept, start=len(HEADS)):
                if place < len(cells) and cells[place].text:
                    sheet.write_string(number, column, cells[place].text, pens.aside)
    _finish(book, sheet, table, len(kept), mark)
    return file.getvalue()


def _kept_columns(table: Table) -> list[int]:
    """The columns of the file but for those that an earlier 核对表 put in front."""
    width = max(map(len, table.sheet))
    header = [cell.text for cell in table.sheet[table.header]]
    return [place for place in range(width) if place >= len(header) or header[place] not in HEADS]


def _draw_header(sheet: Any, pens: _Pens, number: int, titles: Sequence[str]) -> None:
    for column, title in enumerate((*HEADS, *titles)):
        sheet.write_string(number, column, title, pens.head)


def _draw_judged(
    sheet: Any,
    pens: _Pens,
    number: int,
    cells: Sequence[Cell],
    row: JudgedRow,
    headings: Mapping[int, str | None],
) -> None:
    words = "\n".join(f"{note.column}：{note.sentence}" for note in row.all_notes)
    for column, text in enumerate((row.verdict.label, row.compared, words)):
        sheet.write_string(number, column, text, pens.texts[row.verdict])
    for column, (place, heading) in enumerate(headings.items(), start=len(HEADS)):
        notes = [note for note in row.all_notes if note.column == heading]
        cell = cells[place] if place < len(cells) else Cell()
        _draw_cell(sheet, pens, number, column, cell, notes)


def _draw_cell(sheet: Any, pens: _Pens, number: int, column: int, cell: Cell, notes: Sequence[Note]) -> None:
    """One cell as it was uploaded: a number stays a number, so that a spoilt one is refused again."""
    verdict = (
        RowVerdict.REFUSED
        if any(note.bars for note in notes)
        else RowVerdict.QUESTION
        if notes
        else RowVerdict.ACCEPTED
    )
    if cell.number is not None and math.isfinite(cell.number):
        sheet.write_number(number, column, cell.number, pens.numbers[verdict])
    else:
        counted = FORMULA if cell.formula and notes else ""
        sheet.write_string(number, column, counted + cell.text, pens.texts[verdict])


def _finish(book: Any, sheet: Any, table: Table, width: int, mark: str) -> None:
    """Columns wide enough, the header in sight, a filter on every column, and a second sheet that says what to do."""
    for column, characters in enumerate(WIDTHS):
        sheet.set_column(column, column, characters)
    sheet.set_column(len(HEADS), len(HEADS) + width - 1, 16)
    sheet.freeze_panes(table.header + 1, len(HEADS))
    sheet.autofilter(table.header, 0, len(table.sheet) - 1, len(HEADS) + width - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(table.header)
    sheet.set_footer(f"&L{mark}&R第 &P 页 共 &N 页")
    how = book.add_worksheet("怎么改")
    how.set_column(0, 0, 90)
    for number, sentence in enumerate(HOW):
        how.write_string(number, 0, sentence)
    book.close()
