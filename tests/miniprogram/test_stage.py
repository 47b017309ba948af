"""The stage: several people's phones beside each other, and a code that goes from one to another."""

import json
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.devices import opened
from tests.browser.watch import Watch
from tests.miniprogram.harness import running
from tests.miniprogram.test_harness import SAMPLE

PEOPLE = [
    {"name": "职工甲", "words": "有码的人", "who": "o-sample-first", "phone": "13900000001"},
    {"name": "商户", "words": "扫码的人", "who": "o-sample-shop", "phone": "13900000002"},
]
CODES = [{"words": "扫入会码", "text": "pages/second/second?scene=join-1"}]


def test_a_code_on_one_phone_can_be_scanned_by_another(chromium: Browser, tmp_path: Path) -> None:
    stage = tmp_path / "stage.json"
    stage.write_text(json.dumps({"people": PEOPLE, "codes": CODES, "places": []}), encoding="utf-8")
    with running(SAMPLE, "--stage", str(stage)) as harness:
        context = opened(chromium, "desk")
        watch = Watch(context, harness.url)
        page = context.new_page()
        page.goto(f"{harness.url}/stage")
        worker = page.frame_locator('[title="职工甲的手机"]')
        shop = page.frame_locator('[title="商户的手机"]')
        page.locator("section", has_text="扫码的人").get_by_role("button", name="扫入会码").click()
        expect(shop.get_by_text('{"scene":"join-1"}')).to_be_visible()
        worker.get_by_role("button", name="另一页").click()
        shop.get_by_role("button", name="扫码", exact=True).click()
        page.get_by_role("button", name="扫职工甲手机上的码").first.wait_for()
        page.locator("section", has_text="扫码的人").get_by_role("button", name="扫职工甲手机上的码").click()
        expect(shop.locator("#answer")).to_contain_text('"result":"SAMPLE-1"')
        assert watch.faults == []
        context.close()
