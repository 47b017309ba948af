"""The zoo of hostile uploads: each is refused before it is opened, or by the process that reads it."""

import select
import socket
import subprocess
import sys
import tempfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from service.rolls.imports import archive
from service.rolls.imports.archive import AT_ONCE_UNPACKED, CHUNK, FileRefused, judge_file, judge_name
from service.rolls.imports.reader import read_cells
from tests.rolls.imports.hostile import CANARY, PARTS, book, late, told_at_length, written, zoo
from tests.rolls.imports.zipped import Entry

ROOT = Path(__file__).parents[3]
LET_THROUGH = "let through"
BEFORE_OPENING = {
    "文件是空的。",
    "文件超过 5 MB。",
    "文件已经损坏。",
    "文件有密码。",
    "文件里有宏。",
    "文件里有不允许的内容。",
    "文件内部结构不正常。",
    "文件解开后太大。",
    "内容太多，请删去图片，或者分成几个文件。",
    "这不是 Excel 表格。",
    "这不是 Excel 表格，或者已经损坏。",
    "这不是 Excel 表格。请用 Excel 打开，另存为 .xlsx 再上传。",
}
ON_READING = {
    "CSV 的格式不对。",
    "文件已经损坏。",
    "文件里有不允许的内容。",
    "文字编码认不出来。",
    "表格超过 20000 行。",
    "表格超过 60 列。",
}


@pytest.fixture
def animals() -> dict[str, bytes]:
    """The zoo."""
    return zoo()


def verdict(data: bytes) -> str:
    """The reason for which a file is not opened."""
    try:
        judge_file(data)
    except FileRefused as refused:
        return str(refused)
    return LET_THROUGH


class CountingEngine:
    """zlib's inflater, counting what it gives."""

    given = 0

    def __init__(self, wbits: int) -> None:
        self._engine = zlib.decompressobj(wbits)

    def decompress(self, data: bytes, limit: int) -> bytes:
        """As zlib's."""
        chunk = self._engine.decompress(data, limit)
        CountingEngine.given += len(chunk)
        return chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


class CountingZlib:
    """The zlib module with that inflater."""

    decompressobj = CountingEngine

    def __getattr__(self, name: str) -> Any:
        return getattr(zlib, name)


def test_every_animal_of_the_zoo_is_refused_before_it_is_opened(animals: dict[str, bytes]) -> None:
    verdicts = {name: verdict(data) for name, data in animals.items()}
    assert [name for name, reason in verdicts.items() if reason == LET_THROUGH] == []
    assert set(verdicts.values()) == BEFORE_OPENING  # whole sentences of ours: nothing of the file in them


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("zip bombs", "bomb in the sheet; zip in zip; bzip2 bomb; LZMA bomb; members that overlap"),
        (
            "lying headers",
            "size said to be 1000; packed size of nothing; name differs in the member's own header",
        ),
        ("entities", "DOCTYPE in xl/workbook.xml; DOCTYPE in UTF-16; DOCTYPE behind comments"),
        ("macros", "xlsm; xlsm without its macros; sheet of Excel 4 macros; xls with macros"),
        (
            "polyglots",
            "PDF with a workbook behind; EXE with a workbook behind; second archive in the comment",
        ),
        ("encrypted", "encrypted workbook; encrypted flag; strong encryption flag"),
        ("65k members", "65,536 members; 62,000 members said to be one"),
        ("climbing names", "absolute name; name that climbs; symbolic link"),
    ],
)
def test_every_kind_that_was_asked_for_has_its_animals(
    animals: dict[str, bytes], kind: str, names: str
) -> None:
    assert {verdict(animals[name]) for name in names.split("; ")} <= BEFORE_OPENING, kind


def test_a_workbook_locked_with_a_password_is_refused_for_that() -> None:
    locked = BytesIO()
    OOXMLFile(BytesIO(book())).encrypt("sample-password-2026", locked)
    assert verdict(locked.getvalue()) == "文件有密码。"


