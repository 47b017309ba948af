"""Reading: whatever Excel, WPS or a text editor leaves behind, the printed form is found in it."""

import datetime
from io import BytesIO

import openpyxl
import pytest

from service.ground.errors import Refusal
from service.rolls.imports.reader import Cell, read_cells
from service.rolls.imports.roster_rows import FORM
from service.rolls.imports.table import TableRow, find_table
from service.rolls.imports.union_rows import FORM as UNION_FORM
from tests.rolls.imports.office import HEADER, line, sample, sheet

ROW = line("陈样一", "330522199003070032", "13900000001")


def table(data: bytes) -> list[TableRow]:
    return list(find_table(read_cells(data), FORM).rows)


def book(*pages: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for rows in pages:
        page = made.create_sheet()
        for row in rows:
            page.append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_row_has_the_number_that_excel_shows() -> None:
    rows = table(book([[], ["标题"], [], HEADER, [], ROW, [], ROW]))
    assert [row.line for row in rows] == [6, 8]


def test_headings_are_found_whatever_their_spelling() -> None:
    header = [
        "序 号",
        "姓  名",
        "性\n别",
        "身份证号*",
        "国籍：",
        "文化程度",
        "手机（必填）",
        "户口性质",
        "工作单位",
        "就业状态",
        "工会职务",
    ]
    (row,) = table(book([header, ROW]))
    assert set(row.cells) == set(HEADER)
    assert (row.cell("手机号码").text, row.cell("所属单位").text) == ("13900000001", "雉城样例电池有限公司")


def test_the_first_sheet_with_the_header_is_read() -> None:
    assert len(table(book([["填表说明"]], [HEADER, ROW, ROW], [HEADER, ROW]))) == 2


def test_blank_lines_totals_notes_and_numbered_empty_lines_are_no_rows() -> None:
    rows = [
        HEADER,
        ROW,
        [],
        [2],
        ["合 计", "", "", "", "", "", "", 1],
        ["备注：纸质稿一式三份"],
        ["填表人：样例"],
    ]
    assert len(table(book(rows))) == 1


def test_a_unit_whose_name_begins_like_a_note_is_a_row_and_a_total_of_every_column_is_none() -> None:
    lines: list[list[object]] = [
        ["单位名称", "工会名称"],
        ["说明书样例印刷厂", "说明书样例印刷厂工会"],
        ["合 计", "1 家"],
        ["小计（盖章）", "1 家"],
        ["说明：以上为样例"],
    ]
    found = find_table(read_cells(book(lines)), UNION_FORM).rows
    assert [row.cell("单位名称").text for row in found] == ["说明书样例印刷厂"]


def test_a_missing_column_is_empty_and_a_missing_header_is_named() -> None:
    (row,) = table(book([["姓名", "身份证号码"], ["陈样一", "330522199003070032"]]))
    assert row.cell("手机号码") == Cell()
    with pytest.raises(Refusal) as refusal:
        table(book([["姓名", "性别"], ["陈样一", "男"]]))
    assert refusal.value.message == "没有找到表头：缺少“身份证号码”。"


def test_numbers_texts_days_and_formulas_are_told_apart() -> None:
    cells = read_cells(book([[1, 1.5, "1", datetime.date(2001, 5, 6), "=1+1", True]]))[0][0]
    assert cells == [
        Cell("1", number=1.0),
        Cell("1.5", number=1.5),
        Cell("1"),
        Cell("2001-05-06"),
        Cell("", formula=True),
        Cell("True"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_files_are_read_in_the_encodings_of_this_country(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in (HEADER, ROW))
    (row,) = table(text.encode(encoding))
    assert (row.line, row.cell("姓名").text, row.cell("身份证号码").text) == (
        2,
        "陈样一",
        "330522199003070032",
    )


def test_the_sample_sheet_is_read_whole() -> None:
    assert len(table(sample("roster_sample.xlsx"))) == 60
    assert len(table(sheet([ROW]))) == 1
