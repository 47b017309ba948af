"""附件3, row by row: what a line states, judged by itself and against the other lines of the file.

An empty cell states nothing, so it never overwrites what the register knows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from service.ground.words import Words
from service.register.facts.declared import ANNEX3
from service.register.facts.words import DocumentKind, Gender, Post
from service.register.people.contact import ContactInvalid, read_name
from service.register.people.documents import (
    Document,
    DocumentInvalid,
    kind_of,
    normalised,
    read_document,
    too_young,
)
from service.register.people.phones import read_phone
from service.register.people.retirement import retirement_due_on
from service.rolls.imports.colloquial import NO_POST, choices, meant
from service.rolls.imports.reader import Cell
from service.rolls.imports.table import SERIAL, Form, TableRow
from service.rolls.imports.verdicts import JudgedRow

FORM = Form(
    {
        SERIAL: ("编号", "NO", "No."),
        "姓名": ("会员姓名", "职工姓名", "员工姓名", "名字"),
        "性别": (),
        "身份证号码": (
            "身份证号",
            "身份证",
            "居民身份证号码",
            "公民身份号码",
            "公民身份证号码",
            "有效证件号码",
            "证件号码",
            "证件号",
        ),
        "国籍": (),
        "学历": ("文化程度", "最高学历"),
        "手机号码": ("手机号", "手机", "联系手机", "联系电话", "联系方式", "移动电话", "电话"),
        "户籍类型": ("户籍", "户口类型", "户口性质", "户籍性质"),
        "所属单位": ("单位", "所在单位", "工作单位", "单位名称"),
        "就业状况": ("就业状态", "就业情况"),
        "担任工会职务": ("工会职务", "工会内职务", "担任职务", "职务"),
    },
    needed=("姓名", "身份证号码"),
)
_OF_RULES = ("gender", "post")  # told by the document; ended by a word of its own
_CODED: Mapping[str, tuple[str, type[Words]]] = {
    column.heading: (fact.name, fact.codes)
    for fact, column in ANNEX3.items()
    if fact.codes is not None and fact.name not in _OF_RULES
}


@dataclass
class RosterJudge:
    """Judges the lines of one file in their order, remembering numbers and phones to find the same twice."""

    unit_name: str
    today: date
    known_kinds: Mapping[str, DocumentKind]
    _numbers: dict[str, TableRow] = field(default_factory=dict, repr=False)
    _phones: dict[str, TableRow] = field(default_factory=dict, repr=False)

    def judge(self, rows: Iterable[TableRow]) -> Iterator[JudgedRow]:
        """A judged row for every line."""
        for row in rows:
            judged = JudgedRow(row.line, row.serial, row.cell("姓名").text.strip())
            _read_name(judged, row.cell("姓名"))
            self._read_nationality(judged, row.cell("国籍"))
            document = self._read_number(judged, row)
            self._read_gender(judged, row.cell("性别"), document)
            self._read_phone(judged, row)
            for heading, (name, kind) in _CODED.items():
                _read_word(judged, row.cell(heading), heading, name, kind)
            self._read_unit(judged, row.cell("所属单位"))
            _read_post(judged, row.cell("担任工会职务"))
            if document is not None and not judged.barred:
                self._numbers[document.number] = row
            yield judged

    def _read_nationality(self, judged: JudgedRow, cell: Cell) -> None:
        text = _tidy(cell.text)[:40]
        if text:
            judged.facts["nationality"] = text

    def _read_number(self, judged: JudgedRow, row: TableRow) -> Document | None:
        cell, column = row.cell("身份证号码"), "身份证号码"
        spoilt = _spoilt(cell)
        if spoilt:
            judged.refuse(column, spoilt)
            return None
        number = normalised(cell.text)
        try:
            document = read_document(self._kind(number, judged.facts.get("nationality", "")), number)
        except DocumentInvalid as fault:
            judged.refuse(column, str(fault))
            return None
        judged.facts |= {"number": document.number, "kind": document.kind.value}
        self._judge_document(judged, document)
        return document

    def _kind(self, number: str, nationality: str) -> DocumentKind:
        """Annex 3 has no column for it: what the register knows, else what number and nationality look like."""
        kind = self.known_kinds.get(number) or kind_of(number)
        if kind is not DocumentKind.RESIDENT or len(number) in (15, 18) or nationality in ("", "中国"):
            return kind
        return DocumentKind.TAIWAN_PERMIT if "台湾" in nationality else DocumentKind.PASSPORT

    def _judge_document(self, judged: JudgedRow, document: Document) -> None:
        column = "身份证号码"
        first = self._numbers.get(document.number)
        if first is not None:
            judged.refuse(column, f"与{first.name}重复，同一个人只能登记一次。")
        if too_young(document, self.today):
            judged.refuse(column, "未满 16 周岁，按《劳动法》第十五条还不能入会。")
        if document.upgraded:
            judged.ask(column, "十五位旧号已升为十八位，请照现在的身份证核对。")

    def _read_gender(self, judged: JudgedRow, cell: Cell, document: Document | None) -> None:
        stated = meant(Gender, cell.text)
        told = document.gender if document is not None else None
        if told is not None and cell.text.strip() and stated is not told:
            judged.ask("性别", f"与证件号码不符，已按证件登记为“{told.label}”，请核对。")
        gender = told or stated
        if gender is None and document is not None:
            judged.refuse("性别", "没有填写性别，证件号码里也看不出来。")
        if gender is not None:
            judged.facts["gender"] = gender.value
        if document is not None and document.born_on is not None and gender is not None:
            self._judge_age(judged, document.born_on, gender)

    def _judge_age(self, judged: JudgedRow, born: date, gender: Gender) -> None:
        if self.today >= retirement_due_on(born, gender):
            sentence = "已过法定退休年龄（超龄），请核对：已办退休的应保留会籍，返聘的会籍不变。"
            judged.ask("身份证号码", sentence)

    def _read_phone(self, judged: JudgedRow, row: TableRow) -> None:
        cell, column = row.cell("手机号码"), "手机号码"
        if cell.formula:
            judged.refuse(column, _FORMULA)
        elif cell.lost_digits:
            judged.refuse(
                column, "这一格是数值格式，Excel 已丢掉后几位，请把格式改成“文本”，重新填写手机号。"
            )
        elif not cell.text.strip():
            judged.ask(column, "没有填写手机号，本人激活惠工卡时要到工会当面办理。")
        else:
            try:
                phone = read_phone(cell.text)
            except ContactInvalid as fault:
                judged.refuse(column, str(fault))
                return
            judged.facts["phone"] = phone
            first = self._phones.setdefault(phone, row)
            if first is not row:
                judged.ask(column, f"与{first.name}的手机号相同，请核对是不是本人的号码。")

    def _read_unit(self, judged: JudgedRow, cell: Cell) -> None:
        unit_name = _tidy(cell.text)
        if not unit_name:
            judged.ask("所属单位", f"没有填写单位，新会员记为“{self.unit_name}”，请核对。")
        elif len(unit_name) > 120:
            judged.refuse("所属单位", "单位名称太长，请写 120 字以内的全称。")
        else:
            judged.facts["unit_name"] = unit_name


_FORMULA = "这一格是公式，请复制后选择性粘贴为“数值”，再上传。"


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _spoilt(cell: Cell) -> str | None:
    """Why a number cannot be believed, though there may be one: Excel has eaten its last digits."""
    if cell.formula:
        return _FORMULA
    if cell.lost_digits:
        return "这一格是数值格式，Excel 已丢掉身份证号的末三位，请把格式改成“文本”，照证件重新填写。"
    return None


def _read_name(judged: JudgedRow, cell: Cell) -> None:
    if cell.formula or cell.text.strip().startswith(("=", "＝", "+", "＋", "@", "＠")):
        judged.refuse("姓名", "姓名像公式，请照证件填写姓名。")
    elif not cell.text.strip():
        judged.refuse("姓名", "没有填写姓名。")
    else:
        try:
            judged.facts["name"] = read_name(cell.text)
        except ContactInvalid as fault:
            judged.refuse("姓名", str(fault))


def _read_word(judged: JudgedRow, cell: Cell, heading: str, name: str, kind: type[Words]) -> None:
    if not cell.text.strip():
        return
    code = meant(kind, cell.text)
    if code is None:
        judged.ask(heading, f"不在列表里，这一项先空着；可以填：{choices(kind)}。")
    else:
        judged.facts[name] = code.value


def _read_post(judged: JudgedRow, cell: Cell) -> None:
    """担任工会职务: 无 ends a post, an empty cell states nothing."""
    if _tidy(cell.text) in NO_POST:
        judged.facts["post"] = None
    else:
        _read_word(judged, cell, "担任工会职务", "post", Post)
