"""The list behind one number of a campaign as a workbook; it names unions and nobody."""

from collections.abc import Sequence

from service.ground.workbook import Annex, Book, Column
from service.rolls.campaigns.answers import UnionAnswer
from service.rolls.campaigns.models import WhichUnions

COLUMNS = (
    Column("工会", 40),
    Column("上级工会", 30),
    Column("答复", 20),
    Column("第几版", 10),
    Column("新增", 10),
    Column("减少", 10),
    Column("更正", 10),
    Column("花名册到了哪一步", 18),
)


def unions_sheet(label: str, which: WhichUnions, now: str, rows: Sequence[UnionAnswer], out_of: int) -> bytes:
    """An .xlsx file of these unions, with what they are out of and as of when."""
    head = (f"{label}：{which.label}工会", f"{len(rows)} 个，共 {out_of} 个要确认；截至 {now}")
    book = Book(f"截至 {now}", lambda _: None)
    book.add(
        which.label[:20],
        Annex(f"{label}名单", COLUMNS, ""),
        [_cells(one) for one in rows],
        head,
    )
    return book.finish()


def _cells(one: UnionAnswer) -> list[str]:
    counts = [str(count) for count in (one.joined, one.left, one.corrected)]
    status = one.status.label if one.status else ""
    return [one.name, one.above, one.answer.label, str(one.number or ""), *counts, status]
