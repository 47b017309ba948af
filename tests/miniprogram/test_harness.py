"""The harness itself, with a small mini-program of its own: what WeChat does, it does."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.deployment import Deployment
from tests.given import World
from tests.miniprogram.conftest import ROOT
from tests.miniprogram.harness import Harness, running
from tests.miniprogram.phones import Phone, Phones
from tests.platform import Platform
from tests.serving import served

SECOND = "/pages/second/second"


@pytest.fixture(scope="module")
def sample() -> Iterator[Harness]:
    """The harness with the sample mini-program."""
    with running(ROOT / "miniprogram" / "tests" / "fixture" / "app") as harness:
        yield harness


@pytest.fixture
def backend() -> str:
    """What is tested here never reaches a database; one kind is enough."""
    return "sqlite"


@pytest.fixture
def phones(
    sample: Harness, deployed: Deployment, world: World, weixin: Platform, chromium: Browser, tmp_path: Path
) -> Iterator[Phones]:
    """Phones with the sample mini-program."""
    with served(deployed) as service:
        sample.aim(service, weixin.url)
        phones = Phones(sample.url, deployed, world, weixin, chromium, tmp_path / "pictures")
        yield phones
        phones.close()


def take(phones: Phones, at: str = SECOND, **more: float) -> Phone:
    """Somebody's phone with the sample mini-program."""
    return phones.take("o-sample-one", "13912345678", at, **more)  # type: ignore[arg-type]


def answer(phone: Phone, button: str) -> dict[str, object]:
    """What a door answered to a press."""
    phone.press(button)
    shown = phone.page.locator("#answer")
    expect(shown).not_to_be_empty()
    found: dict[str, object] = json.loads(shown.inner_text())
    return found


def test_a_form_gathers_what_its_fields_hold(phones: Phones) -> None:
    phone = take(phones, "/pages/form/form")
    page = phone.page
    page.get_by_label("姓名").fill("陈样")
    expect(page.get_by_text("您好，陈样，139****5678")).to_be_visible()
    page.get_by_label("称呼").fill("小陈")
    page.get_by_label("补充").fill("一二三四五六七")
    page.get_by_label("乙").check()
    page.get_by_label("同意").check()
    page.get_by_text("开关").click()
    page.get_by_label("类别").select_option("甲")
    page.get_by_label("日期").fill("2026-11-20")
    expect(page.get_by_text("2026-11-20")).to_be_visible()
    phone.press("提交")
    assert json.loads(page.locator("#sent").inner_text()) == {
        "name": "陈样",
        "nick": "小陈",
        "more": "一二三四五",
        "kind": "b",
        "ticks": ["one"],
        "on": True,
    }
    phone.snap("form")
    assert phone.watch.faults == []
