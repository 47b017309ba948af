"""The administrator's day at a desk: open an account, give a role, hand a term over, see how the machine does."""

import pytest

from tests.browser.stage import Seat, Stage


@pytest.mark.usefixtures("at_work")
def test_administrators_day(stage: Stage) -> None:
    admin = stage.seat("admin", "desk")
    admin.look("home")
    opens_an_account(admin)
    gives_a_role(admin)
    hands_over(admin)
    admin.go("/console/system")
    admin.look("system")


def opens_an_account(admin: Seat) -> None:
    """The secret for the one-time codes is shown once."""
    page = admin.go("/console/staff")
    admin.look("staff")
    page.get_by_label("用户名", exact=True).fill("sample_new")
    page.get_by_label("姓名").fill("壬样例")
    page.get_by_label("称呼").fill("工会主席")
    page.get_by_label("初始密码").fill("a sample of a password")
    page.get_by_role("button", name="开通", exact=True).click()
    page.get_by_role("heading", name="账号已开通").wait_for()
    admin.look("hired")


def gives_a_role(admin: Seat) -> None:
    """A role at a union for a term of office."""
    page = admin.page
    page.get_by_role("link", name="下一步：授予角色").click()
    page.get_by_label("在哪个工会").select_option(label="雉城样例电池有限公司工会委员会")
    page.get_by_label("角色", exact=True).select_option("chair")
    page.get_by_role("button", name="授予", exact=True).click()
    page.get_by_text("角色已生效。").wait_for()
    admin.look("appointed")


def hands_over(admin: Seat) -> None:
    """A handler's term goes to the colleague who follows."""
    page = admin.go(f"/console/staff/{admin.stage.world.staff_id('handler_battery')}")
    page.get_by_text("结束或移交", exact=True).click()
    page.get_by_label("换届移交给").fill("sample_new")
    admin.look("hand-over")
    page.get_by_role("button", name="移交，从今天起").click()
    page.get_by_text("已移交，接任者从今天起有这个角色。").wait_for()
    admin.look("handed-over")
