"""Rules of the mini-program's source, read as text: what a review would look for on every page, every time."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException

from service.doors.app import create_app
from service.ground.config import Settings
from service.register.deployment import deploy

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "miniprogram" / "app"
PAGES: list[str] = json.loads((APP / "app.json").read_text(encoding="utf-8"))["pages"]
VENDOR = APP / "vendor"
# What may stand in the address of a page: ids, what a code brought, and which part of a page is meant.
IN_ADDRESSES = {
    *("again", "back", "done", "field", "for", "id", "only", "q", "scene", "step", "union", "without"),
}
WEIXIN = ROOT / "miniprogram" / "weixin"
SAID = json.loads((WEIXIN / "said.json").read_text(encoding="utf-8"))
COMPONENTS = json.loads((WEIXIN / "components.json").read_text(encoding="utf-8"))["components"]
BUILT_IN = {*COMPONENTS, *SAID["markup"]["tags"]["words"]}
SOME_ID = "00000000-0000-4000-8000-000000000000"
GROUNDS = ["var(--paper)", "var(--ground)"]
MOST = 1024 * 1024


def sources(*suffixes: str) -> dict[Path, str]:
    """Our own files of these kinds, with their text."""
    return {
        path: path.read_text(encoding="utf-8")
        for path in sorted(APP.rglob("*"))
        if path.suffix in suffixes and VENDOR not in path.parents
    }


def told(path: Path) -> str:
    """A file as a fault names it."""
    return path.relative_to(APP).as_posix()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_four_files_and_follows_the_size_of_type(page: str) -> None:
    script, markup, styles, settings = (APP / f"{page}.{end}" for end in ("js", "wxml", "wxss", "json"))
    assert styles.is_file()
    assert json.loads(settings.read_text(encoding="utf-8"))["navigationBarTitleText"]
    assert markup.read_text(encoding="utf-8").startswith(
        '<page-meta root-font-size="{{rootFontSize}}" />\n<page-frame'
    )
    assert re.search(r"behaviors: \[typeSize\b", script.read_text(encoding="utf-8"))


def test_every_page_on_disk_is_a_page_of_the_app() -> None:
    assert {path.relative_to(APP).with_suffix("").as_posix() for path in APP.glob("pages/*/*.wxml")} == set(
        PAGES
    )


def test_lengths_follow_the_size_of_type() -> None:
    """Lengths in rem alone; lines of one or two pixels excepted."""
    fixed = [
        f"{told(path)}: {length}"
        for path, text in sources(".wxss", ".wxml").items()
        for length in re.findall(r"[\d.]+r?px\b", text)
        if length not in ("1px", "2px")
    ]
    assert fixed == []


def colours() -> dict[str, str]:
    """The colours of app.wxss by their names."""
    text = (APP / "app.wxss").read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def light(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, 1 to 21."""
    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#07c160", "#ffffff"), 2) == 2.38


def rules_of(text: str) -> dict[str, dict[str, str]]:
    """The rules of a style sheet: selector, then property and value."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return {
        selector.strip(): dict(re.findall(r"(?:^|;)\s*([a-z-]+):\s*([^;]+)", body.strip()))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare)
    }


def behind(selector: str, rules: dict[str, dict[str, str]]) -> list[str]:
    """What a rule's words stand on: its own background, else those of its kinds (--), else both grounds of a page."""
    own = rules[selector].get("background", "transparent")
    if own != "transparent":
        return [own]
    return [
        rule["background"]
        for name, rule in rules.items()
        if name.startswith(f"{selector}--") and "background" in rule
    ] or GROUNDS


def test_words_stand_out_from_what_is_behind_them() -> None:
    """4.5 : 1 for every rule that colours words."""
    plain = {f"var(--{name})": colour for name, colour in colours().items()}
    faults = []
    for path, text in sources(".wxss").items():
        rules = rules_of(text)
        for selector, rule in rules.items():
            for ground in behind(selector, rules) if rule.get("color", "inherit") != "inherit" else []:
                ratio = contrast(plain.get(rule["color"], rule["color"]), plain.get(ground, ground))
                if ratio < 4.5:
                    faults.append(f"{told(path)} {selector} on {ground}: {ratio:.2f}")
    assert faults == []


