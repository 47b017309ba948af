"""What comes from others is what the list says: the version of package.json, unchanged, with its licence, from no other host."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "scripts" / "vendor"
LICENSED = ("service/static/vendor", "tests/browser/vendor")
# One small file with its licence at its head: a folder of licences would be shipped to every phone.
PHONE = "miniprogram/app/vendor"
PLACES = (*LICENSED, PHONE)


def listed(place: str) -> list[dict[str, str]]:
    """The list that the script wrote beside the copies; that of the phone stands outside of what is shipped to it."""
    path = ROOT / ("miniprogram" if place == PHONE else place) / "vendored.json"
    entries: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


@pytest.mark.parametrize("place", PLACES)
def test_every_copy_is_the_listed_file_unchanged(place: str) -> None:
    present = {path.name: path for path in (ROOT / place).iterdir() if path.suffix in (".js", ".css")}
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()}
    assert sums == {entry["file"]: entry["sha256"] for entry in listed(place)}


def test_copying_anew_leaves_the_types_that_are_written_by_hand(tmp_path: Path) -> None:
    script = shutil.copytree(
        VENDOR, tmp_path / "scripts" / "vendor", ignore=shutil.ignore_patterns("node_modules")
    )
    for place in PLACES:
        shutil.copytree(ROOT / place, tmp_path / place)
        (tmp_path / place / "copied_before.js").touch()
    copy = script / "copy.js"
    taken = re.findall(r'\["([\w.-]+)", (null|"[^"]*")((?:, "[^"]*")*)\]', copy.read_text(encoding="utf-8"))
    assert len(taken) > 5
    for name, file, others in taken:
        home = script / "node_modules" / name
        for source in (*re.findall(r'"([^"]+)"', file + others), "package.json"):
            (home / source).parent.mkdir(parents=True, exist_ok=True)
            (home / source).write_text('{"version": "1.0.0"}', encoding="utf-8")
    subprocess.run([shutil.which("node") or "", str(copy)], check=True)
    types = "qrcode.d.ts"
    assert sorted(path.name for path in (tmp_path / PHONE).iterdir()) == [types, "qrcode.js"]
    assert (tmp_path / PHONE / types).read_bytes() == (ROOT / PHONE / types).read_bytes()


def test_names_and_versions_are_those_of_the_package_file() -> None:
    wanted = json.loads((VENDOR / "package.json").read_text(encoding="utf-8"))
    pages, tests, phone = (
        {entry["package"]: entry["version"] for entry in listed(place)} for place in PLACES
    )
    assert (pages | phone, tests) == (wanted["dependencies"], wanted["devDependencies"])


def test_the_lock_holds_each_package_to_its_checksum_and_names_no_registry() -> None:
    packages = json.loads((VENDOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    held = {name for name, package in packages.items() if package.get("integrity", "").startswith("sha512-")}
    assert held == set(packages) - {""}
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.parametrize("place", LICENSED)
def test_every_copy_has_its_licence_beside_it(place: str) -> None:
    licences = {path.name for path in (ROOT / place / "licences").iterdir()}
    assert {f"{entry['package']}-LICENSE.txt" for entry in listed(place)} <= licences


def test_what_is_shipped_to_phones_says_its_licence_itself_and_is_small() -> None:
    for entry in listed(PHONE):
        text = (ROOT / PHONE / entry["file"]).read_text(encoding="utf-8")
        assert "MIT license" in text[:600]
        assert len(text) < 60_000


def test_no_style_of_ours_or_theirs_fetches_anything_or_needs_a_new_browser() -> None:
    for sheet in (ROOT / "service").rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not [address for address in re.findall(r"url\(([^)]*)\)", text) if "data:" not in address]
        assert not re.search(r"color-mix|@import|oklch|sourceMappingURL", text), sheet.name
