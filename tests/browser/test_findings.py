"""数据疑点 on a phone: from what waits to the question, the answer, three together; the street closes, the county counts."""

from datetime import date

from service.ground import clock
from service.oversight.findings.looking import begin_round
from tests.browser.stage import Seat, Stage
from tests.oversight.findings.given import joined
from tests.working import work_off

STILL_WORKS = "返聘或者延迟退休，还在岗"


def looked_at(stage: Stage) -> None:
    """Four without a phone and one past the statutory day are in the register, and a night has passed."""
    with stage.deployed.database.writing() as session:
        battery = stage.world.battery
        for serial in range(4):
            joined(
                session, battery, f"错样{'甲乙丙丁'[serial]}", date(1990, 5, 1 + serial), serial, phone=None
            )
        joined(session, battery, "龄样例", date(1960, 5, 1), 9, on=date(2015, 1, 1))
        begin_round(session, stage.deployed.settings, clock.now())
    work_off(stage.deployed)


def answers_one(chair: Seat) -> None:
    """From home to one question; without evidence it is refused, and nothing that was typed is lost."""
    page = chair.go("/console/")
    chair.snap("home")
    page.get_by_role("link", name="处数据疑点").tap()
    page.get_by_text("先在“哪一种”里选好").wait_for()
    chair.look("list")
    page.get_by_role("link", name="过了法定退休年龄").tap()
    page.get_by_label(STILL_WORKS).check()
    page.get_by_role("button", name="答复").tap()
    page.locator("#e-evidence", has_text="请写看过什么材料").wait_for()
    chair.look("without-evidence")
    assert page.get_by_label(STILL_WORKS).is_checked()
    page.get_by_label("看过什么材料").fill("返聘协议")
    page.get_by_role("button", name="答复").tap()
    page.get_by_text("已答复，等上级工会销号。").wait_for()
    chair.look("answered")


def answers_three(chair: Seat) -> None:
    """Three of four of one kind in one go; whoever forgot the evidence need not choose again."""
    page = chair.page
    page.get_by_role("link", name="回到数据疑点").tap()
    page.get_by_label("哪一种").select_option("error")
    page.get_by_role("button", name="查看").tap()
    page.get_by_label("一起答复").first.wait_for()
    for box in page.get_by_label("一起答复").all()[:3]:
        box.check()
    page.get_by_label("核对结果").select_option("right")
    page.get_by_role("button", name="答复选中的").tap()
    page.locator("#e-evidence", has_text="请写看过什么材料").wait_for()
    chair.look("together-without-evidence")
    assert [box.is_checked() for box in page.get_by_label("一起答复").all()] == [True, True, True, False]
    page.get_by_label("看过什么材料").fill("本人没有手机，已当面核对")
    page.get_by_role("button", name="答复选中的").tap()
    page.get_by_text("选中的都已答复").wait_for()
    chair.snap("together")


def closes_one_and_sends_one_back(town: Seat) -> None:
    """From home to what was answered; after each the way leads back to the others."""
    page = town.go("/console/")
    town.snap("town-home")
    page.get_by_role("link", name="4 处数据疑点已答复，请销号").tap()
    page.get_by_role("link", name="过了法定退休年龄").wait_for()
    town.look("to-close")
    page.get_by_role("link", name="过了法定退休年龄").tap()
    page.get_by_role("button", name="销号", exact=True).wait_for()
    town.look("answer")
    page.get_by_role("button", name="销号", exact=True).tap()
    page.get_by_text("已销号。").wait_for()
    town.snap("closed")
    page.get_by_role("link", name="回到等销号的").tap()
    page.get_by_role("link", name="没有手机号").first.tap()
    page.get_by_text("退回重新核对").tap()
    page.get_by_role("button", name="退回", exact=True).tap()
    page.locator("#e-remark", has_text="请写为什么退回").wait_for()
    town.look("without-reason")
    page.get_by_label("为什么退回").fill("请写清楚和谁核对的")
    page.get_by_role("button", name="退回", exact=True).tap()
    page.get_by_text("已退回，工会会重新核对。").wait_for()
    town.snap("sent-back")


def test_the_chair_answers_and_the_street_closes(stage: Stage) -> None:
    looked_at(stage)
    chair = stage.seat("chair_battery", "phone")
    answers_one(chair)
    answers_three(chair)
    closes_one_and_sends_one_back(stage.seat("zhicheng", "phone"))
    page = chair.go("/console/findings?kind=error")
    assert page.get_by_role("link", name="没有手机号").count() == 2


def test_without_scripts_the_chair_answers_all_the_same(stage: Stage) -> None:
    looked_at(stage)
    chair = stage.seat("chair_battery", "phone", script=False)
    answers_one(chair)
    answers_three(chair)


def test_the_county_reads_the_numbers_and_the_lists_behind_them(stage: Stage) -> None:
    looked_at(stage)
    county = stage.seat("county", "desk")
    page = county.go("/console/findings/overview")
    page.get_by_text("截至").first.wait_for()
    county.look("overview")
    page.get_by_role("row", name="错误").get_by_role("link", name="4", exact=True).click()
    assert page.get_by_role("link", name="没有手机号").count() == 4
    county.look("errors")
    page.get_by_role("link", name="一览").click()
    page.get_by_role("link", name=stage.world.zhicheng.name).click()
    page.get_by_role("heading", name=f"{stage.world.zhicheng.name}的数据疑点一览").wait_for()
    county.snap("one-street")
    chair = stage.seat("chair_battery", "phone")
    page = chair.go("/console/findings/overview")
    assert page.locator("table").first.locator("tbody tr").count() == 3  # only kinds that have something
    assert "空壳工会" in page.get_by_text("查了有会员的工会 1 个，没有发现：").inner_text()
    chair.look("overview-phone")