def test_the_phone_keeps_the_session_and_nothing_else() -> None:
    keeping = {told(path) for path, text in sources(".js").items() if re.search(r"\bwx\.\w*Storage", text)}
    assert keeping == {"api/session.js"}
    assert (
        re.findall(r"StorageSync\((\w+)", (APP / "api/session.js").read_text(encoding="utf-8")).count("KEY")
        == 3
    )


def test_no_address_of_a_page_tells_anything_about_anybody() -> None:
    strange = [
        f"{told(path)}: {name}"
        for path, text in sources(".js", ".wxml").items()
        for address in re.findall(r"/pages/[\w/-]+(\?[^\s\"']+)", text)
        for name in re.findall(r"[?&](\w+)=", address)
        if name not in IN_ADDRESSES
    ]
    assert strange == []


def asked() -> list[tuple[str, str, str]]:
    """File, method and path of every call of the service."""
    call = re.compile(r"""\b(?:ask|exchange)\(\s*"([A-Z]+)",\s*(?:"([^"]+)"|`([^`]+)`)""")
    return [
        (told(path), method, plain or re.sub(r"\$\{[^}]+\}", SOME_ID, pattern))
        for path, text in sources(".js").items()
        for method, plain, pattern in call.findall(text)
    ]


def test_every_door_that_is_asked_for_is_a_door_of_the_service(tmp_path: Path) -> None:
    rules = create_app(
        deploy(Settings(database_url=f"sqlite:///{tmp_path}/none.db", keys=f"file:{tmp_path}/key"))
    ).url_map
    closed = []
    calls = asked()
    for name, method, path in calls:
        try:
            rules.bind("").match(f"/api{path.split('?')[0]}", method)
        except HTTPException:
            closed.append(f"{name}: {method} {path}")
    assert closed == []
    assert {name for name, _, _ in calls} > {"api/mine.js", "api/cards.js", "api/session.js"}
    assert len(calls) > 25


def test_the_manual_names_the_oldest_base_library_that_the_source_is_held_to() -> None:
    manual = (ROOT / "docs" / "miniprogram.zh-CN.md").read_text(encoding="utf-8")
    assert re.findall(r"基础库最低版本设置”填 \*\*([\d.]+)\*\*", manual) == [SAID["floor"]["base"]]


def test_whatever_is_said_of_wechat_by_hand_has_its_source() -> None:
    parts = ("words", "ranges", "fails", "limits", "markup")
    lines = [entry for part in parts for entry in SAID[part].values()]
    assert len(lines) > 25
    assert [
        line for line in [*lines, SAID["floor"], SAID["privacy"]] if len(line.get("source", "")) < 15
    ] == []
    assert all(source.startswith("[D] ") for source in SAID["taps"].values())


def test_every_limit_of_wechat_is_played_by_the_harness() -> None:
    runtime = ROOT / "miniprogram" / "tests" / "harness" / "runtime"
    text = "\n".join(path.read_text(encoding="utf-8") for path in runtime.rglob("*.js"))
    asked = {name or quoted for name, quoted in re.findall(r"\blimits(?:\.(\w+)|\[\"([^\"]+)\"\])", text)}
    assert asked == set(SAID["limits"])


def test_the_manual_lists_twenty_things_to_see_on_a_real_phone() -> None:
    manual = (ROOT / "docs" / "miniprogram.zh-CN.md").read_text(encoding="utf-8")
    assert [int(one) for one in re.findall(r"^\| (\d+) \|", manual, flags=re.M)] == list(range(1, 21))


def test_every_door_of_the_service_has_a_method_that_wechats_phone_can_send(tmp_path: Path) -> None:
    """wx.request refuses PATCH before anything is sent; what it sends stands in WeChat's own typings."""
    table = json.loads((ROOT / "miniprogram" / "weixin" / "table.json").read_text(encoding="utf-8"))
    known = set(table["methods"]["request"]["option"]["method"]["words"])
    rules = create_app(
        deploy(Settings(database_url=f"sqlite:///{tmp_path}/none.db", keys=f"file:{tmp_path}/key"))
    ).url_map
    strange = {
        f"{method} {rule.rule}"
        for rule in rules.iter_rules()
        for method in (rule.methods or set()) - known
        if rule.rule.startswith("/api/")
    }
    assert len(known) == 8
    assert strange == set()


