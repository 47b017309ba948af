"""By keyboard alone: sign in, check an application, record a decision. What has the focus is always seen."""

import pytest
from playwright.sync_api import Page

from tests.browser.stage import Seat, Stage
from tests.browser.test_chair import applied
from tests.given import PASSWORD

# The element that has the focus: whether one sees that it has it, and its place in the order of the document.
_FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  // The calendar's button inside a date is the browser's own, with the browser's own ring.
  const inside = one.type === 'date' && !one.matches(':focus');
  const ring = inside || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  return {
    place: [...document.querySelectorAll('*')].indexOf(one),
    seen: (ring || style.boxShadow !== 'none') && box.width > 1 && box.height > 1 && box.right > 0,
    body: one === document.body,
  };
}"""


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the element has the focus; on the way everything is seen, in the order of the page."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    before = -1
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert not focused["body"], f"the keyboard never reaches {role} {name}"
        assert focused["seen"], page.evaluate("() => document.activeElement.outerHTML.slice(0, 60)")
        # A date is one field of three steps.
        assert focused["place"] >= before, "the order of the keyboard is not that of the page"
        before = focused["place"]
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reaches {role} {name}")


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Go to an element and use it."""
    tab_to(page, role, name)
    page.keyboard.press(key)


def typed(page: Page, name: str, text: str) -> None:
    """Go to a field and fill it in."""
    tab_to(page, "textbox", name)
    page.keyboard.type(text)


def signed_in_by_keyboard(stage: Stage, login: str) -> Seat:
    """The skip link first, then three fields and a button."""
    seat = stage.seat(device="desk")
    seat.login, page = login, seat.go("/console/")
    press(page, "link", "跳到正文")
    assert page.url.endswith("#main")
    typed(page, "用户名", login)
    typed(page, "密码", PASSWORD)
    typed(page, "动态码", stage.code(login))
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")
    return seat


@pytest.mark.usefixtures("at_work")
def test_keyboard_alone_suffices(stage: Stage) -> None:
    applied(stage, ("新样甲",))
    seat = signed_in_by_keyboard(stage, "chair_battery")
    page = seat.page
    press(page, "link", "初审新样甲的入会申请")
    page.get_by_role("heading", name="新样甲的入会申请").wait_for()
    press(page, "button", "初审通过")
    page.get_by_text("初审已通过").wait_for()
    press(page, "link", "记录委员会决议")
    page.get_by_role("heading", name="记录委员会决议").wait_for()
    tick(page)
    typed(page, "会议纪要编号", "样例〔2026〕第 3 号")
    tab_to(page, "spinbutton", "委员会一共几人")
    page.keyboard.type("3")
    typed(page, "其他出席的委员（名单里没有的）", "甲主席\n林样二")
    press(page, "button", "记录决议")
    page.get_by_text("决议已记录。").wait_for()
    seat.snap("decided-by-keyboard")


def tick(page: Page) -> None:
    """The applicant by Space, the outcome by the arrows."""
    name = page.get_by_role("checkbox").first.evaluate("one => one.labels[0].innerText")
    press(page, "checkbox", " ".join(name.split()), "Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("radio", name="批准入会", exact=True).is_checked()
