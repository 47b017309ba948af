"""The harness itself, with a small mini-program of its own: what WeChat does, it does."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.register.deployment import Deployment
from tests.given import World
from tests.miniprogram.conftest import ROOT
from tests.miniprogram.harness import Harness, running
from tests.miniprogram.phones import Phone, Phones
from tests.platform import Platform
from tests.serving import served

SAMPLE = ROOT / "miniprogram" / "tests" / "fixture" / "app"
SECOND = "/pages/second/second"


@pytest.fixture(scope="module")
def sample() -> Iterator[Harness]:
    """The harness with the sample mini-program."""
    with running(SAMPLE) as harness:
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


def take(phones: Phones, at: str = SECOND, **more: float | str) -> Phone:
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


def test_a_page_lives_as_long_as_it_can_come_back(phones: Phones) -> None:
    phone = take(phones, "/pages/form/form?scene=a%3D1")
    page = phone.page
    expect(page.get_by_text('load {"scene":"a%3D1"};show;ready;')).to_be_visible()
    page.get_by_role("link", name="去第二页").click()
    expect(page.get_by_text('{"id":"7","words":"%E5%A5%BD"}')).to_be_visible()
    assert page.title() == "第二页"
    page.get_by_role("button", name="返回").click()
    expect(page.get_by_text("ready;hide;show;")).to_be_visible()
    page.get_by_role("button", name="另一页").click()
    expect(page.get_by_text("第 1 次来")).to_be_visible()
    assert phone.code == "SAMPLE-1"
    page.get_by_role("button", name="表单", exact=True).click()
    expect(page.get_by_text("hide;show;hide;show;")).to_be_visible()
    phone.put_away()
    phone.take_out()
    page.get_by_role("button", name="下拉刷新").click()
    expect(page.get_by_text("下拉 1")).to_be_visible()
    assert page.evaluate("getApp().told") == ["launch 1047", "show", "hide", "show"]
    assert phone.watch.faults == []


def test_styles_stay_where_weixin_keeps_them(phones: Phones) -> None:
    phone = take(phones, "/pages/tab/tab", width=320)
    widths = "() => ['#narrow', '#broad'].map(one => document.querySelector(one).offsetWidth)"
    assert phone.page.evaluate(widths) == [184, 320]
    # Inside the component its own styles and not the page's; outside the page's and not the component's.
    drawn = "one => [getComputedStyle(one).color, getComputedStyle(one).borderTopWidth]"
    inside, outside = phone.page.get_by_role("status"), phone.page.get_by_text("墙外")
    assert inside.evaluate(drawn) == ["rgb(34, 34, 34)", "1px"]
    assert outside.evaluate(drawn) == ["rgb(34, 34, 34)", "0px"]
    phone.open("/pages/form/form")
    half = "() => [...document.querySelectorAll('.half')].map(one => one.offsetWidth)"
    assert phone.page.evaluate(half) == [160]


def test_larger_type_is_what_weixin_says(phones: Phones) -> None:
    phone = take(phones, "/pages/form/form", scale=1.5)
    expect(phone.page.get_by_role("heading", name="样例表单")).to_have_css("font-size", "36px")


def test_a_finger_draws_on_a_canvas(phones: Phones) -> None:
    phone = take(phones, "/pages/form/form")
    pad = phone.page.get_by_label("签名").bounding_box()
    assert pad is not None
    mouse = phone.page.mouse
    mouse.move(pad["x"] + 20, pad["y"] + 20)
    mouse.down()
    mouse.move(pad["x"] + 120, pad["y"] + 90, steps=4)
    mouse.up()
    expect(phone.page.locator("#drawn")).to_have_text("iVBORw0KGgo")
    ink = "() => { const one = document.querySelector('#pad'); return one.getContext('2d').getImageData(70, 55, 3, 3).data.some(x => x) }"
    assert phone.page.evaluate(ink)


def test_weixins_own_windows_are_dialogs(phones: Phones) -> None:
    phone = take(phones)
    page = phone.page
    phone.press("问一问")
    window = page.get_by_role("dialog", name="要继续吗")
    expect(window.get_by_role("button", name="继续")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#answer")).to_contain_text('"confirm":false')
    phone.press("问一问")
    phone.allow("继续")
    expect(page.locator("#answer")).to_contain_text('"confirm":true')
    phone.press("选一个")
    phone.allow("第二个")
    expect(page.locator("#answer")).to_have_text('{"errMsg":"showActionSheet:ok","tapIndex":1}')


def test_the_phone_can_be_read_and_told(phones: Phones) -> None:
    phone = take(phones)
    assert answer(phone, "调亮") == {"errMsg": "setScreenBrightness:ok"}
    assert phone.state["brightness"] == 1
    phone.scan("https://sample.example.gov.cn/v/1")
    phone.press("扫码")
    expect(phone.page.locator("#answer")).to_contain_text("/v/1")
    phone.scan("pages/join/join?scene=x1")
    phone.press("扫码")
    expect(phone.page.locator("#answer")).to_contain_text('"scanType":"WX_CODE"')


def test_personal_data_waits_for_the_privacy_agreement(phones: Phones) -> None:
    phone = take(phones)
    page = phone.page
    phone.press("复制")
    phone.allow("拒绝")
    expect(page.locator("#answer")).to_contain_text(
        "setClipboardData:fail privacy permission is not authorized"
    )
    phone.press("自己问隐私")
    phone.press("用微信手机号")
    phone.press("不同意")
    expect(page.locator("#number")).to_contain_text("getPhoneNumber:fail privacy permission")
    phone.press("用微信手机号")
    phone.press("同意隐私指引")
    phone.allow()
    expect(page.locator("#number")).to_contain_text('"code":"')
    number = json.loads(page.locator("#number").inner_text())
    assert phones.weixin.calls() == {}
    assert number["errMsg"] == "getPhoneNumber:ok"
    phone.open(SECOND)
    phone.press("用微信手机号")
    phone.allow("不允许")
    expect(page.locator("#number")).to_contain_text("getPhoneNumber:fail user deny")


def test_messages_are_asked_for_out_of_a_tap_only(phones: Phones) -> None:
    phone = take(phones)
    page = phone.page
    assert "TAP gesture" in str(answer(phone, "过后再提醒")["errMsg"])
    phone.press("提醒我")
    page.get_by_label("消息 t2").uncheck()
    page.get_by_label("总是保持以上选择").check()
    phone.allow()
    expected = '{"errMsg":"requestSubscribeMessage:ok","t1":"accept","t2":"reject"}'
    expect(page.locator("#answer")).to_have_text(expected)
    phone.open(SECOND)
    phone.press("提醒我")
    expect(page.locator("#answer")).to_have_text(expected)
    granted = phones.weixin.look("grants")
    assert granted == [{"openid": "o-sample-one", "template_id": "t1", "count": 2}]


def test_requests_go_to_the_service_alone(phones: Phones) -> None:
    phone = take(phones)
    page = phone.page
    assert answer(phone, "去别的地方")["errMsg"] == "request:fail url not in domain list"
    phone.press("问服务")
    expect(page.locator("#answer")).to_contain_text('"statusCode":')
    phone.press("登录")
    expect(page.locator("#answer")).to_contain_text('"errMsg":"login:ok"')
    phone.lose_network()
    phone.press("问服务")
    expect(page.locator("#answer")).to_contain_text("request:fail errcode:-106")
    phone.lose_network(False)


def test_what_weixin_has_not_is_not_there(phones: Phones) -> None:
    phone = take(phones)
    phone.press("看看有什么")
    expect(phone.page.locator("#answer")).to_have_text("undefined,undefined,undefined,undefined")
    phone.press("没有的接口")
    expect(phone.page.locator("#answer")).to_be_visible()
    phone.press("过后出错")
    phone.press("看看有什么")
    said = "\n".join(phone.watch.faults)
    assert "wx.openBluetoothAdapter is not stubbed" in said
    assert "thrown later" in said


def said_of(phone: Phone, name: str, options: str) -> object:
    """What a door of wx answers a call, whether success or fail; or what it throws."""
    call = f"""() => new Promise(answer => {{
        try {{ wx.{name}({{ success: answer, fail: answer, ...{options} }}); }} catch (error) {{ answer(error.message); }}
    }})"""
    answered = phone.page.evaluate(call)
    return answered["errMsg"] if isinstance(answered, dict) else answered


HERE = "url: 'https://sample.example.gov.cn/api/consents'"
REFUSED = (
    ("request", f"{{ {HERE}, method: 'PATCH' }}", "request:fail method is invalid"),
    ("request", f"{{ {HERE}, method: 'get' }}", "request:fail method is invalid"),
    ("request", f"{{ {HERE}, metod: 'GET' }}", "wx.request takes no metod"),
    ("request", "{}", "parameter error: parameter.url should be String instead of Undefined;"),
    ("setKeepScreenOn", "{ keepScreenOn: 1 }", "parameter.keepScreenOn should be Boolean instead of Number;"),
    ("showToast", "{ title: '好', icon: 'warn' }", 'wx.showToast knows no icon "warn"'),
    ("scanCode", "{ scanType: ['barCode', 'face'] }", "wx.scanCode knows no scanType"),
    ("setVisualEffectOnCapture", "{ visualEffect: 'black' }", "knows no visualEffect"),
    ("setScreenBrightness", "{ value: 2 }", "wx.setScreenBrightness knows no value 2"),
    ("requestPhoneNumber", "{}", "wx.requestPhoneNumber is not in WeChat (miniprogram-api-typings"),
    ("getLocation", "{}", "wx.getLocation is not stubbed"),
)


@pytest.mark.parametrize(("name", "options", "says"), REFUSED)
def test_what_weixins_own_description_does_not_allow_is_refused(
    phones: Phones, name: str, options: str, says: str
) -> None:
    assert says in str(said_of(take(phones), name, options))


def test_ten_requests_at_once_are_the_most(phones: Phones) -> None:
    phone = take(phones)
    phone.page.route("**/api/consents", lambda route: None)
    eleven = f"""() => new Promise(answer => {{
        for (let i = 0; i < 11; i += 1) wx.request({{ {HERE}, fail: answer }});
    }})"""
    assert phone.page.evaluate(eleven) == {"errno": 600007, "errMsg": "request:fail exceed max task count"}


def test_five_sockets_at_once_are_the_most(phones: Phones) -> None:
    phone = take(phones)
    url = "url: 'wss://sample.example.gov.cn/'"
    six = f"""() => new Promise(answer => {{
        const told = [];
        const note = ({{ errMsg }}) => {{ told.push(errMsg); if (told.length === 7) answer(told); }};
        const open = () => wx.connectSocket({{ {url}, complete: note }});
        const [first] = Array.from({{ length: 6 }}, open);
        first.onClose(open);
        setTimeout(() => first.close({{}}));
    }})"""
    opened = "connectSocket:ok"
    assert phone.page.evaluate(six) == [
        *[opened] * 5,
        "connectSocket:fail exceed max task count",
        opened,
    ]


def test_five_seconds_after_the_mini_program_went_to_the_back_its_requests_are_interrupted(
    phones: Phones,
) -> None:
    phone = take(phones)
    phone.page.route("**/api/consents", lambda route: None)
    cut = {"errno": 600003, "errMsg": "request:fail interrupted"}
    waits = f"() => new Promise(answer => {{ wx.request({{ {HERE}, fail: answer }}); harness.hide(); }})"
    assert phone.page.evaluate(waits) == cut
    later = f"() => new Promise(answer => wx.request({{ {HERE}, fail: answer }}))"
    assert phone.page.evaluate(later) == cut
    phone.take_out()
    phone.page.unroute_all()
    assert said_of(phone, "request", f"{{ {HERE} }}") == "request:ok"


def test_what_is_too_large_or_too_deep_is_refused(phones: Phones) -> None:
    phone = take(phones)
    # Three bytes each: the browser itself counts letters, and holds fewer.
    mega = "'字'.repeat(349_000)"
    tried = """call => { try { return call() ?? "" } catch (error) { return error.message } }"""
    assert "entry size" in phone.page.evaluate(
        f"() => ({tried})(() => wx.setStorageSync('big', {mega} + {mega}))"
    )
    full = f"for (let i = 0; i < 11; i += 1) wx.setStorageSync(`k${{i}}`, {mega})"
    assert "exceed storage max size" in phone.page.evaluate(f"() => ({tried})(() => {{ {full} }})")
    phone.page.evaluate("wx.clearStorageSync()")
    fill = "getCurrentPages()[0].setData({ late: 'x'.repeat(%s) })"
    assert "bytes are too many" in phone.page.evaluate(f"() => ({tried})(() => {fill % 1_100_000})")
    phone.page.evaluate(fill % 300_000)
    assert "WeChat warns of" in "\n".join(phone.watch.faults)
    deep = (
        f"Promise.all([...Array(10)].map(() => wx.navigateTo({{ url: '{SECOND}' }}))).catch(no => no.errMsg)"
    )
    assert phone.page.evaluate(deep) == "navigateTo:fail webview count limit exceed"


def test_no_code_holds_a_scene_of_more_than_32_characters(phones: Phones) -> None:
    phone = take(phones, f"{SECOND}?scene={'a' * 33}")
    assert "more than 32 characters" in "\n".join(phone.watch.faults)


def test_an_older_weixin_has_not_what_came_later(phones: Phones) -> None:
    here = "() => [typeof wx.getPrivacySetting, wx.canIUse('getPrivacySetting'), wx.canIUse('request.object.method.PATCH')]"
    assert take(phones).page.evaluate(here) == ["function", True, False]
    assert take(phones, base="2.32.2").page.evaluate(here) == ["undefined", False, False]


WRONG = {
    "<marquee>走</marquee>": "<marquee> is neither",
    '<view colour="red">红</view>': '"colour" is not a valid property',
    '<button open-type="share">转发</button>': "open-type share is not stubbed",
    '<button open-type="shareAll">转发</button>': "<button> knows no open-type shareAll",
    '<input type="colour" />': "<input> knows no type colour",
    '<picker mode="region"></picker>': "picker mode region is not stubbed",
    '<view role="alert">错</view>': '"role" is not a valid property',
    '<note subject="x" />': '"subject" is not a valid property',
}


def test_what_the_harness_does_not_know_is_an_error(tmp_path: Path, chromium: Browser) -> None:
    app = tmp_path / "app"
    shutil.copytree(SAMPLE, app)
    faults: list[str] = []
    with running(app, "--watch") as harness:
        page = chromium.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        for wrong, said in WRONG.items():
            (app / "pages" / "tab" / "tab.wxml").write_text(wrong, encoding="utf-8")
            faults.clear()
            page.goto("about:blank")
            page.goto(f"{harness.url}/#/pages/tab/tab")
            assert [one for one in faults if said in one], (wrong, faults)
        page.close()


def test_what_weixin_would_not_take_is_not_built(tmp_path: Path) -> None:
    cases = {
        "pages/tab/tab.wxml": ("<view>{{ one( }}</view>", "pages/tab/tab.wxml line 1"),
        "components/note/note.wxss": ("text { color: red; }", "may not select by tag"),
        "components/note/note.json": ("{}", 'does not say "component": true'),
    }
    for number, (file, (wrong, said)) in enumerate(cases.items()):
        app = tmp_path / str(number)
        shutil.copytree(SAMPLE, app)
        (app / file).write_text(wrong, encoding="utf-8")
        with pytest.raises(pytest.fail.Exception, match=re.escape(said)), running(app):
            pass
