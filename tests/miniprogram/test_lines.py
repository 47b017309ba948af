"""断线: what went wrong between the phone and the service is told apart, in words that say what to do now."""

import pytest

from tests.miniprogram.joining import JOIN, scene_of
from tests.miniprogram.phones import Phones

# As weixin/said.json of the mini-program calls it; what the page says; whether trying again is offered.
LINES = (
    ("no network", "现在没有网络。", True),
    ("broken line", "现在连不上工会的服务器", True),
    ("timeout", "网络太慢，没有等到回应。", True),
    ("interrupted", "您离开了小程序一会儿", True),
    ("too many", "这一件没有排上", True),
    ("certificate", "安全证书没有通过检查", True),
    ("certificate as Android's Chromium says it", "安全证书没有通过检查", True),
    ("certificate as iOS says it", "安全证书没有通过检查", True),
    ("not in the domain list", "小程序还没有获准连接工会的服务器", False),
    ("wrong method", "小程序这一步出了错", False),
)


@pytest.fixture
def backend() -> str:
    """Nothing here depends on the database."""
    return "sqlite"


def test_every_way_in_which_a_line_breaks_has_words_of_its_own(phones: Phones) -> None:
    worker = phones.take("o-line", at=f"{JOIN}?scene={scene_of(phones, phones.world.battery)}", scale=1.75)
    worker.page.get_by_role("button", name="申请加入").wait_for()
    for name, words, again in LINES:
        worker.break_line(name)
        worker.press("申请加入")
        problem = worker.page.locator("#problem")
        problem.get_by_text(words).wait_for()
        assert problem.get_by_role("button", name="重试").count() == int(again), name
        worker.look(f"line-{name.split()[0]}")
        worker.break_line("")
        if again:
            worker.press("重试")
        else:
            worker.press("申请加入")
        worker.page.get_by_text("敏感个人信息处理告知书").wait_for()
        worker.open(f"{JOIN}?scene={scene_of(phones, phones.world.battery)}")
        worker.page.get_by_role("button", name="申请加入").wait_for()
