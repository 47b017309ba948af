"""小程序用语: generated from the catalogue, and as fresh as it is."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.doors.cli.main import main
from service.doors.cli.words import FILES, HEADER, UNANSWERED
from service.ground.errors import CATALOGUE
from service.ground.setup import ROOT


def ran(*words: str) -> Result:
    """The command."""
    return CliRunner().invoke(main, ["words", *words], catch_exceptions=False)


def read(name: str) -> dict[str, dict[str, str]]:
    """A generated module as the phone reads it."""
    text = FILES[name]().removeprefix(f"{HEADER}\nmodule.exports = ").removesuffix(";\n")
    keyed = re.sub(r"^( *)([A-Za-z_]\w*):", r'\1"\2":', text, flags=re.M)
    found: dict[str, dict[str, str]] = json.loads(re.sub(r",(\s*})", r"\1", keyed))
    return found


def test_the_words_of_the_mini_program_are_those_of_the_service() -> None:
    result = ran("--check")
    assert (result.exit_code, result.output) == (0, "小程序用语已是最新。\n")


def test_every_refusal_has_its_words_and_keeps_its_blanks() -> None:
    errors = read("errors.js")
    assert errors.keys() == {*CATALOGUE, *UNANSWERED}
    assert not UNANSWERED.keys() & CATALOGUE.keys()
    for code, entry in CATALOGUE.items():
        assert errors[code] == {"message": entry.message, "next": entry.next}
    assert "{state}" in errors["CARD_NOT_ACTIVE"]["message"]


def test_the_phone_knows_what_it_has_to_say_without_an_answer() -> None:
    text = (ROOT / "miniprogram/app/api/faults.js").read_text(encoding="utf-8")
    listed = re.search(r"const UNANSWERED = \[(.*?)\];", text, flags=re.S)
    assert listed
    assert re.findall(r'"(\w+)"', listed[1]) == sorted(UNANSWERED)
    assert len({*UNANSWERED.values()}) == 9


def test_no_sentence_needs_other_quotes_than_the_file_has() -> None:
    assert not [name for name, make in FILES.items() if '\\"' in make()]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_differs_or_is_missing_is_named(tmp_path: Path, name: str) -> None:
    assert ran("--folder", str(tmp_path)).output == f"已写入 {len(FILES)} 个文件。\n"
    assert ran("--folder", str(tmp_path), "--check").exit_code == 0
    (tmp_path / name).write_text("// edited by hand\n", encoding="utf-8")
    result = ran("--folder", str(tmp_path), "--check")
    assert result.exit_code == 1
    assert [one for one in FILES if one in result.output] == [name]
    (tmp_path / name).unlink()
    assert name in ran("--folder", str(tmp_path), "--check").output
