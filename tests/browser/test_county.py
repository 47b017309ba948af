"""The county's day, at a desk and on a phone: the tree, annex 3 in, a person, a roster consolidated, annex 3 out."""

from io import BytesIO
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest

from service.register.access.models import Role
from service.register.unions.models import Union
from service.rolls.rosters.actions import accept
from service.rolls.rosters.models import Roster
from tests.browser.stage import Seat, Stage
from tests.browser.test_township import BATTERY, a_roster_comes_in
from tests.given import appoint_sample, id_number, phone
from tests.requests.applications.given import staff_of
from tests.rolls.imports.office import line, sheet


def a_file(folder: Path) -> Path:
    """Annex 3 with three good lines and two that are not."""
    rows = [line(f"文样{mark}", id_number(530 + n * 2), phone(530 + n)) for n, mark in enumerate("甲乙丙")]
    rows += [line("文样丁", id_number(540)[:-1] + "0", phone(540)), line("文样戊", id_number(541), "12345")]
    path = folder / "花名册-样例.xlsx"
    path.write_bytes(sheet(rows))
    return path


@pytest.fixture
def prepared(stage: Stage) -> Stage:
    """The township has received the battery works' roster, and the county has a second person at a desk."""
    a_roster_comes_in(stage)
    with stage.deployed.database.writing() as session:
        accept(session, staff_of(session, stage.world, "zhicheng"), session.query(Roster).one())
        county = session.get_one(Union, stage.world.county.id)
        appoint_sample(session, stage.world, "county_two", "壬科员", "组宣部干部", Role.COUNTY, county)
    return stage


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_countys_day(prepared: Stage, device: str, tmp_path: Path) -> None:
    county = prepared.seat("county", device)
    county.look("home")
    looks_through_the_unions(county)
    imports_a_roster(county, a_file(tmp_path))
    finds_a_person(county)
    consolidates(county)
    sees_how_far_everyone_is(county)
    exports_the_rosters_of_a_street(county)


def looks_through_the_unions(county: Seat) -> None:
    """From the tree to one union; the list narrows while one types."""
    page = county.go("/console/unions")
    county.look("unions")
    page.get_by_label("按名称查找").press_sequentially("电池")
    page.get_by_text("列出 1 个工会").wait_for()
    page.get_by_role("link", name=BATTERY).click()
    page.get_by_role("heading", name=BATTERY).wait_for()
    county.look("union")


def imports_a_roster(county: Seat, file: Path) -> None:
    """Upload, preview with every problem at its line, confirm."""
    page = county.go("/console/imports")
    page.get_by_label("是哪一种表").select_option("roster")
    page.get_by_label("导入到哪个工会").select_option(label=BATTERY)
    page.get_by_label("文件").set_input_files(file)
    county.look("upload")
    page.get_by_role("button", name="上传").click()
    page.get_by_role("heading", name="预览：还没有导入").wait_for()
    county.look("preview")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("heading", name="已导入").wait_for()
    county.look("imported")


def finds_a_person(county: Seat) -> None:
    """By the exact name, with a purpose; one field is shown, with another."""
    page = county.go("/console/people")
    page.get_by_role("radio", name="姓名").check()
    page.get_by_label("要查找的内容").fill("陈样一")
    page.get_by_label("用途").fill("本人来电核对会籍")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="陈**").wait_for()
    county.look("found")
    page.get_by_role("link", name="陈**").click()
    page.get_by_text("查看一项完整内容").click()
    page.get_by_role("radio", name="手机号").check()
    page.get_by_label("用途").fill("本人来电核对会籍")
    page.get_by_role("button", name="查看", exact=True).click()
    page.get_by_text(phone(1)).wait_for()
    county.look("revealed")


def consolidates(county: Seat) -> None:
    """The received roster joins the county's."""
    page = county.go("/console/")
    page.get_by_role("link", name="汇总第 1 版花名册").click()
    page.get_by_role("button", name="汇总", exact=True).click()
    page.get_by_text("花名册已汇总。").wait_for()
    county.look("consolidated")


def sees_how_far_everyone_is(county: Seat) -> None:
    """From the register to the cards, as a table and as bars, and the monthly league."""
    page = county.go("/console/progress")
    county.look("progress")
    page.get_by_role("button", name="看图").first.click()
    page.locator("canvas").first.wait_for()
    county.look("chart")
    county.go("/console/progress/league")
    county.look("league")
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载 Excel").click()
    assert coming.value.suggested_filename.endswith(".xlsx")


def exports_the_rosters_of_a_street(county: Seat) -> None:
    """Asked for with a purpose, approved by a second person, fetched once, opened with the password."""
    page = county.go("/console/exports")
    page.get_by_label("导出哪个工会").select_option(label=county.stage.world.zhicheng.name)
    page.get_by_label("用途").fill("报送一季度花名册")
    county.look("export-asked")
    page.get_by_role("button", name="申请", exact=True).click()
    page.get_by_role("heading", name="等第二个人批准").wait_for()
    county.look("export-waits")
    approves(county.stage.seat("county_two", county.device))
    page.reload()
    page.get_by_role("button", name="取得下载链接").wait_for()
    county.look("export-ready")
    opens_the_file(county)


def approves(second: Seat) -> None:
    """Another person of the county looks at what is asked, and approves."""
    page = second.go("/console/exports")
    page.get_by_role("link", name="雉城街道总工会").first.click()
    second.look("approval")
    page.get_by_role("button", name="批准", exact=True).click()
    page.get_by_text("已批准").first.wait_for()


def opens_the_file(county: Seat) -> None:
    """Through a link that works once."""
    page, here = county.page, county.page.url
    page.get_by_role("button", name="取得下载链接").click()
    county.look("export-link")
    page.get_by_role("link", name="打开下载页").click()
    locked = BytesIO(county.fetched("下载文件"))
    page.goto(here)
    page.get_by_role("button", name="查看文件密码").click()
    book, clear = msoffcrypto.OfficeFile(locked), BytesIO()
    book.load_key(password=page.locator(".secret").inner_text())
    book.decrypt(clear)
    cells = {cell.value for page in openpyxl.load_workbook(clear) for row in page for cell in row}
    assert id_number(3) in cells
