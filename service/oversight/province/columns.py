"""The columns of a pack, in one place: the province's template is not public, so a county puts it here or in its settings.

Without a setting they are those of annexes 1 and 3, with 证件类型, 会籍状态 and a row number that says nothing of anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.ground.config import SettingMissing, Settings
from service.ground.workbook import Annex, Column
from service.register.facts.words import DocumentKind
from service.rolls.rosters.lines import TITLES, Line

ROW_CODE = "报送行号"
ENDED = "会籍已结束"


@dataclass(frozen=True)
class Facts:
    """What the province is told of one person, in clear; kept in memory only."""

    line: Line = field(repr=False)
    document_kind: DocumentKind
    standing: str
    union_name: str
    uscc: str

    def texts(self) -> list[str]:
        """Every text that may be told, whichever columns are chosen; by their digest a later pack knows what changed."""
        return [*self.line.texts(), *(read(self) for read in _BESIDE.values())]


_BESIDE: dict[str, Callable[[Facts], str]] = {
    "证件类型": lambda facts: facts.document_kind.label,
    "会籍状态": lambda facts: facts.standing,
    "工会名称": lambda facts: facts.union_name,
    "统一社会信用代码": lambda facts: facts.uscc,
}
KNOWN = (ROW_CODE, *TITLES.values(), *_BESIDE)
_WIDTHS = {
    "身份证号码": 21,
    "手机号码": 14,
    "所属单位": 26,
    "工会名称": 30,
    "统一社会信用代码": 22,
    ROW_CODE: 16,
}
_AS_TEXT = (ROW_CODE, "身份证号码", "手机号码", "统一社会信用代码")


@dataclass(frozen=True)
class ProvinceTemplate:
    """The columns that a county reports: what is known here, under the heading that the province prints."""

    headings: dict[str, str]

    def annex(self, county_name: str) -> Annex:
        """The form to draw."""
        columns = (
            Column(heading, _WIDTHS.get(name, 10), name in _AS_TEXT)
            for name, heading in self.headings.items()
        )
        notes = f"备注：“{self.headings.get(ROW_CODE, ROW_CODE)}”请不要改动，导入结果时按它对照。"
        return Annex(f"{county_name}工会会员实名数据（报送省平台）", tuple(columns), notes)

    def cells(self, row_code: str, facts: Facts) -> list[str]:
        """One line in the order of the columns."""
        said = dict(zip(KNOWN, (row_code, *facts.texts()), strict=True))
        return [said[name] for name in self.headings]


def template_of(settings: Settings) -> ProvinceTemplate:
    """The county's columns: ``身份证号码=公民身份号码,姓名,…`` in its settings, else all that are known.

    Raises SettingMissing for a column that is not known or stands twice, and without any by which answers are matched.
    """
    parts = [part.strip() for part in settings.province_columns.split(",") if part.strip()]
    chosen = [part.partition("=") for part in parts or KNOWN]
    headings = {name.strip(): (heading or name).strip() for name, _, heading in chosen}
    unknown = [name for name in headings if name not in KNOWN]
    if unknown or len(headings) < len(chosen) or len(set(headings.values())) < len(headings):
        raise SettingMissing(f"HUIGONGKA_PROVINCE_COLUMNS must be some of {','.join(KNOWN)}, each once")
    if not {ROW_CODE, "身份证号码"} & headings.keys():
        raise SettingMissing(f"HUIGONGKA_PROVINCE_COLUMNS must hold {ROW_CODE} or 身份证号码")
    return ProvinceTemplate(headings)
