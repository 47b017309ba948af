"""Files into the register and out of it, at the desk."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from service.ground import clock
from service.register.audit.models import AuditEntry
from service.register.people.models import Person
from service.register.people.register import change
from service.rolls.imports.actions import apply_next, preview_next
from service.rolls.imports.models import Import, ImportStatus
from tests.doors.console.given import Desk, Office
from tests.given import id_number, phone
from tests.rolls.imports.office import annotate_next, line, sheet


def uploaded(office: Office, desk: Desk, data: bytes, **changed: Any) -> str:
    """Send a file; the address of its page."""
    form = {
        "kind": "roster",
        "union_id": str(office.world.battery.id),
        "file": (BytesIO(data), "花名册.xlsx"),
    }
    answer = desk.post("/console/imports", **form | changed)
    assert answer.status_code == 303, answer.text
    return str(answer.location).split("?")[0]


def state(office: Office, page: str) -> ImportStatus:
    """The state of an import."""
    with office.deployed.database.reading() as session:
        return session.get_one(Import, UUID(page.rsplit("/", 1)[1])).status


@pytest.fixture
def file() -> bytes:
    """Two new members, one of whom has a number with a wrong check digit."""
    wrong = id_number(803)[:-1] + ("0" if id_number(803)[-1] != "0" else "1")
    return sheet([line("洪样甲", id_number(801), phone(801)), line("洪样乙", wrong, phone(803))])


def test_a_file_is_previewed_row_by_row_and_confirmed_whole(office: Office, file: bytes) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, file)
    waiting = chair.get(page).text
    again = f'<noscript><meta http-equiv="refresh" content="2; url={page}"></noscript>'
    assert (again in waiting, "<progress" in waiting) == (True, True)
    assert preview_next(office.deployed)
    preview = chair.get(page).text
    assert "<meta http-equiv" not in preview
    assert "身份证号码：校验码不对，号码里可能有一位填错了，请照证件逐位核对。" in preview
    assert id_number(801) not in preview
    only_refused = chair.get(f"{page}?verdict=refused").text
    assert ("洪样乙" in only_refused, "洪样甲" in only_refused) == (True, False)
    assert chair.post(f"{page}/confirmation").status_code == 303
    assert state(office, page) is ImportStatus.CONFIRMING
    waiting = chair.get(page).text
    assert (again in waiting, "正在排队" in waiting, f"{page}/discard" in waiting) == (True, True, False)
    assert apply_next(office.deployed)
    assert state(office, page) is ImportStatus.CONFIRMED
    assert "新增 1，更正 0，无变化 0，拒收 1" in chair.get(page).text
    assert "洪样甲" in chair.get(f"/console/rosters/{office.world.battery.id}").text


def test_confirming_twice_or_too_early_is_refused_on_the_same_page(office: Office, file: bytes) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, file)
    assert chair.post(f"{page}/confirmation").status_code == 409
    preview_next(office.deployed)
    assert [chair.post(f"{page}/confirmation").status_code for _ in range(2)] == [303, 409]


def test_a_file_that_came_back_says_why_and_what_to_do(office: Office) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, sheet([line("陈样一", id_number(3), phone(1))]))
    preview_next(office.deployed)
    chair.post(f"{page}/confirmation")
    with office.deployed.database.writing() as session:
        change(session, session.get_one(Person, office.world.members["陈样一"].id), "phone", phone(802))
    assert apply_next(office.deployed)
    assert "预览之后登记又有变化，没有写入任何内容。" in chair.get(page).text
    assert preview_next(office.deployed)
    assert "系统已按现在的登记重新核对，请再看一遍预览再确认。" in chair.get(page).text


def test_the_annotated_table_is_for_who_uploaded_it_and_noted_in_the_log(office: Office, file: bytes) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, file)
    assert chair.post(f"{page}/annotated").status_code == 409
    preview_next(office.deployed)
    street = office.desk("zhicheng")
    assert street.post(f"{page}/annotated").status_code == 404
    early = chair.post(f"{page}/annotated/file")
    assert (early.status_code, "核对表还没有生成。" in early.text) == (409, True)
    assert [chair.post(f"{page}/annotated").status_code for _ in range(2)] == [303, 303]
    waiting = chair.get(page).text
    assert ("正在生成核对表" in waiting, '<meta http-equiv="refresh"' in waiting) == (True, True)
    assert annotate_next(office.deployed)
    assert annotate_next(office.deployed) is False
    drawn = chair.get(page).text
    assert ("下载核对表" in drawn, "<meta http-equiv" in drawn) == (True, False)
    assert street.post(f"{page}/annotated/file").status_code == 404
    answer = chair.post(f"{page}/annotated/file")
    assert answer.status_code == 200
    name = unquote(answer.headers["Content-Disposition"])
    assert f"核对表-雉城样例电池有限公司工会委员会-{clock.today()}.xlsx" in name
    book = load_workbook(BytesIO(answer.data))
    assert [cell.value for cell in book.worksheets[0][3]][:1] == ["收下"]
    with office.deployed.database.reading() as session:
        act = select(AuditEntry.actor_id).where(AuditEntry.act == "import:annotate")
        assert session.scalars(act).all() == [office.world.staff_id("chair_battery")]
    chair.post(f"{page}/discard")
    for path in ("annotated", "annotated/file"):
        assert chair.post(f"{page}/{path}").status_code == 410


def test_a_discarded_file_is_gone(office: Office, file: bytes) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, file)
    preview_next(office.deployed)
    assert chair.post(f"{page}/discard").status_code == 303
    assert state(office, page) is ImportStatus.DISCARDED
    assert "洪样甲" not in chair.get(page).text


def test_what_is_no_workbook_is_refused_at_once_and_the_form_stays(office: Office) -> None:
    chair, form = office.desk("chair_battery"), {"kind": "roster", "union_id": str(office.world.battery.id)}
    unreadable = chair.post("/console/imports", file=(BytesIO(b"PK\x03\x04 broken"), "花名册.xlsx"), **form)
    assert (unreadable.status_code, "这个文件读不出来" in unreadable.text) == (422, True)
    missing = chair.post("/console/imports", **form)
    assert (missing.status_code, 'id="e-file"' in missing.text) == (422, True)


def test_a_file_without_the_heading_fails_with_the_reason(office: Office) -> None:
    chair = office.desk("chair_battery")
    page = uploaded(office, chair, sheet([["什么", "也", "没有"]], header=["甲", "乙", "丙"]))
    assert preview_next(office.deployed)
    assert state(office, page) is ImportStatus.FAILED
    assert "没有找到表头" in chair.get(page).text


def test_a_file_that_is_too_large_is_refused_with_a_page(office: Office) -> None:
    chair = office.desk("chair_battery")
    form = {"kind": "roster", "union_id": str(office.world.battery.id)}
    answer = chair.post("/console/imports", file=(BytesIO(b"0" * 7_000_000), "花名册.xlsx"), **form)
    assert (answer.status_code, "提交的内容太大了。" in answer.text) == (413, True)


def test_nobody_imports_into_the_other_union_or_a_form_that_is_not_his(office: Office, file: bytes) -> None:
    chair = office.desk("chair_battery")
    other = {
        "kind": "roster",
        "union_id": str(office.world.textile.id),
        "file": (BytesIO(file), "花名册.xlsx"),
    }
    assert chair.post("/console/imports", **other).status_code == 404
    unions = {
        "kind": "unions",
        "union_id": str(office.world.battery.id),
        "file": (BytesIO(file), "汇总表.xlsx"),
    }
    assert chair.post("/console/imports", **unions).status_code == 404


def test_an_export_needs_a_purpose_and_a_union_in_reach(office: Office) -> None:
    chair, form = office.desk("chair_battery"), {"kind": "roster", "union_id": str(office.world.battery.id)}
    refused = chair.post("/console/exports", **form)
    assert (refused.status_code, 'id="e-purpose"' in refused.text) == (422, True)
    other = form | {"union_id": str(office.world.textile.id), "purpose": "报送县总工会"}
    assert chair.post("/console/exports", **other).status_code == 404


def test_who_asks_for_a_file_is_the_only_one_who_fetches_it(office: Office) -> None:
    first, second = office.desk("chair_battery"), office.desk("chair_battery_two")
    form = {"kind": "roster", "union_id": str(office.world.battery.id), "purpose": "报送县总工会"}
    page = str(first.post("/console/exports", **form).location).split("?")[0]
    hidden = [second.get(page), *(second.post(f"{page}/{act}") for act in ("link", "password", "withdrawal"))]
    assert [answer.status_code for answer in hidden] == [404] * 4
