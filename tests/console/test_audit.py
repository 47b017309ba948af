"""The auditor's desk: everything that was done, by number, and whether the log is whole."""

import ast
from pathlib import Path

from sqlalchemy import text

import service
from service.applications.models import MOVES as APPLICATION_MOVES
from service.audit.words import ACTS
from service.rosters.models import MOVES as ROSTER_MOVES
from tests.console.given import Office
from tests.console.test_reach import furnish
from tests.console.things import SIDES
from tests.given import id_number


def test_the_log_is_told_in_words_and_names_nobody(office: Office) -> None:
    furnish(office, SIDES[0])
    page = office.desk("auditor").get("/console/audit").text
    assert all(words in page for words in ("提交申请", "确认花名册", "申请导出", "激活惠工卡"))
    assert not [
        name for name in ("新样例", "陈样一", "甲主席", "chair_battery", id_number(601)) if name in page
    ]


def test_acts_and_days_filter_and_pages_go_back(office: Office) -> None:
    furnish(office, SIDES[0])
    auditor = office.desk("auditor")
    assert auditor.get("/console/audit?act=staff:hire").text.count('data-label="序号"') == 10
    assert auditor.get("/console/audit?day=2001-01-01").text.count('data-label="序号"') == 0
    assert auditor.get("/console/audit?before=4").text.count('data-label="序号"') == 3
    assert auditor.get("/console/audit?day=yesterday&before=x").status_code == 200


def test_a_whole_log_is_said_to_be_whole_and_the_check_is_logged(office: Office) -> None:
    auditor = office.desk("auditor")
    answer = auditor.post("/console/audit/verification")
    assert answer.status_code == 200
    assert "校验通过：" in answer.text
    assert "校验审计日志" in auditor.get("/console/audit?act=audit:verify").text


def test_a_changed_row_is_named(office: Office) -> None:
    database = office.deployed.database
    with database.engine.begin() as connection:
        if database.url.startswith("sqlite"):
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_update"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("UPDATE audit_entries SET act = 'union:scene' WHERE seq = 3"))
    answer = office.desk("auditor").post("/console/audit/verification")
    assert "校验不通过：第 3 条" in answer.text
    assert "内容与校验值不符" in answer.text


def test_every_act_that_is_recorded_has_its_words() -> None:
    assert recorded() == set(ACTS)


def recorded() -> set[str]:
    """The acts that the service records, read from its own source; composed ones from their MOVES."""
    found = {
        f"application:{move}" for move in ("approve", "check", "reject", "send_back", "submit", "withdraw")
    }
    assert {act.split(":")[1] for act in found} <= set(APPLICATION_MOVES)
    found |= {f"roster:{move}" for move in ROSTER_MOVES} | {"roster:confirm"}
    for file in Path(service.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "_record"):
                found |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and ":" in str(arg.value)
                }
                if getattr(node.func, "id", "") == "_record" and file.parent.name in ("exports", "imports"):
                    noun = file.parent.name.removesuffix("s")
                    found |= {
                        f"{noun}:{arg.value}"
                        for arg in node.args
                        if isinstance(arg, ast.Constant) and arg.value
                    }
    return found
