"""The chair's day on a phone: what waits, one application, one decision over several, the roster, paper, a card."""

import pytest

from tests.browser.stage import Seat, Stage
from tests.requests.applications.given import submitted, union_of
from tests.requests.cards.given import chair_code_of, claimed, settle_all

APPLICANTS = ("新样甲", "新样乙", "新样丙", "新样一")


def applied(stage: Stage, names: tuple[str, ...] = APPLICANTS) -> None:
    """Workers of the battery works have handed in their applications."""
    with stage.deployed.database.writing() as session:
        union = union_of(session, stage.world.battery)
        for number, name in enumerate(names, start=501):
            submitted(session, union, f"o-browser-{number}", name, number)


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_chairs_day(stage: Stage, script: bool) -> None:
    applied(stage)
    chair = stage.seat("chair_battery", "phone", script)
    chair.look("home")
    reads_and_checks_two(chair)
    sends_one_back(chair)
    records_one_decision_over_both(chair)
    confirms_the_roster(chair)
    prints_the_poster(chair)
    activates_a_card_in_person(chair)
    opens_an_account_for_a_handler(chair)


def reads_and_checks_two(chair: Seat) -> None:
    """Two applications are checked, each on its one screen."""
    for name in APPLICANTS[:2]:
        page = chair.go("/console/")
        page.get_by_role("link", name=name).click()
        page.get_by_role("heading", name=f"{name}的入会申请").wait_for()
        chair.look("application")
        page.get_by_role("button", name="初审通过").click()
        page.get_by_text("初审已通过，等待委员会决定。").wait_for()


def sends_one_back(chair: Seat) -> None:
    """The third goes back with a reason from the list, what to mend, and own words."""
    page = chair.go("/console/applications")
    page.get_by_role("link", name=APPLICANTS[2]).click()
    page.get_by_text("退回补正", exact=True).click()
    page.get_by_label("退回理由").select_option("data_wrong")
    page.get_by_label("所在单位").check()
    page.get_by_label("补充说明（选填）").fill("单位名称请写全称")
    chair.look("send-back")
    page.get_by_role("button", name="退回给申请人").click()
    page.get_by_text("已退回，申请人会收到通知").wait_for()


def records_one_decision_over_both(chair: Seat) -> None:
    """One decision of the committee over the two that were checked, and the draft of its minutes."""
    page = chair.go("/console/")
    page.get_by_role("link", name="记录委员会决议").click()
    for name in APPLICANTS[:2]:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("radio", name="批准入会", exact=True).check()
    page.get_by_label("会议纪要编号").fill("样例〔2026〕第 3 号")
    page.get_by_label("委员会一共几人").fill("3")
    page.get_by_label("其他出席的委员").fill("甲主席\n林样二")
    chair.look("decision")
    page.get_by_role("button", name="记录决议").click()
    page.get_by_text("决议已记录。").wait_for()
    chair.look("decided")
    assert chair.fetched("下载会议纪要草稿（PDF）").startswith(b"%PDF")


def confirms_the_roster(chair: Seat) -> None:
    """The change since the last version, one confirmation, up to the township, and a copy on paper."""
    page = chair.page
    page.get_by_role("link", name="到花名册确认").click()
    chair.look("roster")
    page.get_by_role("button", name="确认这份花名册").click()
    page.get_by_role("heading", name="第 1 版花名册").wait_for()
    chair.look("roster-version")
    page.get_by_role("button", name="上报给上级工会").click()
    page.get_by_text("花名册已上报。").wait_for()
    page.get_by_role("link", name="打印花名册（PDF）").click()
    page.get_by_label("用途").fill("盖章后报送街道工会")
    chair.look("print")
    assert chair.fetched("生成 PDF").startswith(b"%PDF")


def prints_the_poster(chair: Seat) -> None:
    """The union's code, to put up on the wall."""
    page = chair.go(f"/console/unions/{chair.stage.world.battery.id}")
    chair.look("union")
    page.get_by_role("link", name="打印入会二维码").click()
    page.get_by_role("img", name="入会二维码").wait_for()
    chair.look("poster")


def activates_a_card_in_person(chair: Seat) -> None:
    """A member without the right phone reads six digits aloud; the chair compares the document."""
    stage = chair.stage
    claim_id = claimed(stage.deployed.database, "林样二")
    settle_all(stage.deployed)
    with stage.deployed.database.reading() as session:
        code = chair_code_of(session, claim_id)
    page = chair.go("/console/claims")
    page.get_by_label("核验码").fill(code)
    page.get_by_role("button", name="查看是谁").click()
    page.get_by_role("heading", name="请对照证件原件").wait_for()
    chair.look("claim")
    page.get_by_role("button", name="都一致，确认激活").click()
    page.get_by_text("惠工卡已激活").wait_for()


def opens_an_account_for_a_handler(chair: Seat) -> None:
    """A helper of the chair's own, who may check and never decide."""
    page = chair.go("/console/handlers")
    chair.look("handlers")
    page.get_by_label("用户名").fill("sample_helper")
    page.get_by_label("姓名").fill("癸样例")
    page.get_by_label("称呼").fill("工会经办人")
    page.get_by_label("初始密码").fill("a sample of a password")
    page.get_by_role("button", name="开通", exact=True).click()
    page.get_by_role("heading", name="账号已开通").wait_for()
    chair.look("handler-hired")