def test_only_the_doors_of_api_speak_to_the_network() -> None:
    speaking = {
        told(path)
        for path, text in sources(".js").items()
        if re.search(r"\bwx\.(request|uploadFile)\b", text)
    }
    assert speaking == {"api/wire.js"}


def test_every_page_that_the_service_names_is_there() -> None:
    named = {
        page.lstrip("/")
        for path in sorted((ROOT / "service").rglob("*.py"))
        for page in re.findall(r"\"/?(pages/[\w-]+/[\w-]+)[\"?]", path.read_text(encoding="utf-8"))
    }
    assert {"pages/home/home", "pages/join/join", "pages/staff-scan/staff-scan"} <= named <= set(PAGES)


def test_every_page_that_a_page_leads_to_is_there() -> None:
    named = {
        page
        for text in sources(".js", ".wxml", ".json").values()
        for page in re.findall(r"[\"'`]/(pages/[\w-]+/[\w-]+)[\"'`?]", text)
    }
    assert named <= set(PAGES)
    assert len(named) > 10


def test_every_module_that_is_required_is_there() -> None:
    missing = [
        f"{told(path)}: {name}"
        for path, text in sources(".js").items()
        for name in re.findall(r"\brequire\(\"([^\"]+)\"\)", text)
        if not (name.startswith(".") and (path.parent / f"{name}.js").is_file())
    ]
    assert missing == []


def test_every_file_that_ships_is_used() -> None:
    """Whatever lies in the folder is loaded on to every phone."""
    texts = sources(".js", ".json", ".wxml", ".wxss")
    parts = {*PAGES, "app", "sitemap"}
    for text in (text for path, text in texts.items() if path.suffix == ".json"):
        parts |= {place.lstrip("/") for place in json.loads(text).get("usingComponents", {}).values()}
    used = {
        told((path.parent / f"{name}.js").resolve())
        for path, text in texts.items()
        for name in re.findall(r"\brequire\(\"([^\"]+)\"\)", text)
    }
    shipped = {told(path) for path in APP.rglob("*") if path.is_file() and not path.name.endswith(".d.ts")}
    assert len(shipped) > 100
    assert {name for name in shipped - used if name.rsplit(".", 1)[0] not in parts} == set()


def test_every_component_in_use_is_declared_and_there() -> None:
    everywhere = json.loads((APP / "app.json").read_text(encoding="utf-8"))["usingComponents"]
    faults = []
    for path, text in sources(".wxml").items():
        own = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")).get("usingComponents", {})
        known = {**everywhere, **own}
        faults += [
            f"{told(path)}: {tag}"
            for tag in set(re.findall(r"<([a-z][\w-]*)", text)) - BUILT_IN
            if tag not in known or not (APP / f"{known[tag].lstrip('/')}.wxml").is_file()
        ]
    assert faults == []


def test_every_event_is_heard() -> None:
    """A name in the markup that no method has fails silently in WeChat."""
    shared = "\n".join(text for path, text in sources(".js").items() if "Behavior({" in text)
    deaf = []
    for path, text in sources(".wxml").items():
        script = path.with_suffix(".js").read_text(encoding="utf-8") + shared
        for name in set(re.findall(r"\b(?:bind|catch):?[a-z]+=\"(\w+)\"", text)):
            if not re.search(rf"^\s+(?:async )?{name}\(", script, flags=re.M):
                deaf.append(f"{told(path)}: {name}")
    assert deaf == []


def test_no_host_stands_in_the_source_but_in_its_one_place() -> None:
    naming = {told(path) for path, text in sources(".js", ".json", ".wxml", ".wxss").items() if "://" in text}
    assert naming == {"config.js"}


def test_the_package_is_half_of_what_wechat_takes_at_most() -> None:
    assert sum(path.stat().st_size for path in APP.rglob("*") if path.is_file()) < MOST


def test_what_the_types_of_the_wire_cannot_say_stops_them_instead_of_passing_for_anything() -> None:
    shape = {"type": "object", "properties": {"of_two": {"allOf": [{"type": "string"}]}}}
    described = json.dumps({"paths": {}, "components": {"schemas": {"Shape": shape}}})
    command = [shutil.which("node") or "", ROOT / "miniprogram" / "tools" / "wire.mjs", "--check"]
    ran = subprocess.run(command, input=described, capture_output=True, text=True, check=False)
    assert 'no type is known for {"allOf":[{"type":"string"}]}' in ran.stderr
    assert ran.returncode == 1
