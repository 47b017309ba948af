"""axe judges every part of a page that it has not seen, and no part twice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.devices import opened
from tests.browser.looking import faults

SOUND = """<!doctype html><html lang="zh-CN"><title>样例</title><body>
<nav aria-label="样例"><ul><li><a href="/a" style="display: block; padding: 12px">样例</a></li></ul></nav>
<main><h1>样例</h1><p style="color: #000">样例</p><img src="data:," alt="样例">
<label for="one">样例</label><input id="one" style="height: 44px"><button style="height: 44px">样例</button></main>"""
# What is broken, and how it is then found.
BROKEN = (
    ("<title>样例</title>", "<title> </title>", "document-title"),
    ('lang="zh-CN"', "", "html-has-lang"),
    ('12px">样例', '12px">', "link-name"),
    ('44px">样例', '44px">', "button-name"),
    ('alt="样例"', "", "image-alt"),
    ('for="one"', 'for="two"', "label"),
    ("#000", "#ddd", "color-contrast"),
)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty phone."""
    context = opened(chromium, "phone")
    yield context.new_page()
    context.close()


def seen(page: Page, content: str) -> tuple[list[str], bool]:
    """What is wrong with a page of this content, and whether axe was asked."""
    page.goto("about:blank")
    page.set_content(content)
    return faults(page), bool(page.evaluate("'axe' in window"))


def test_axe_judges_no_part_twice_whatever_it_says(page: Page) -> None:
    assert seen(page, SOUND)[0] == []
    assert seen(page, SOUND.replace("样例", "另一个")) == ([], False)


@pytest.mark.parametrize(("sound", "broken", "fault"), BROKEN, ids=[one[2] for one in BROKEN])
def test_what_breaks_a_page_that_was_judged_is_found_each_time(
    page: Page, sound: str, broken: str, fault: str
) -> None:
    assert seen(page, SOUND)[0] == []
    for _ in range(2):
        found, asked = seen(page, SOUND.replace(sound, broken, 1))
        assert asked
        assert [one.split()[1] for one in found if one.startswith("axe")] == [fault]
