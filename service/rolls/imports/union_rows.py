"""附件1, row by row: a unit, its union, and what the line states of both. An empty cell states nothing."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from service.ground.words import Words
from service.register.unions.models import UnionForm
from service.register.units.codes import CodeInvalid, read_unit_code
from service.register.units.models import UnitNature
from service.rolls.imports.colloquial import choices, meant
from service.rolls.imports.reader import Cell
from service.rolls.imports.table import SERIAL, Form, TableRow
from service.rolls.imports.verdicts import JudgedRow

FORM = Form(
    {
        SERIAL: ("编号", "NO", "No."),
        "单位名称": ("企业名称", "单位全称", "单位", "企业全称"),
        "单位组织机构代码证": (
            "统一社会信用代码",
            "社会信用代码",
            "信用代码",
            "组织机构代码",
            "组织机构代码证",
            "单位组织机构代码",
            "机构代码",
            "法人和其他组织统一社会信用代码",
        ),
        "单位性质": ("企业性质", "性质"),
        "单位地址": ("地址", "企业地址"),
        "职工人数": ("职工数", "单位职工人数", "职工总数"),
        "工会名称": ("工会全称", "工会组织名称"),
        "建会时间": ("建会日期", "成立时间", "成立日期"),
        "工会类型": ("类型", "建会类型"),
        "会员人数": ("会员数",),
        "工会负责人": ("工会主席", "负责人", "工会主席姓名"),
        "联系电话": ("电话", "手机", "联系方式"),
        "备注": ("所属乡镇", "所属街道", "乡镇", "街道"),
    },
    needed=("单位名称", "工会名称"),
)
# What a row may state, by the heading it stands under.
HEADINGS = {
    "unit_name": "单位名称",
    "uscc": "单位组织机构代码证",
    "nature": "单位性质",
    "place": "单位地址",
    "headcount": "职工人数",
    "union_name": "工会名称",
    "founded_on": "建会时间",
    "form": "工会类型",
    "reported_members": "会员人数",
    "leader": "工会负责人",
    "phone": "联系电话",
    "remark": "备注",
}
_LENGTHS = {"place": 200, "leader": 50, "phone": 40, "remark": 200}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")


@dataclass
class UnionJudge:
    """Judges the lines of one file in their order, remembering units and unions to find the same twice."""

    today: date
    _units: dict[str, TableRow] = field(default_factory=dict)
    _unions: dict[str, TableRow] = field(default_factory=dict)

    def judge(self, rows: Iterable[TableRow]) -> Iterator[JudgedRow]:
        """A judged row for every line."""
        for row in rows:
            judged = JudgedRow(row.line, row.serial, _tidy(row.cell("工会名称").text))
            for name in ("unit_name", "union_name"):
                _read_title(judged, row, name)
            _read_code(judged, row.cell("单位组织机构代码证"))
            _read_word(judged, row, "nature", UnitNature)
            _read_word(judged, row, "form", UnionForm)
            for name in ("headcount", "reported_members"):
                _read_count(judged, row, name)
            self._read_day(judged, row.cell("建会时间"))
            for name in _LENGTHS:
                _read_text(judged, row, name)
            if not judged.barred:
                self._find_twice(judged, row)
            yield judged

    def _read_day(self, judged: JudgedRow, cell: Cell) -> None:
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell.text))
        if not text:
            return
        found = _DAY.fullmatch(text)
        try:
            day = date(*(int(part) for part in found.groups() if part)) if found else None
        except ValueError:
            day = None
        if day is None or day > self.today:
            judged.ask("建会时间", "日期不对，这一项先空着；请以“2001-05-06”的格式填写。")
        else:
            judged.facts["founded_on"] = day.isoformat()

    def _find_twice(self, judged: JudgedRow, row: TableRow) -> None:
        """Refuse a unit that the file names twice; ask about a union, which may be a joint one of two units."""
        unit = judged.facts.get("uscc") or judged.facts["unit_name"]
        union = judged.facts["union_name"]
        first = self._units.setdefault(unit, row)
        if first is not row:
            judged.refuse("单位名称", f"与{first.name}是同一个单位，只能登记一次。")
            return
        first = self._unions.setdefault(union, row)
        if first is not row:
            judged.ask("工会名称", f"与{first.name}同名，按不同单位分别登记，请核对。")


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _read_title(judged: JudgedRow, row: TableRow, name: str) -> None:
    cell, heading = row.cell(HEADINGS[name]), HEADINGS[name]
    text = _tidy(cell.text)
    if cell.formula:
        judged.refuse(heading, "这一格是公式，请复制后选择性粘贴为“数值”，再上传。")
    elif not 2 <= len(text) <= 120:
        judged.refuse(heading, f"请填写{heading}的全称（2 到 120 个字）。")
    else:
        judged.facts[name] = text


def _read_code(judged: JudgedRow, cell: Cell) -> None:
    heading = HEADINGS["uscc"]
    if not cell.text.strip():
        judged.ask(heading, "没有填写统一社会信用代码，请补充。")
        return
    if cell.lost_digits:
        judged.refuse(
            heading, "这一格是数值格式，Excel 已丢掉代码的末几位，请把格式改成“文本”，照证书重新填写。"
        )
        return
    try:
        code = read_unit_code(cell.text)
    except CodeInvalid as fault:
        judged.ask(heading, f"{fault}这一项先空着。")
        return
    judged.facts["uscc"] = code.value
    if code.legacy:
        judged.ask(heading, "这是 9 位旧组织机构代码，请换成 18 位统一社会信用代码。")


def _read_word(judged: JudgedRow, row: TableRow, name: str, kind: type[Words]) -> None:
    text = row.cell(HEADINGS[name]).text
    if not text.strip():
        return
    code = meant(kind, text)
    if code is None:
        judged.ask(HEADINGS[name], f"不在列表里，这一项先空着；可以填：{choices(kind)}。")
    else:
        judged.facts[name] = code.value


def _read_count(judged: JudgedRow, row: TableRow, name: str) -> None:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", row.cell(HEADINGS[name]).text)).removesuffix("人")
    if re.fullmatch(r"\d{1,6}", text):
        judged.facts[name] = int(text)
    elif text:
        judged.ask(HEADINGS[name], "应为整数，这一项先空着。")


def _read_text(judged: JudgedRow, row: TableRow, name: str) -> None:
    cell = row.cell(HEADINGS[name])
    text = _tidy(cell.text)
    if name == "phone" and cell.lost_digits:
        judged.ask(
            HEADINGS[name], "这一格是数值格式，Excel 已丢掉电话的后几位，这一项先空着；请改成“文本”重新填写。"
        )
    elif len(text) > _LENGTHS[name]:
        judged.ask(HEADINGS[name], f"超过 {_LENGTHS[name]} 个字，这一项先空着。")
    elif text:
        judged.facts[name] = text
