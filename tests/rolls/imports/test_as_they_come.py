"""Both annexes as they really come in: every format, headers spelled otherwise, blank lines, totals, notes, lost digits."""

from collections.abc import Callable, Sequence

import pytest

from service.register.deployment import Deployment
from service.rolls.imports.models import ImportKind
from service.rolls.imports.reader import read_cells
from service.rolls.imports.verdicts import JudgedRow, RowVerdict
from tests.given import World, id_number, phone
from tests.rolls.imports.office import previewed, rows_of, sheet
from tests.rolls.imports.old_excel import old_book
from tests.rolls.imports.test_unions import code

Lines = Sequence[Sequence[object]]


def as_text(separator: str, encoding: str) -> Callable[[Lines], bytes]:
    """As Excel saves «CSV» or «文本文件»."""

    def write(lines: Lines) -> bytes:
        words = (separator.join("" if cell is None else str(cell) for cell in line) for line in lines)
        return "\r\n".join(words).encode(encoding)

    return write


def as_xlsx(lines: Lines) -> bytes:
    """As Excel saves it today."""
    return sheet(lines[1:], [str(cell) for cell in lines[0]])


FORMATS = {
    ".xlsx": as_xlsx,
    ".xls": old_book,
    ".csv in UTF-8 with a mark": as_text(",", "utf-8-sig"),
    ".csv in UTF-8": as_text(",", "utf-8"),
    ".csv in GBK": as_text(",", "gbk"),
    ".csv with tabs in GBK": as_text("\t", "gbk"),
}
ROSTER: Lines = [
    [
        "序 号",
        "员工姓名",
        "性别",
        "身份证号（18位）*",
        "最高学历",
        "联系方式",
        "户口性质",
        "所在单位",
        "就业情况",
        "工会内职务",
    ],
    [1, "吴样七", "男", id_number(101), "大专", phone(101), "本地非农", "样例单位", "在职", "无"],
    [],
    [2, "郑样十", "女", id_number(102), "大学", f"'{phone(102)}", "外地农业", "样例单位", "在岗", "组长"],
    ["", "", "", "", "", "", "", "", "", ""],
    [3],
    ["合计", "2人"],
    ["备注：本表一式三份，加盖公章。"],
    ["填表人：样例", "", "", "日期：2026年11月"],
]
UNIONS: Lines = [
    [
        *("编号", "企业全称", "统一社会信用代码", "企业性质", "地址", "职工总数", "工会全称"),
        *("成立日期", "建会类型", "会员数", "工会主席", "电话", "所属街道"),
    ],
    [
        *(1, "样例制造甲有限公司", code(1), "民营", "样例路1号", "49人", "样例制造甲有限公司工会委员会"),
        *("2016.6.26", "单独建会", 34, "甲样", "0572-6000001", "雉城街道"),
    ],
    [],
    [
        *(2, "备注牌样例印刷厂", code(2), "国企", "样例路2号", 12, "备注牌样例印刷厂工会委员会"),
        *("20160626", "联合", 9, "乙样", "0572-6000002", "画溪街道"),
    ],
    ["小计", "2家", "", "", "", 61],
    ["注：职工人数以社保为准。"],
    ["审核：样例"],
]
KINDS = {
    "annex 1": (UNIONS, {"login": "county", "kind": ImportKind.UNIONS}),
    "annex 3": (ROSTER, {}),
}


def judged(deployed: Deployment, world: World, kind: str, data: bytes) -> list[JudgedRow]:
    how = KINDS[kind][1]
    return rows_of(
        deployed, previewed(deployed, world, data, union=world.county if how else world.battery, **how)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_rows(deployed: Deployment, world: World, kind: str) -> None:
    found = {}
    for name, write in FORMATS.items():
        rows = judged(deployed, world, kind, write(KINDS[kind][0]))
        found[name] = [
            (row.serial, row.title, row.verdict, sorted(row.facts.items(), key=str)) for row in rows
        ]
    expected = found[".xlsx"]
    assert [(serial, verdict) for serial, _, verdict, _ in expected] == [
        ("1", RowVerdict.ACCEPTED),
        ("2", RowVerdict.ACCEPTED),
    ]
    assert found == dict.fromkeys(FORMATS, expected)


def test_every_column_of_a_header_spelled_otherwise_is_read(deployed: Deployment, world: World) -> None:
    roster, unions = (
        judged(deployed, world, kind, as_xlsx(KINDS[kind][0]))[0] for kind in ("annex 3", "annex 1")
    )
    assert set(roster.facts) == {
        *("name", "number", "kind", "gender", "phone"),
        *("education", "household", "unit_name", "employment", "post"),
    }
    assert set(unions.facts) == {
        *("unit_name", "uscc", "nature", "place", "headcount", "union_name"),
        *("founded_on", "form", "reported_members", "leader", "phone", "remark"),
    }


@pytest.mark.parametrize("write", [as_xlsx, old_book], ids=[".xlsx", ".xls"])
def test_a_number_that_lost_its_digits_is_refused_with_the_reason(
    deployed: Deployment, world: World, write: Callable[[Lines], bytes]
) -> None:
    roster = [ROSTER[0], [1, "吴样七", "男", float(id_number(101)[:17] + "0"), "", phone(101)]]
    (row,) = judged(deployed, world, "annex 3", write(roster))
    assert (row.verdict, row.all_notes[0].column) == (RowVerdict.REFUSED, "身份证号码")
    assert "Excel 已丢掉身份证号的末三位" in row.all_notes[0].sentence
    spoilt = [*UNIONS[1][:2], 913305220000012345.0, *UNIONS[1][3:]]
    (row,) = judged(deployed, world, "annex 1", write([UNIONS[0], spoilt]))
    assert (row.verdict, row.all_notes[0].column) == (RowVerdict.REFUSED, "单位组织机构代码证")
    assert "Excel 已丢掉代码的末几位" in row.all_notes[0].sentence


def test_a_number_that_was_saved_as_text_after_losing_its_digits_is_refused_too(
    deployed: Deployment, world: World
) -> None:
    write = as_text(",", "gbk")
    lines = [
        ROSTER[0],
        [1, "吴样七", "男", "3.30522E+17", "", phone(101)],
        [2, "郑样十", "女", id_number(102), "", "1.39E+10"],
    ]
    first, second = judged(deployed, world, "annex 3", write(lines))
    assert "Excel 已丢掉身份证号的末三位" in first.all_notes[0].sentence
    (spoilt_phone,) = (note for note in second.all_notes if note.bars)
    assert spoilt_phone.column == "手机号码"
    assert "Excel 已丢掉后几位" in spoilt_phone.sentence
    spoilt = [*UNIONS[1][:2], "9.13305E+17", *UNIONS[1][3:11], "1.39E+10", UNIONS[1][12]]
    (row,) = judged(deployed, world, "annex 1", write([UNIONS[0], spoilt]))
    assert row.verdict is RowVerdict.REFUSED
    assert {note.column for note in row.all_notes} == {"单位组织机构代码证", "联系电话"}


def test_an_old_workbook_with_a_password_or_macros_is_refused_for_that() -> None:
    for data, reason in (
        (old_book(ROSTER, locked=True), "文件有密码。"),
        (old_book(ROSTER, others=["_VBA_PROJECT_CUR"]), "文件里有宏。"),
        (old_book(ROSTER, macros=True), "文件里有宏。"),
    ):
        with pytest.raises(Exception, match=reason):
            read_cells(data)
