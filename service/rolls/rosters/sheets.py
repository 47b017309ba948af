"""附件3 花名册 in Excel: the printed form, drawn from frozen or from present members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.ground.workbook import Annex, Book, Column
from service.register.facts.declared import ANNEX3
from service.rolls.rosters.lines import Line


@dataclass(frozen=True)
class Heading:
    """The block above the columns: 工会名称, 联系人, 联系电话."""

    union_name: str
    contact: str = field(repr=False)
    phone: str = field(repr=False)

    def texts(self) -> Sequence[str]:
        """The three statements, side by side."""
        return (f"工会名称：{self.union_name}", f"联系人：{self.contact}", f"联系电话：{self.phone}")


def roster_annex(county_name: str, county_phone: str) -> Annex:
    """Annex 3 as the notice prints it (长总工〔2018〕12号 附件3), in the county's own name."""
    title = f"{county_name}基层工会会员花名册"
    return Annex(
        title,
        tuple(Column(one.heading, one.width, one.as_text) for one in ANNEX3.values()),
        f"备注：1. 此表转制成 EXCEL；2. 《{title}》纸质稿一式三份，一份留存在基层工会，一份留存在上级工会，"
        f"一份交给县总工会组宣部。同时，发送电子稿到县总工会组宣部，电话：{county_phone}。",
    )


def add_roster(book: Book, annex: Annex, sheet_name: str, heading: Heading, lines: Iterable[Line]) -> None:
    """Draw one union's roster into a book."""
    book.add(sheet_name, annex, (line.texts() for line in lines), heading.texts())
