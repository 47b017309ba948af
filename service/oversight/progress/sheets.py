"""The league as a workbook and as a CSV file; it holds no personal data."""

import csv
import unicodedata
from io import StringIO

from service.ground.workbook import Annex, Book, Column
from service.oversight.progress.bulletin import percent, points
from service.oversight.progress.league import FEWEST, League, LeagueLine

COLUMNS = (
    Column("名次", 8),
    Column("工会", 40),
    Column("在册会员", 12),
    Column("已通知", 12),
    Column("已申领", 12),
    Column("已激活", 12),
    Column("激活率", 12),
    Column("比上月末（百分点）", 18),
)
NOTES = f"激活率＝已激活÷在册会员。会员不足 {FEWEST} 人的不排名次，列在最后。"


def title_of(county: str) -> str:
    """通报标题."""
    return f"{county}工会会员实名制工作进度通报"


def as_workbook(league: League, county: str) -> bytes:
    """An .xlsx file, drawn like every other that leaves the house."""
    head = (f"{league.month.words}　{league.whole.name}", f"截至 {league.moment.words}")
    book = Book(f"截至 {league.moment.words}", lambda _: None)
    annex = Annex(title_of(county), COLUMNS, NOTES)
    book.add(
        league.month.words, annex, [_cells(league, line) for line in (*league.lines, league.whole)], head
    )
    return book.finish()


def as_csv(league: League) -> bytes:
    """A CSV file that Excel opens by itself (UTF-8 with a mark); no cell can become a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(column.title for column in COLUMNS)
    for line in (*league.lines, league.whole):
        writer.writerow(_harmless(cell) for cell in _cells(league, line))
    return text.getvalue().encode("utf-8-sig")


def _cells(league: League, line: LeagueLine) -> list[str]:
    now, name = line.now, "合计" if line is league.whole else line.name
    counts = [str(number) for number in (now.registered, now.invited, now.claimed, now.activated)]
    return [str(line.rank or "—"), name, *counts, percent(now.rate), points(line.change)]


def _harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula is written behind an apostrophe; a signed number stays one.

    Full-width ＝ ＋ － ＠ begin a formula in an East Asian Excel as the plain ones do.
    """
    signed = cell[1:].replace(".", "").isdigit()
    plain = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if cell and plain in "=+-@\t\r\n" and not signed else cell
