"""附件3 in Excel: exactly the printed form, and text that stays text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from service.ground.workbook import Book
from service.register.facts.words import Education, Employment, Gender, Household, Post
from service.rolls.rosters.lines import Line
from service.rolls.rosters.sheets import Heading, add_roster, roster_annex
from tests.register.unions.excel import HOSTILE, page_of, parts_of

ANNEX_3 = "序号 姓名 性别 身份证号码 国籍 学历 手机号码 户籍类型 所属单位 就业状况 担任工会职务"


def line(
    name: str, number: str = "330522199003070032", phone: str = "13900000001", unit_name: str = "样例"
) -> Line:
    return Line(name, Gender.MALE, number, "中国", None, phone, None, unit_name, None, None)


def drawn(*lines: Line) -> bytes:
    heading = Heading("样例工会", "样例", "0572-1")
    book = Book("导出编号 1", lambda _: None)
    add_roster(book, roster_annex("长兴县", "0572-6022447"), "花名册", heading, lines)
    return book.finish()


def test_annex_3_is_drawn_as_printed() -> None:
    member = Line(
        "陈样一", Gender.FEMALE, "330522199003070040", "中国", Education.COLLEGE, "13900000001",
        Household.LOCAL_TOWN, "雉城样例电池有限公司", Employment.LAID_OFF, Post.WOMEN_HEAD,
    )  # fmt: skip
    rows = [[cell or "" for cell in row] for row in page_of(drawn(member)).iter_rows(values_only=True)]
    assert rows[0][0] == "长兴县基层工会会员花名册"
    assert [words for words in rows[1] if words] == ["工会名称：样例工会", "联系人：样例", "联系电话：0572-1"]
    assert rows[2] == ANNEX_3.split()
    assert rows[3] == [
        1, "陈样一", "女", "330522199003070040", "中国", "专科", "13900000001",
        "本地城镇", "雉城样例电池有限公司", "待（下）岗", "女工委主任",
    ]  # fmt: skip
    assert str(rows[4][0]).startswith(
        "备注：1. 此表转制成 EXCEL；2. 《长兴县基层工会会员花名册》纸质稿一式三份"
    )


def test_the_page_is_ready_to_print_and_names_no_person_in_its_properties() -> None:
    page, parts = page_of(drawn(line("陈样一"))), parts_of(drawn(line("陈样一")))
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert (page.freeze_panes, page.print_title_rows) == ("A4", "$1:$3")
    assert str(page.oddFooter.left.text) == "导出编号 1"
    assert re.findall("<dc:creator>(.*?)</dc:creator>", parts["docProps/core.xml"]) == [""]
    assert "样例" not in parts["docProps/core.xml"] + parts["docProps/app.xml"].replace("花名册", "")


@given(
    st.lists(
        st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=20
    )
)
def test_no_text_ever_becomes_a_formula_or_a_link(texts: list[str]) -> None:
    data = drawn(*(line(name, name, name, name) for name in texts))
    sheet = parts_of(data)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "<hyperlink" not in sheet
    cells = list(page_of(data).iter_rows(min_row=4, max_row=3 + len(texts)))
    assert {row[place].data_type for row in cells for place in (1, 3, 6, 8)} <= {"s", "n"}
    assert all(row[place].number_format == "@" for row in cells for place in (3, 6))
    assert all(
        row[place].data_type == "s"
        for row, name in zip(cells, texts, strict=True)
        for place in (3, 6)
        if name
    )
