"""数据疑点 on a phone: from what waits to the question, the answer, three together; the street closes, the county counts."""

from datetime import date

import pytest

from service import clock
from service.findings.looking import begin_round
from service.memberships.models import Membership
from service.worker import work_off
from tests.browser.stage import Stage
from tests.findings.given import joined


def looked_at(stage: Stage) -> None:
    """Four without a phone and one past the statutory day are in the register, and a night has passed."""
    with stage.deployed.database.writing() as session:
        battery = stage.world.battery
        for serial in range(4):
            joined(
                session, battery, f"错样{'甲乙丙丁'[serial]}", date(1990, 5, 1 + serial), serial, phone=None
            )
        joined(session, battery, "龄样例", date(1960, 5, 1), 9, on=date(2015, 1, 1))
        assert session.query(Membership).count() > 5
        begin_round(session, stage.deployed.settings, clock.now())
    work_off(stage.deployed)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_chair_answers_and_the_street_closes(stage: Stage, script: bool) -> None:
    looked_at(stage)
    chair = stage.seat("chair_battery", "phone", script)
    page = chair.go("/console/")
    page.get_by_role("link", name="处数据疑点").tap()
    page.get_by_role("heading", name="数据疑点").first.wait_for()
    chair.look("list")
    page.get_by_role("link", name="过了法定退休年龄").tap()
    page.get_by_label("返聘或者延迟退休，还在岗").check()
    page.get_by_role("button", name="答复").tap()
    page.get_by_text("请写看过什么材料").first.wait_for()
    chair.look("without-evidence")
    assert page.get_by_label("返聘或者延迟退休，还在岗").is_checked()
    page.get_by_label("看过什么材料").fill("返聘协议")
    page.get_by_role("button", name="答复").tap()
    page.get_by_text("已答复，等上级工会销号。").wait_for()
    chair.look("answered")

    page = chair.go("/console/findings?kind=error")
    for box in page.get_by_label("一起答复").all()[:3]:
        box.check()
    page.get_by_label("核对结果").select_option("right")
    page.get_by_label("看过什么材料").fill("本人没有手机，已当面核对")
    chair.look("together")
    page.get_by_role("button", name="答复选中的").tap()
    page.get_by_text("选中的都已答复").wait_for()

    town = stage.seat("zhicheng", "phone", script)
    page = town.go("/console/")
    page.get_by_role("link", name="4 处数据疑点已答复，请销号").tap()
    town.look("to-close")
    page.get_by_role("link", name="过了法定退休年龄").tap()
    town.look("answer")
    page.get_by_role("button", name="销号", exact=True).tap()
    page.get_by_text("已销号。").wait_for()
    page = town.go("/console/findings?shown=answered")
    page.get_by_role("link", name="没有手机号").first.tap()
    page.get_by_text("退回重新核对").tap()
    page.get_by_label("为什么退回").fill("请写清楚和谁核对的")
    page.get_by_role("button", name="退回", exact=True).tap()
    page.get_by_text("已退回，工会会重新核对。").wait_for()


def test_the_county_reads_the_numbers_and_the_lists_behind_them(stage: Stage) -> None:
    looked_at(stage)
    county = stage.seat("county", "desk")
    page = county.go("/console/findings/overview")
    page.get_by_text("截至").first.wait_for()
    county.look("overview")
    page.get_by_role("row", name="错误").get_by_role("link", name="4", exact=True).click()
    assert page.get_by_role("link", name="没有手机号").count() == 4
    county.look("errors")
    on_the_phone = stage.seat("chair_battery", "phone")
    on_the_phone.go("/console/findings/overview")
    on_the_phone.look("overview-phone")
