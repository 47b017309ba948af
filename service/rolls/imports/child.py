"""The process in which a foreign spreadsheet is parsed: little memory, little time, no file to write to.

``python -m service.rolls.imports.child xlsx`` reads the file from standard input and writes JSON to standard
output: ``{"sheets": [[row, …], …]}`` or ``{"refused": reason}``. A cell is a text, a number, or ``[shown]``
for a formula.
"""

import csv
import datetime
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from service.rolls.imports.archive import FileRefused, judge_members

MAX_MEMORY = 512 * 2**20
MAX_SECONDS = 20
MAX_ROWS, MAX_COLUMNS = 20_000, 60
SPARE_ROWS = 100  # title, heading block, blank lines, notes
MAX_CELL = 500
# A cell that begins with a formula, and its place. Neither expression looks at a byte twice: what may stand between ends
# at the next bracket and is never given back, so that a hostile sheet costs no more than its length.
_FORMULA = re.compile(rb"<c\s([^<>]*+)>\s*+<f[\s>/]")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Cell = str | float | list[str]


class Unfit(Exception):
    """The sheet is not one that the service reads; the text is the reason."""


def main() -> None:
    """Parse standard input as the container named by the only argument."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))  # the first says so by its signal
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        if sys.argv[1] == "xlsx":
            judge_members(data)
        answer: dict[str, object] = {"sheets": _csv(data) if sys.argv[1] == "csv" else _excel(data)}
    except (FileRefused, Unfit) as reason:
        answer = {"refused": str(reason)}
    sys.stdout.write(json.dumps(answer))


def _csv(data: bytes) -> list[list[list[Cell]]]:
    """One sheet of texts; UTF-8 (with or without BOM) or GB 18030, commas or tabs."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise Unfit("文字编码认不出来。") from None
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    try:
        rows: list[list[Cell]] = [[word[:MAX_CELL] for word in line] for line in lines]
    except csv.Error:
        raise Unfit("CSV 的格式不对。") from None
    _must_fit(len(rows), max((len(row) for row in rows), default=0))
    return [rows]


def _excel(data: bytes) -> list[list[list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        formulas = _formulas(data) if data.startswith(b"PK") else {}
        sheets: list[list[list[Cell]]] = []
        for one in book.sheets_metadata:
            if one.typ is SheetTypeEnum.MacroSheet:
                raise Unfit("文件里有宏。")
            if one.typ is SheetTypeEnum.WorkSheet and sum(map(len, sheets)) <= MAX_ROWS:
                sheets.append(_sheet(book.get_sheet_by_name(one.name), formulas.get(one.name, set())))
        return sheets
    except PasswordError:
        raise Unfit("文件有密码。") from None
    except (CalamineError, ElementTree.ParseError, zipfile.BadZipFile, KeyError):
        raise Unfit("文件有密码。" if _is_locked(data) else "文件已经损坏。") from None


def _is_locked(data: bytes) -> bool:
    """Whether an old workbook needs a password; calamine only says that it knows no such format."""
    from msoffcrypto import OfficeFile

    try:
        return bool(OfficeFile(io.BytesIO(data)).is_encrypted())
    except Exception:  # what it cannot read is broken, whatever it stumbles over
        return False


def _sheet(sheet: Any, formulas: set[tuple[int, int]]) -> list[list[Cell]]:
    """The cells of a sheet from its first row on, so that a row has the number that Excel shows."""
    if sheet.start is None:
        return []
    _must_fit(sheet.end[0] + 1, sheet.end[1] + 1)
    left = sheet.start[1]
    rows = [[_cell(value) for value in row] for row in sheet.iter_rows()]
    for line, place in formulas:
        if line < len(rows) and 0 <= place - left < len(rows[line]):
            rows[line][place - left] = [_shown(rows[line][place - left])]
    return rows


def _shown(value: Cell) -> str:
    """The last result of a formula as Excel shows it: 49, not 49.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _must_fit(rows: int, columns: int) -> None:
    if rows > MAX_ROWS + SPARE_ROWS:
        raise Unfit(f"表格超过 {MAX_ROWS} 行。")
    if columns > MAX_COLUMNS:
        raise Unfit(f"表格超过 {MAX_COLUMNS} 列。")


def _cell(value: object) -> Cell:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    return str(value)[:MAX_CELL]


def _formulas(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """Places (row, column, from 0) of formulas in each sheet; calamine tells their last result only."""
    found: dict[str, set[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - DOCTYPE was refused
        for sheet in book.iter(f"{_MAIN}sheet"):
            target = targets.get(sheet.get(f"{_LINKS}id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[sheet.get("name", "")] = set(_places(archive.read(path)))
    return found


def _places(sheet: bytes) -> Iterator[tuple[int, int]]:
    for facts in _FORMULA.findall(sheet):
        place = _PLACE.search(facts)
        if place is not None:
            yield int(place[2]) - 1, _column(place[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


if __name__ == "__main__":
    main()
