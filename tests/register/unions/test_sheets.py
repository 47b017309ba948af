"""附件1 and the writer of every sheet: printed columns, names that Excel takes."""

from io import BytesIO

import openpyxl

from service.ground.workbook import Annex, Book, Column
from service.register.unions.sheets import union_annex
from tests.register.unions.excel import page_of

ANNEX_1 = "序号 单位名称 单位组织机构代码证 单位性质 单位地址 职工人数 工会名称 建会时间 工会类型 会员人数 工会负责人 联系电话 备注"


def test_annex_1_has_the_printed_columns() -> None:
    annex = union_annex("长兴县", "0572-6022447")
    assert annex.title == "长兴县基层工会组织信息采集汇总表"
    assert ["序号", *(column.title for column in annex.columns)] == ANNEX_1.split()


def test_sheet_names_fit_excel_and_never_collide() -> None:
    book = Book("", lambda _: None)
    annex = Annex("表", (Column("名", 9),), "备注")
    for name in ("某" * 40, "某" * 40, "a/b*c?[d]:e\\f'", "", "A", "a"):
        book.add(name, annex, [])
    titles = openpyxl.load_workbook(BytesIO(book.finish())).sheetnames
    assert titles == ["某" * 31, "某" * 29 + "~2", "a b c  d  e f", "表", "A", "a~2"]


def test_progress_is_told_every_five_hundred_rows_and_at_the_end() -> None:
    told: list[int] = []
    book = Book("", told.append)
    book.add("表", Annex("表", (Column("名", 9),), "备注"), ([str(number)] for number in range(1001)))
    assert page_of(book.finish()).max_row == 1001 + 3
    assert told == [500, 1000, 1001]
