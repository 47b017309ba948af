"""Find the printed form in a sheet: its header row, whatever the spelling, and the rows that hold something."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.ground.errors import Refusal
from service.rolls.imports.reader import Cell, Rows

HEADER_WITHIN = 30
SERIAL = "序号"
_TOTAL = re.compile(r"(合计|总计|小计|共计|本页)(\(.*\)|[:：].*)?")
_NOTE = re.compile(
    r"(合计|总计|小计|共计|本页|备注|附注|注:|注意|说明|填表|填报|制表|制单|经办|审核|复核|联系人|单位负责人|单位盖章|\(盖章|日期)"
)


@dataclass(frozen=True)
class Form:
    """The columns of an annex as a reader meets them: other spellings of each heading, and what must be there."""

    spellings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    def heading_of(self, text: str) -> str | None:
        """The printed heading that a header cell means."""
        words = re.sub(r"[\s:*]|\([^()]*+\)", "", unicodedata.normalize("NFKC", text))
        return next(
            (heading for heading, others in self.spellings.items() if words in (heading, *others)), None
        )


@dataclass(frozen=True)
class TableRow:
    """One filled line: its number in Excel, and its cells by printed heading (a column that is absent has none)."""

    line: int
    cells: Mapping[str, Cell]

    def cell(self, heading: str) -> Cell:
        """The cell under a heading, empty when the file has no such column."""
        return self.cells.get(heading, Cell())

    @property
    def serial(self) -> str:
        """序号 as typed."""
        return self.cell(SERIAL).text.strip()

    @property
    def name(self) -> str:
        """How the row is called in a sentence about another row."""
        return f"序号 {self.serial}（表格第 {self.line} 行）" if self.serial else f"表格第 {self.line} 行"


@dataclass(frozen=True)
class Table:
    """A printed form as it was found: its filled lines, and the sheet they stand in (``header`` counts from 0)."""

    rows: Sequence[TableRow]
    sheet: Rows
    header: int
    places: Mapping[int, str]


def find_table(sheets: Sequence[Rows], form: Form) -> Table:
    """The first sheet that has the form's header; raises FILE_HEADER_UNKNOWN with the columns that are missing."""
    nearest: set[str] = set()
    for sheet in sheets:
        for number, row in enumerate(sheet[:HEADER_WITHIN]):
            places = _headings(row, form)
            if all(heading in places.values() for heading in form.needed):
                return Table(_filled(sheet, number + 1, places, form), sheet, number, places)
            nearest = max(nearest, set(places.values()), key=len)
    missing = [heading for heading in form.needed if heading not in nearest]
    raise Refusal("FILE_HEADER_UNKNOWN", columns="、".join(f"“{heading}”" for heading in missing))


def _headings(row: Sequence[Cell], form: Form) -> dict[int, str]:
    """Which column holds which heading; of two equal headings the first counts."""
    places: dict[int, str] = {}
    for place, cell in enumerate(row):
        heading = form.heading_of(cell.text)
        if heading is not None and heading not in places.values():
            places[place] = heading
    return places


def _filled(sheet: Rows, start: int, places: Mapping[int, str], form: Form) -> list[TableRow]:
    table = []
    for number, row in enumerate(sheet[start:], start=start + 1):
        cells = {heading: row[place] for place, heading in places.items() if place < len(row)}
        said = {heading for heading, cell in cells.items() if cell.text.strip() or cell.formula}
        if said - {SERIAL} and not _is_foot(row, whole=said.issuperset(form.needed)):
            table.append(TableRow(number, cells))
    return table


def _is_foot(row: Sequence[Cell], *, whole: bool) -> bool:
    """Whether a line is a total, or begins like a note and has not even what every line needs (合计、备注)."""
    first = next((cell.text for cell in row if cell.text.strip()), "")
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", first))
    return bool(_TOTAL.fullmatch(words)) or (not whole and bool(_NOTE.match(words)))
