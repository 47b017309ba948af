"""附件1、附件3 in Excel: exactly the printed form, text stays text, and what went out comes back unchanged."""

import re
import zipfile
from io import BytesIO
from uuid import UUID

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from service.deployment import Deployment
from service.exports.actions import make_next
from service.exports.models import ExportKind
from service.imports.models import ImportKind
from service.people.words import Education, Employment, Gender, Household, Post
from service.rosters.lines import Line
from service.rosters.sheets import Heading, roster_annex, write_roster
from service.sealing import seal_fields
from service.unions.models import Union
from service.unions.sheets import Book, union_annex
from tests.exports.test_files import asked, fetched
from tests.given import World
from tests.imports.office import confirmed, previewed, rows_of, sample

ANNEX_1 = "序号 单位名称 单位组织机构代码证 单位性质 单位地址 职工人数 工会名称 建会时间 工会类型 会员人数 工会负责人 联系电话 备注"
ANNEX_3 = "序号 姓名 性别 身份证号码 国籍 学历 手机号码 户籍类型 所属单位 就业状况 担任工会职务"
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '=HYPERLINK("http://example.invalid")',
    "http://example.invalid",
    "{=1}",
)


def line(
    name: str, number: str = "330522199003070032", phone: str = "13900000001", unit_name: str = "样例"
) -> Line:
    return Line(name, Gender.MALE, number, "中国", None, phone, None, unit_name, None, None)


def drawn(*lines: Line) -> bytes:
    heading = Heading("样例工会", "样例", "0572-1")
    return write_roster(roster_annex("长兴县", "0572-6022447"), heading, lines, "导出编号 1", lambda _: None)


def page_of(data: bytes) -> Worksheet:
    page = openpyxl.load_workbook(BytesIO(data)).active
    assert isinstance(page, Worksheet)
    return page


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


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


def test_annex_1_has_the_printed_columns() -> None:
    annex = union_annex("长兴县", "0572-6022447")
    assert annex.title == "长兴县基层工会组织信息采集汇总表"
    assert ["序号", *(column.title for column in annex.columns)] == ANNEX_1.split()


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


def test_hostile_names_in_the_register_stay_text_in_every_export(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        for person, name in zip(world.members.values(), HOSTILE, strict=False):
            seal_fields(session, session.merge(person), name=name, phone=name)
        union = session.get_one(Union, world.battery.id)
        union.remark, union.name = "=1+1", "=2+2"
        seal_fields(session, union, leader="=3+3", phone="+4")
    for kind in ExportKind:
        for name, part in parts_of(exported(deployed, world, kind, world.county)).items():
            assert re.search(r"<f[ >]|<hyperlink", part) is None, name


def exported(deployed: Deployment, world: World, kind: ExportKind, union: Union) -> bytes:
    export_id = asked(deployed, world, "county", union, kind)
    assert make_next(deployed)
    return fetched(deployed, world, export_id, "county")[1]


def outcome(deployed: Deployment, import_id: UUID) -> dict[str, int]:
    rows = rows_of(deployed, import_id)
    kinds = [row.finding.kind.value if row.finding.kind else "refused" for row in rows]
    return {kind: kinds.count(kind) for kind in set(kinds)}


def test_an_exported_roster_comes_back_with_zero_changes(deployed: Deployment, world: World) -> None:
    first = previewed(deployed, world, sample("roster_sample.xlsx"))
    assert outcome(deployed, first) == {"new": 60}
    confirmed(deployed, world, first)
    again = previewed(deployed, world, exported(deployed, world, ExportKind.ROSTER, world.battery))
    assert outcome(deployed, again) == {"unchanged": 63}
    assert confirmed(deployed, world, again)["absent"] == 0


def test_the_exported_roster_keeps_the_order_of_the_file(deployed: Deployment, world: World) -> None:
    confirmed(deployed, world, previewed(deployed, world, sample("roster_sample.xlsx")))
    sent = [row[1].value for row in page_of(sample("roster_sample.xlsx")).iter_rows(min_row=4)]
    page = page_of(exported(deployed, world, ExportKind.ROSTER, world.battery))
    assert [row[1].value for row in page.iter_rows(min_row=7, max_row=66)] == sent


def test_the_sample_of_annex_1_comes_back_with_zero_changes(deployed: Deployment, world: World) -> None:
    how = {"login": "county", "kind": ImportKind.UNIONS, "union": world.county}
    first = previewed(deployed, world, sample("unions_sample.xlsx"), **how)
    assert outcome(deployed, first) == {"new": 90}
    confirmed(deployed, world, first, "county")
    data = exported(deployed, world, ExportKind.UNIONS, world.county)
    printed = [[cell or "" for cell in row] for row in page_of(data).iter_rows(values_only=True)]
    sent = [row[1:] for row in page_of(sample("unions_sample.xlsx")).iter_rows(min_row=3, values_only=True)]
    as_text = [[str(cell) for cell in row] for row in sent]
    assert sorted(row[1:] for row in printed if row[2]) == sorted([*as_text, ANNEX_1.split()[1:]])
    again = previewed(deployed, world, data, **how)
    assert outcome(deployed, again) == {"unchanged": 90, "refused": 2}


def test_sheet_names_fit_excel_and_never_collide() -> None:
    book = Book("", lambda _: None)
    annex = roster_annex("长兴县", "")
    for name in ("某" * 40, "某" * 40, "a/b*c?[d]:e\\f'", "", "A", "a"):
        book.add(name, annex, [])
    titles = openpyxl.load_workbook(BytesIO(book.finish())).sheetnames
    assert titles == ["某" * 31, "某" * 29 + "~2", "a b c  d  e f", "表", "A", "a~2"]
