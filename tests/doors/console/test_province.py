"""省平台报送 in the console: the county's way from asking to the result, and what a chair is asked to do."""

from io import BytesIO
from uuid import UUID

from sqlalchemy import select

from service.oversight.province.models import PackStatus, ProvincePack
from service.rolls.exports.models import ExportKind
from service.rolls.imports.models import Import
from tests.doors.console.given import Office
from tests.given import id_number
from tests.oversight.province.given import (
    answered,
    answered_by,
    lines_of,
    pack_made,
    renamed,
    results,
    without,
)
from tests.rolls.exports.office import made
from tests.working import work_off

PURPOSE = "上半年实名数据报省总工会"


def test_the_county_asks_for_a_pack_hands_it_in_and_takes_the_result(office: Office) -> None:
    desk, world, deployed = office.desk("county"), office.world, office.deployed
    form = {"union_id": str(world.county.id), "scope": "everybody", "purpose": PURPOSE}
    answer = desk.post("/console/province/packs", **form)
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith("done=requested_bulk")
    pack_id = pack_made(deployed, world)  # the rest of the way of an export is told by its own room
    page = f"/console/province/packs/{pack_id}"
    assert desk.post(f"{page}/sending", sent_on="2020-01-01").status_code == 422
    assert desk.get(page).status_code == 200
    with deployed.database.reading() as session:
        day = session.get_one(ProvincePack, pack_id).as_of.isoformat()
    assert desk.post(f"{page}/sending", sent_on=day).location.endswith("done=pack_sent")
    data = answered_by(lines_of(deployed, world, pack_id), without(["林样二"], "证件号码与姓名不一致"))
    upload = {"file": (BytesIO(data), "结果.xlsx")}
    answer = desk.post(f"{page}/result", **upload)
    assert answer.status_code == 303, answer.text
    work_off(deployed)
    with deployed.database.reading() as session:
        import_id = session.scalars(select(Import.id)).one()
    shown = desk.get(f"/console/imports/{import_id}").text
    assert "省平台结果文件" in shown
    assert "下载核对表" not in shown
    assert desk.post(f"/console/imports/{import_id}/confirmation").status_code == 303
    work_off(deployed)
    assert results(deployed, world, pack_id)["林样二"][1] == "证件号码与姓名不一致"
    assert "证件号码与姓名不一致" in desk.get(f"{page}?result=rejected").text
    assert "证件号码与姓名不一致" not in desk.get(f"{page}?result=accepted").text
    assert desk.post(f"{page}/closing").location.endswith("done=pack_closed")
    with deployed.database.reading() as session:
        assert session.get_one(ProvincePack, pack_id).status is PackStatus.CLOSED


def test_a_result_is_uploaded_on_the_page_of_its_pack_and_nowhere_else(office: Office) -> None:
    desk, union = office.desk("county"), office.world.county
    form = {"kind": "province_result", "union_id": str(union.id), "file": (BytesIO(b"a,b"), "a.csv")}
    answer = desk.post("/console/imports", **form)
    assert answer.status_code == 422
    assert "省平台结果文件请在那个报送包的页面上传" in answer.text
    assert "省平台" not in desk.get("/console/imports").text.split("<form", 2)[-1].split("</form>")[0]


def test_a_chair_makes_no_pack_by_the_door_of_exports(office: Office) -> None:
    form = {"kind": "province", "union_id": str(office.world.battery.id), "purpose": PURPOSE}
    assert office.desk("chair_battery").post("/console/exports", **form).status_code == 404


def test_a_chair_is_asked_to_check_whom_the_province_sent_back_until_he_has_put_it_right(
    office: Office,
) -> None:
    world, deployed, desk = office.world, office.deployed, office.desk("chair_battery")
    task = "省平台退回 2 人，请核对"
    assert task not in desk.get("/console/").text
    answered(deployed, world, pack_made(deployed, world), without(["林样二", "周样三", "沈样四"]))
    assert task in desk.get("/console/").text
    page = desk.get(f"/console/province/unions/{world.battery.id}?standing=rejected").text
    assert page.count("请核对") == 2  # a tag for each
    assert ("林**" in page, "沈**" in page, id_number(5) in page) == (True, False, False)
    with deployed.database.writing() as session:
        renamed(session, world, "林样二", "林新样")
    assert "省平台退回 1 人，请核对" in desk.get("/console/").text
    with deployed.database.writing() as session:
        renamed(session, world, "周样三", "周新样")
    assert "省平台退回" not in desk.get("/console/").text


def test_every_number_leads_to_its_people(office: Office) -> None:
    world, desk = office.world, office.desk("zhicheng")
    answered(office.deployed, world, pack_made(office.deployed, world), without(["林样二"]))
    page = desk.get("/console/province").text
    address = f"/console/province/unions/{world.zhicheng.id}?standing="
    assert f'href="{address}accepted">2</a>' in page
    assert f'href="{address}rejected">1</a>' in page
    assert "2/3，66.7%" in page
    assert (
        desk.get(f"{address}accepted").text.count("<tr>") == 1 + 1 + 1 + 1 + 1 + 2
    )  # three tables, two people


def test_the_second_person_reads_that_it_is_for_the_province(office: Office) -> None:
    export_id: UUID = made(office.deployed, office.world, "county", office.world.county, ExportKind.PROVINCE)
    page = office.desk("county_two").get(f"/console/approvals/{export_id}").text
    assert "省平台报送包（全部会员）" in page
    assert "交省平台" in page
