"""What `npm run check` refuses: a call, a word or a style that WeChat's own description does not know."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.miniprogram.harness import FOLDER

CALLS = (
    ('wx.request({ url: "x", method: "PATCH" })', 'wx.request knows no method "PATCH"'),
    ('wx.request({ url: "x", method: /** @type {any} */ (one) })', "hides from the typings"),
    ('wx.request({ url: "x", metod: "GET" })', "wx.request takes no metod"),
    ('wx.request({ url: "x", ...one })', "write its options out"),
    ("wx.requestPhone()", "wx.requestPhone is not in WeChat"),
    ("wx[one]()", "hides what is called"),
    ("wx.setScreenBrightness({ value: 2 })", "knows no value 2"),
    (
        'wx.setVisualEffectOnCapture({ visualEffect: one ? "none" : "black" })',
        'knows no visualEffect "black"',
    ),
    ("wx.getDeviceBenchmarkInfo({})", "begins with 3.4.5"),
    ("wx.getSystemInfoSync()", "no longer kept up"),
    ('wx.canIUse("nothing")', "is always false"),
)
STYLES = (
    (".a { inset: 0; }", "inset: safari_ios 13 has not (since 14.5)"),
    (".a { display: flex; gap: 1rem; }", "gap in a flex box: safari_ios 13"),
    (".a { overflow-wrap: anywhere; }", "overflow-wrap: anywhere: safari_ios 13"),
    (".a { width: clamp(1rem, 2rem, 3rem); }", "clamp(): safari_ios 13"),
    (".a { height: 100dvh; }", "100dvh"),
    (".a { colour: red; }", "colour is not known"),
    (".a:focus-visible { color: red; }", ":focus-visible: safari_ios 13"),
    ("@container (min-width: 1px) { .a { color: red; } }", "@container: safari_ios 13"),
)
MARKUP = (
    ("<marquee />", "<marquee> is no component"),
    ('<view colour="red" />', "<view> takes no colour"),
    ('<view role="button" />', "<view> takes no role"),
    ('<button open-type="getPhone" />', '<button> knows no open-type "getPhone"'),
    ('<button open-type="getPhoneNumber|shareAll" />', '<button> knows no open-type "shareAll"'),
    ("<input type=\"{{one ? 'idcard' : 'phone'}}\" />", '<input> knows no type "phone"'),
    ('<input cursor-color="#000000" />', "cursor-color of <input> begins with 3.1.0"),
    ('<button form-type="submitToGroup" />', 'form-type="submitToGroup" begins with 3.7.8'),
    ("<selection />", "<selection> begins with 3.6.4"),
    ('<image bindscroll="one" />', "<image> tells of no scroll"),
    ('<act-button open-type="agree" />', '<button> knows no open-type "agree"'),
)


def ran(*command: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """A tool of the mini-program, at its place."""
    node = shutil.which("node")
    assert node is not None
    return subprocess.run(
        [node, *command], cwd=FOLDER, input=given, capture_output=True, text=True, check=False
    )


def linted(line: str) -> subprocess.CompletedProcess[str]:
    """What the linter says of one line in a page."""
    text = f"module.exports = (one) => {{\n  {line};\n  return one;\n}};\n"
    stdin = ("--stdin", "--stdin-filename", "app/pages/home/some.js")
    return ran(FOLDER / "node_modules" / "eslint" / "bin" / "eslint.js", *stdin, given=text)


@pytest.mark.parametrize(("line", "says"), CALLS)
def test_a_call_that_weixin_does_not_know_is_not_accepted(line: str, says: str) -> None:
    result = linted(line)
    assert result.returncode == 1
    assert says in result.stdout


def test_a_younger_call_is_accepted_where_it_is_asked_for_first() -> None:
    asked = 'if (wx.canIUse("getDeviceBenchmarkInfo")) wx.getDeviceBenchmarkInfo({ success: one })'
    assert linted(asked).returncode == 0


@pytest.mark.parametrize(("style", "says"), STYLES)
def test_a_style_that_the_oldest_phones_do_not_understand_is_not_accepted(
    tmp_path: Path, style: str, says: str
) -> None:
    (tmp_path / "page.wxss").write_text(style, encoding="utf-8")
    result = ran("weixin/styles.mjs", tmp_path)
    assert result.returncode == 1
    assert says in result.stderr


def test_a_style_in_the_markup_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "page.wxml").write_text('<view style="inset: {{one}}" />', encoding="utf-8")
    assert "inset" in ran("weixin/styles.mjs", tmp_path).stderr


def test_the_oldest_phones_understand_every_style_that_ships() -> None:
    assert ran("weixin/styles.mjs").returncode == 0


def marked_up(folder: Path, markup: str) -> subprocess.CompletedProcess[str]:
    """What is said of a mini-program with one line of markup, and one component that passes its open-type on."""
    files = {
        "app.json": '{"usingComponents": {"act-button": "/act-button"}}',
        "act-button.json": "{}",
        "act-button.wxml": '<button open-type="{{openType}}" bindtap="press"><slot /></button>',
        "page.json": "{}",
        "page.wxml": markup,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return ran("weixin/markup.mjs", folder)


@pytest.mark.parametrize(("markup", "says"), MARKUP)
def test_a_tag_a_property_a_word_or_an_event_that_weixin_does_not_know_is_not_accepted(
    tmp_path: Path, markup: str, says: str
) -> None:
    result = marked_up(tmp_path, markup)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [f"page.wxml:1 {says}"]


def test_markup_that_weixin_knows_is_accepted(tmp_path: Path) -> None:
    known = (
        '<block wx:if="{{one}}"><act-button open-type="getPhoneNumber" data-id="1">好</act-button></block>'
        '<view class="a" aria-role="button" catch:tap="one" hidden="{{one}}">{{one}}</view>'
    )
    result = marked_up(tmp_path, known)
    assert (result.stderr, result.returncode) == ("", 0)
    assert ran("weixin/markup.mjs").returncode == 0


def test_the_table_is_what_the_typings_say() -> None:
    assert ran("weixin/table.mjs", "--check").returncode == 0


def test_the_manual_declares_what_the_source_uses_and_nothing_else() -> None:
    assert ran("weixin/privacy.mjs").stdout.split("\t")[0] == "收集你的手机号"
    assert ran("weixin/privacy.mjs", "--check").returncode == 0
