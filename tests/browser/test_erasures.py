"""书面删除: the chair registers at the counter, the county agrees at the desk; what is kept how long can be read."""

from sqlalchemy import select

from service.erasures.models import Erasure, ErasureStatus
from service.unions.models import Union
from tests.browser.stage import Stage, prove_presence
from tests.erasures.given import former


def test_a_paper_goes_from_the_chair_to_the_county(stage: Stage) -> None:
    """个人信息保护法 第四十七、五十条."""
    with stage.deployed.database.writing() as session:
        former(session, session.get_one(Union, stage.world.battery.id), "离样例", 811)
    chair = stage.seat("chair_battery", "phone")
    page = chair.go("/console/members")
    page.get_by_role("link", name="会籍已经结束的").tap()
    page.get_by_role("link", name="离**").tap()
    page.get_by_role("heading", name="删除个人信息").wait_for()
    chair.look("member")
    page.get_by_role("link", name="登记书面删除申请").tap()
    if page.get_by_role("link", name="输入动态码后继续").count():
        page.get_by_role("link", name="输入动态码后继续").tap()
        prove_presence(chair)
    page.get_by_label("本人书面申请").check()
    page.get_by_label("看过哪些材料").fill("看过")
    page.get_by_role("button", name="登记，报县总工会核准").tap()
    page.get_by_text("十个字以上").first.wait_for()
    chair.look("too-short")
    page.get_by_label("看过哪些材料").fill("本人书面申请一份，与身份证原件核对一致，原件存工会")
    page.get_by_role("button", name="登记，报县总工会核准").tap()
    page.get_by_text("已登记，报县总工会核准").wait_for()
    chair.look("registered")

    county = stage.seat("county", "desk")
    page = county.go("/console/")
    page.get_by_role("link", name="核准一份书面的删除申请").click()
    if page.get_by_role("link", name="输入动态码后继续").count():
        page.get_by_role("link", name="输入动态码后继续").click()
        prove_presence(county)
    county.look("to-agree")
    page.get_by_role("button", name="核准删除").click()
    page.get_by_text("已核准，到期系统自动删除。").wait_for()
    county.look("agreed")
    county.go("/console/retention")
    county.look("retention")
    with stage.deployed.database.reading() as session:
        assert session.scalars(select(Erasure.status)).one() is ErasureStatus.ASKED
