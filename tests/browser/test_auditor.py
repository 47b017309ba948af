"""The auditor's day at a desk: the log, every export and every look at a number, a leaked file; nobody's name."""

import pytest

from tests.browser.stage import Stage
from tests.browser.test_chair import applied
from tests.rolls.exports.office import asked


@pytest.mark.usefixtures("at_work")
def test_auditors_day(stage: Stage) -> None:
    applied(stage)
    export_id = asked(stage.deployed, stage.world)
    auditor = stage.seat("auditor", "desk")
    auditor.look("home")
    page = auditor.go("/console/audit")
    auditor.look("audit")
    page.get_by_label("动作").select_option(label="登录")
    page.get_by_role("button", name="查找").click()
    auditor.look("filtered")
    page.get_by_role("button", name="校验整条链").click()
    page.get_by_text("条记录前后相连，没有缺失或改动。").wait_for()
    auditor.look("verified")
    for path in ("/console/audit/exports", "/console/audit/reveals"):
        auditor.go(path)
        auditor.look(path.rsplit("/", 1)[1])
    page = auditor.go("/console/traces")
    page.get_by_label("导出编号、证件号码或手机号").fill(str(export_id))
    page.get_by_role("button", name="追查").click()
    page.get_by_role("heading", name="雉城样例电池有限公司工会委员会").wait_for()
    auditor.look("traced")
    assert "新样" not in page.content()