def test_the_zoo_is_large_deterministic_and_small_to_send(animals: dict[str, bytes]) -> None:
    assert len(animals) >= 40
    assert max(map(len, animals.values())) <= 6 * 2**20
    assert any(CANARY.encode() in data for data in animals.values())
    assert zoo.__wrapped__() == animals


def test_nothing_is_inflated_beyond_what_is_inflated_at_once(
    animals: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "zlib", CountingZlib())
    inflated = {}
    for name, data in animals.items():
        CountingEngine.given = 0
        verdict(data)
        inflated[name] = CountingEngine.given
    assert [name for name, size in inflated.items() if size > AT_ONCE_UNPACKED + CHUNK] == []
    assert inflated["bomb in the sheet"] == 0  # refused by its own account
    assert inflated["size and checksum of the first 1000 bytes"] <= 2 * CHUNK  # caught at the first lie
    assert (
        inflated["spoilt, as much as is inflated at once"] >= AT_ONCE_UNPACKED - CHUNK
    )  # the counter counts


def test_what_is_large_is_not_inflated_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "zlib", CountingZlib())
    large = [data for name, data in late().items() if "spoilt" in name or "large" in name or "said" in name]
    assert len(large) == 6
    CountingEngine.given = 0
    assert {verdict(data) for data in large} == {LET_THROUGH}
    assert CountingEngine.given == 0


def test_what_the_container_does_not_tell_the_reading_process_refuses() -> None:
    reasons = {}
    for name, data in late().items():
        assert verdict(data) == LET_THROUGH
        with pytest.raises(FileRefused) as refused:
            read_cells(data)
        reasons[name] = str(refused.value)
    assert set(reasons.values()) == ON_READING


def test_judging_leaves_no_file_behind(
    animals: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for data in animals.values():
        verdict(data)
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_no_file_behind(tmp_path: Path) -> None:
    surroundings = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for data in late().values():
        command = [sys.executable, "-m", "service.rolls.imports.child", judge_file(data)]
        child = subprocess.run(
            command, input=data, capture_output=True, env=surroundings, cwd=tmp_path, check=True
        )
        assert child.stdout.startswith(b'{"refused"')
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a.xlsm", "a.xlsb", "a.xlsx.exe", "a.zip", "../a.html", ".xlsx", "a.xlsx\x00.php"]
)
def test_a_hostile_name_is_refused_without_being_repeated(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        judge_name(name)
    assert str(refused.value) == "只能上传 .xlsx、.xls 或 .csv 文件。"


def test_a_link_to_another_workbook_is_never_followed() -> None:
    """Old rosters often carry links to other files (外部链接): they are read, the links are left alone."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/a.xlsx"
        target = f'<Relationships><Relationship Id="rId1" Target="{address}" TargetMode="External"/></Relationships>'
        data = book(
            Entry("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
            Entry("xl/externalLinks/_rels/externalLink1.xml.rels", target.encode()),
            Entry("xl/worksheets/_rels/sheet1.xml.rels", target.encode()),
        )
        assert read_cells(data) == read_cells(book())
        assert select.select([listener], [], [], 0)[0] == []


def test_the_workbook_that_the_zoo_is_made_of_is_itself_harmless() -> None:
    assert [[cell.text for cell in row] for row in read_cells(book())[0]] == [[CANARY]]
    assert verdict(book(*(Entry(name, text.encode(), 0) for name, text in PARTS.items()))) == LET_THROUGH


def test_an_ordinary_roster_of_5000_rows_passes() -> None:
    (sheet,) = read_cells(written(5_000, 12))
    assert len(sheet) == 5_000
    assert [cell.text for cell in sheet[-1]] == [f"样例4999-{column}" for column in range(12)]


def test_the_largest_roster_passes() -> None:
    assert judge_file(written(20_000, 12)) == "xlsx"


def test_the_largest_roster_passes_with_two_more_columns_of_free_text() -> None:
    assert judge_file(told_at_length(20_000)) == "xlsx"
