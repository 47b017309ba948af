"""The auditor's desk: everything that was done, by number, and whether the log is whole."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

import service
from service.oversight.province.models import MOVES as PROVINCE_MOVES
from service.register.access.models import SYSTEM
from service.register.audit.checkpoint import make_checkpoint
from service.register.audit.log import record
from service.register.audit.models import AuditEntry
from service.register.audit.words import ACTS, NOUNS
from service.register.inquiries.models import MOVES as ALLOWANCE_MOVES
from service.register.memberships.cases import MOVES as EXPULSION_MOVES
from service.register.memberships.segments import VERBS
from service.requests.applications.models import MOVES as APPLICATION_MOVES
from service.requests.transfers.models import MOVES as TRANSFER_MOVES
from service.rolls.exports.models import Export, ExportKind, ExportStatus
from service.rolls.rosters.models import MOVES as ROSTER_MOVES
from tests.doors.console.given import Desk, Elements, Office
from tests.doors.console.test_queries import cost
from tests.doors.console.test_reach import furnish
from tests.doors.console.things import SIDES
from tests.given import id_number
from tests.rolls.exports.office import downloaded, made, second_person
from tests.shelf import unconstrained


def shown(desk: Desk, query: str = "") -> list[int]:
    """The numbers of the entries that a search shows."""
    page = desk.get(f"/console/audit?{query}")
    assert page.status_code == 200
    return [int(number) for number in re.findall(r"第 (\d+) 条</th>", page.text)]


def kept(office: Office, *conditions: object) -> list[int]:
    """The numbers of the entries that the log holds."""
    with office.deployed.database.reading() as session:
        fitting = select(AuditEntry.seq).where(*conditions).order_by(AuditEntry.seq.desc())  # type: ignore[arg-type]
        return list(session.scalars(fitting.limit(50)))


def test_the_log_is_told_in_words_and_names_nobody(office: Office) -> None:
    furnish(office, SIDES[0])
    page = office.desk("auditor").get("/console/audit").text
    assert all(words in page for words in ("提交申请", "确认花名册", "申请导出", "激活惠工卡", "工会主席"))
    assert not [
        name for name in ("新样例", "陈样一", "甲主席", "chair_battery", id_number(601)) if name in page
    ]


@pytest.mark.both("search")
def test_every_filter_narrows_to_what_it_says(office: Office) -> None:
    things, auditor = furnish(office, SIDES[0]), office.desk("auditor")
    chair = office.world.staff_id("chair_battery")
    wanted = {
        "act=staff:hire": AuditEntry.act == "staff:hire",
        "act=export:": AuditEntry.act.startswith("export:"),
        "act=session:": AuditEntry.act.startswith("session:"),
        "actor=chair_battery": AuditEntry.actor_id == chair,
        f"actor={chair}": AuditEntry.actor_id == chair,
        f"object={things['export_id']}": AuditEntry.object_id == things["export_id"],
        "union=样例电池": AuditEntry.union_id == office.world.battery.id,
        "outcome=done": AuditEntry.outcome == "done",
        "act=export:&actor=zhicheng&union=雉城街道": AuditEntry.object_id == things["bulk_id"],
    }
    for query, condition in wanted.items():
        expected = kept(office, condition)
        assert expected, query
        assert shown(auditor, query) == expected, query
    for query in ("act=export:make:", "act=%", "outcome=refused", "union=没有这个", "since=2999-01-01"):
        assert shown(auditor, query) == []


@pytest.mark.both("dates")
def test_days_are_the_countys_and_both_are_included(office: Office, at: Callable[[str], None]) -> None:
    for moment in ("2027-03-01 23:59", "2027-03-02 00:01", "2027-03-03 23:59", "2027-03-04 00:01"):
        at(moment)
        with office.deployed.database.writing() as session:
            record(session, SYSTEM, "audit:verify", "audit", None, details={"day": moment[:10]})
    auditor = office.desk("auditor")
    query = "act=audit:verify&since=2027-03-02&until=2027-03-03"
    assert re.findall(r"day：([\d-]+)", auditor.get(f"/console/audit?{query}").text) == [
        "2027-03-03",
        "2027-03-02",
    ]


def test_pages_go_back_by_number_and_keep_the_search(office: Office) -> None:
    with office.deployed.database.writing() as session:
        for _ in range(60):
            record(session, SYSTEM, "export:expire", "export", None, union_id=office.world.battery.id)
    auditor = office.desk("auditor")
    first = auditor.get("/console/audit?act=export:&union=样例电池").text
    older = re.search(r'href="(\?[^"]+before=\d+)"', first)
    assert older is not None
    query = older[1].replace("&amp;", "&").removeprefix("?")
    newest = shown(auditor, "act=export:&union=样例电池")
    assert shown(auditor, query) == kept(
        office, AuditEntry.act == "export:expire", AuditEntry.seq < newest[-1]
    )
    assert (len(newest), len(shown(auditor, query))) == (50, 10)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("actor=nobody", "没有这个用户名。"),
        ("object=12", "对象编号不对"),
        ("since=yesterday", "日期请写成"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_shown(office: Office, query: str, words: str) -> None:
    page = office.desk("auditor").get(f"/console/audit?{query}&before=x").text
    assert (words in page, "第 1 条" in page) == (True, False)


@pytest.mark.parametrize("page", ["/console/audit", "/console/audit/reveals", "/console/audit/exports"])
def test_the_pages_cost_the_same_for_3_and_for_40(office: Office, page: str) -> None:
    auditor = office.desk("auditor")
    several(office, 3)
    few = cost(office, auditor, page)
    several(office, 37)
    assert cost(office, auditor, page) == few
    assert auditor.get(page).text.count('<th scope="row"') >= 40


def several(office: Office, count: int) -> None:
    """Looks and exports by different people, in different unions."""
    world = office.world
    with office.deployed.database.writing() as session:
        for number in range(count):
            login, union = (("chair_battery", world.battery), ("chair_textile", world.textile))[number % 2]
            details: dict[str, int | str] = {"field": "phone", "purpose": "与证件原件核对"}
            by = type("By", (), {"kind": "staff", "id": world.staff_id(login), "request_id": None})()
            record(session, by, "application:reveal", "application", None, union_id=union.id, details=details)
            session.add(
                Export(
                    kind=ExportKind.ROSTER,
                    union_id=union.id,
                    status=ExportStatus.EXPIRED,
                    requested_by=world.staff_id(login),
                    purpose="年中上报核对",
                )
            )


def test_every_look_at_a_full_field_is_listed_with_what_for(office: Office) -> None:
    things = furnish(office, SIDES[0])
    chair, reveal = office.desk("chair_battery"), f"/console/applications/{things['application_id']}/reveal"
    assert chair.post(reveal, field="phone", purpose="打电话核对单位").status_code == 200
    page = office.desk("auditor").get("/console/audit/reveals").text
    assert all(words in page for words in ("工会主席", "手机号", "打电话核对单位", office.world.battery.name))
    assert "新样例" not in page


def test_every_export_is_listed_with_who_asked_who_approved_and_when_it_left(office: Office) -> None:
    deployed, world = office.deployed, office.world
    second_person(deployed, world)
    bulk = made(deployed, world, "county", world.county)
    county, auditor = office.desk("county"), office.desk("auditor")
    page = auditor.get("/console/audit/exports").text
    assert ("没有下载" in page, str(bulk) in page) == (True, True)
    link = re.search(r"/console/downloads/([\w-]+)", county.post(f"/console/exports/{bulk}/link").text)
    assert link is not None
    downloaded(deployed, world, link[1], "county")
    page = auditor.get("/console/audit/exports").text
    assert all(words in page for words in ("组宣部干部", "办公室干部", "年中上报核对", "可以下载"))
    assert "没有下载" not in page
    assert not [name for name in ("戊科长", "辛科长", "county_two", "陈样一") if name in page]


def test_a_whole_log_is_said_to_be_whole_and_the_check_is_logged(office: Office) -> None:
    auditor = office.desk("auditor")
    assert "还没有在工作台校验过" in auditor.get("/console/audit").text
    answer = auditor.post("/console/audit/verification")
    assert answer.status_code == 200
    assert "校验通过：" in answer.text
    page = auditor.get("/console/audit?act=audit:verify").text
    assert "校验审计日志" in page
    assert re.search(r"校验通过，当时 \d+ 条", page)


def test_the_page_says_what_was_signed_last_and_when_that_is_long_ago(
    office: Office, later: Callable[..., None]
) -> None:
    auditor = office.desk("auditor")
    assert "还没有签过检查点" in auditor.get("/console/audit").text
    with office.deployed.database.writing() as session:
        make_checkpoint(session)
        size = session.scalar(select(func.count()).select_from(AuditEntry))
    page = auditor.get("/console/audit").text
    assert (f"签了检查点：第 {size} 条" in page, "已超过 7 天" in page) == (True, False)
    later(days=8)
    assert "已超过 7 天" in office.desk("auditor").get("/console/audit").text


def test_a_changed_row_is_named(office: Office) -> None:
    database = office.deployed.database
    with database.engine.begin() as connection:
        if database.url.startswith("sqlite"):
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_update"))
        else:
            unconstrained(connection)
        connection.execute(text("UPDATE audit_entries SET act = 'union:scene' WHERE seq = 3"))
    auditor = office.desk("auditor")
    answer = auditor.post("/console/audit/verification")
    assert "校验不通过：第 3 条" in answer.text
    assert "内容与校验值不符" in answer.text
    assert re.search("校验不通过。.*请保留现场", auditor.get("/console/audit").text, re.S)


def test_every_act_that_is_recorded_has_its_words() -> None:
    assert recorded() == set(ACTS)


def test_every_noun_of_an_act_has_its_word() -> None:
    assert {act.split(":")[0] for act in ACTS} == set(NOUNS)


def recorded() -> set[str]:
    """The acts that the service records, read from its own source; composed ones from their MOVES."""
    moves = (
        "approve",
        "check",
        "convert",
        "dispatch",
        "pass_on",
        "refer",
        "reject",
        "send_back",
        "submit",
        "withdraw",
    )
    found = {f"application:{move}" for move in moves}
    assert {act.split(":")[1] for act in found} <= set(APPLICATION_MOVES)
    found |= {f"roster:{move}" for move in ROSTER_MOVES} | {"roster:confirm"}
    found |= {f"expulsion:{move}" for move in EXPULSION_MOVES} | {"expulsion:propose"}
    found |= {f"allowance:{move}" for move in ALLOWANCE_MOVES} | {"allowance:ask"}
    found |= {f"transfer:{move}" for move in TRANSFER_MOVES} | {"transfer:ask"}
    found |= {f"province:{move}" for move in PROVINCE_MOVES}
    found |= {f"membership:{verb}" for verb in VERBS.values()} | {"correction:accept", "correction:refuse"}
    for file in Path(service.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "_record", "note"):
                found |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and ":" in str(arg.value)
                }
                composed = {"imports": "_record", "exports": "note"}
                if getattr(node.func, "id", "") == composed.get(file.parent.name):
                    noun = file.parent.name.removesuffix("s")
                    found |= {
                        f"{noun}:{arg.value}"
                        for arg in node.args
                        if isinstance(arg, ast.Constant) and arg.value
                    }
    return found


def test_the_codes_of_an_entry_are_told_in_words(office: Office) -> None:
    page = office.desk("auditor").get("/console/audit?act=session:open").text
    assert ("方式：密码和动态码" in page, "by：" in Elements(page).words) == (True, False)
