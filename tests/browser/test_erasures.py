"""书面删除: the chair registers at the counter, the county agrees at the desk; what is kept how long can be read."""

from sqlalchemy import select

from service.ground import clock
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.models import Erasure, ErasureStatus
from service.register.accounts.models import StaffSession
from service.register.unions.models import Union
from tests.browser.stage import Seat, Stage, prove_presence
from tests.oversight.erasures.given import former, on_paper
from tests.requests.applications.given import staff_of

PAPERS = "本人书面申请一份，与身份证原件核对一致，原件存工会"


def given(stage: Stage) -> None:
    """One who left today; another one whose paper is with the county already."""
    with stage.deployed.database.writing() as session:
        union = session.get_one(Union, stage.world.battery.id)
        former(session, union, "离样例", 811)
        on_paper(session, staff_of(session, stage.world, "chair_battery"), union, "别样例", 812)


def some_minutes_later(stage: Stage) -> None:
    """Whoever sat down has been at it for longer than a code counts."""
    with stage.deployed.database.writing() as session:
        for one in session.scalars(select(StaffSession)):
            one.stepped_up_at = None


def proves(seat: Seat) -> None:
    """The step asks for a fresh code, and leads back to where it was asked."""
    seat.page.get_by_role("link", name="输入动态码后继续").click()
    seat.snap("step-up")
    prove_presence(seat)


def registers(chair: Seat) -> None:
    """From the list of members to the paper; two words about it are too few, and stay in the field."""
    page = chair.go("/console/members")
    page.get_by_role("link", name="会籍已经结束的").tap()
    page.get_by_role("link", name="离**").wait_for()
    chair.look("former-members")
    page.get_by_role("link", name="离**").tap()
    page.get_by_role("heading", name="删除个人信息").wait_for()
    chair.look("member")
    page.get_by_role("link", name="登记书面删除申请").tap()
    chair.snap("before-the-code")
    proves(chair)
    page.get_by_label("本人书面申请", exact=True).check()
    page.get_by_label("看过哪些材料").fill("看过")
    page.get_by_role("button", name="登记，报县总工会核准").tap()
    page.locator("#e-words", has_text="十个字以上").wait_for()
    chair.look("too-short")
    assert page.get_by_label("本人书面申请", exact=True).is_checked()
    assert page.get_by_label("看过哪些材料").input_value() == "看过"
    page.get_by_label("看过哪些材料").fill(PAPERS)
    page.get_by_role("button", name="登记，报县总工会核准").tap()
    page.get_by_text("已登记，报县总工会核准").wait_for()
    chair.look("registered")


def agrees_and_refuses(county: Seat) -> None:
    """One is agreed to, of the other the reason why not is written down."""
    page = county.go("/console/erasures")
    county.look("waiting")
    page.get_by_role("link", name="离**").click()
    proves(county)
    county.look("to-agree")
    page.get_by_role("button", name="核准删除").click()
    page.get_by_text("已核准，到期系统自动删除。").wait_for()
    county.snap("agreed")
    page = county.go("/console/")
    county.snap("home")
    page.get_by_role("link", name="核准一份书面的删除申请").click()
    page.get_by_text("不核准", exact=True).first.click()
    page.get_by_label("为什么不核准").fill("书面申请没有本人签名")
    page.get_by_role("button", name="不核准").click()
    page.get_by_text("书面申请没有本人签名").wait_for()
    county.look("refused")


def the_days_pass(stage: Stage) -> None:
    """What was agreed to is due, and the worker comes by."""
    with stage.deployed.database.writing() as session:
        asked = session.scalars(select(Erasure).where(Erasure.status == ErasureStatus.ASKED)).one()
        asked.due_at = clock.now()
    assert erase_due(stage.deployed) is True


def test_a_paper_goes_from_the_chair_to_the_county_and_is_carried_out(stage: Stage) -> None:
    """个人信息保护法 第四十七、五十条; how long what is kept stands beside it (第十九条)."""
    given(stage)
    chair, county = stage.seat("chair_battery", "phone"), stage.seat("county", "desk")
    some_minutes_later(stage)
    registers(chair)
    agrees_and_refuses(county)
    the_days_pass(stage)
    for seat in (chair, county):
        page = seat.go("/console/erasures")
        page.get_by_text("现在没有等待删除的。").wait_for()
        page.get_by_role("link", name="看已经办完的").click()
        page.get_by_role("link", name="别**").wait_for()
        assert page.get_by_role("link", name="离**").count() == 0
        seat.look("ended")
        page.locator("tbody").get_by_role("link", name="已删除").click()
        page.get_by_role("heading", name="个人信息已删除").wait_for()
        seat.snap("carried-out")
    county.go("/console/retention")
    page.get_by_role("heading", name="个人信息保存期限一览").wait_for()
    county.look("retention")
