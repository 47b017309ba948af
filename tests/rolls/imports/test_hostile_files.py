"""Hostile uploads are refused with a reason, quickly, and without being opened."""

import struct
import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from service.ground.errors import Refusal
from service.register.deployment import Deployment
from service.rolls.imports import child, reader
from service.rolls.imports.archive import MAX_FILE, FileRefused, judge_file, judge_name
from service.rolls.imports.reader import read_cells
from service.rolls.imports.roster_rows import FORM
from tests.given import World
from tests.rolls.imports.office import sample, uploaded

GOOD = sample("roster_sample.xlsx")


def repacked(**changed: bytes | None) -> bytes:
    """The good file with members replaced, added, or taken out (None); __ stands for / in a name."""
    changes = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changed.items()}
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = changes.pop(member.filename, old.read(member))
            if data is not None:
                new.writestr(member.filename, data)
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return file.getvalue()


def twice() -> bytes:
    file = BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return file.getvalue()


def crowded() -> bytes:
    return repacked(**{f"xl__extra{number}_xml": b"<a/>" for number in range(120)})


def with_flag(flag: int) -> bytes:
    """Set a general-purpose flag on every entry of the central directory."""
    data = bytearray(GOOD)
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        flags = struct.unpack_from("<H", data, place + 8)[0]
        struct.pack_into("<H", data, place + 8, flags | flag)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def lying_about_size() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(repacked(xl__worksheets__sheet1_xml=b" " * (60 * 2**20)))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", data, place + 24, 1000)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
HOSTILE = {
    "empty": (b"", "文件是空的。"),
    "too large": (b"a" * (MAX_FILE + 1), "文件超过 5 MB。"),
    "bomb": (repacked(xl__worksheets__sheet1_xml=b" " * (60 * 2**20)), "文件解开后太大。"),
    "many small bombs": (
        repacked(**{f"xl__small{number}_xml": b" " * 2**20 for number in range(60)}),
        "文件解开后太大。",
    ),
    "packed too tightly": (repacked(xl__worksheets__sheet1_xml=b" " * (20 * 2**20)), "文件解开后太大。"),
    "lying about its size": (lying_about_size(), "文件已经损坏。"),
    "too many members": (crowded(), "文件内部结构不正常。"),
    "the same member twice": (twice(), "文件内部结构不正常。"),
    "encrypted": (with_flag(0x1), "文件有密码。"),
    "macros": (repacked(**{"xl__vbaProject.bin": b"\x00"}), "文件里有宏。"),
    "doctype": (repacked(xl__workbook_xml=DOCTYPE), "文件里有不允许的内容。"),
    "doctype across two chunks": (
        repacked(xl__workbook_xml=b" " * (2**16 - 4) + DOCTYPE[21:]),
        "文件里有不允许的内容。",
    ),
    "UTF-16, where a doctype could hide": (
        repacked(xl__workbook_xml=DOCTYPE.decode().encode("utf-16")),
        "文件里有不允许的内容。",
    ),
    "a zip that is no workbook": (repacked(xl__workbook_xml=None), "这不是 Excel 表格。"),
    "cut short": (GOOD[:5000], "文件已经损坏。"),
    "flipped bits": (GOOD[:600] + bytes(255 - byte for byte in GOOD[600:700]) + GOOD[700:], "文件已经损坏。"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "这不是 Excel 表格，或者已经损坏。"),
    "an old workbook that is none": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "文件已经损坏。"),
    "a text in no encoding": (b"\xff\xfe\xff\x80\x80", "文字编码认不出来。"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(FileRefused) as refused:
        read_cells(data)
    assert str(refused.value) == reason


def test_the_good_file_passes() -> None:
    assert judge_file(GOOD) == "xlsx"
    assert judge_file(repacked()) == "xlsx"


def wide_and_long(rows: int, columns: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for _ in range(rows):
        page.append(["a"] * columns)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_sheets_beyond_the_limits_are_refused() -> None:
    for data, reason in (
        (wide_and_long(child.MAX_ROWS + child.SPARE_ROWS + 1, 1), "表格超过 20000 行。"),
        (wide_and_long(1, child.MAX_COLUMNS + 1), "表格超过 60 列。"),
        (b"a\n" * (child.MAX_ROWS + child.SPARE_ROWS + 1), "表格超过 20000 行。"),
        (b",".join([b"a"] * 61), "表格超过 60 列。"),
    ):
        with pytest.raises(FileRefused, match=reason):
            read_cells(data)


def test_a_sheet_that_is_small_in_the_file_and_huge_in_memory_ends_its_reader_not_us() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "a"
    page.cell(19_000, 2_000, "b")  # the parser lays out every cell between: about a gigabyte
    file = BytesIO()
    book.save(file)
    with pytest.raises(FileRefused, match="文件太大、太复杂"):
        read_cells(file.getvalue())


@pytest.mark.parametrize("name", ["a.xlsx", "B.XLS", "名册.csv"])
def test_spreadsheets_are_taken_by_their_name(name: str) -> None:
    judge_name(name)


@pytest.mark.parametrize("name", ["a.xlsm", "a.exe", "xlsx", "a.xlsx.zip", ""])
def test_anything_else_is_not(name: str) -> None:
    with pytest.raises(FileRefused):
        judge_name(name)


def test_a_hostile_upload_leaves_nothing_behind(deployed: Deployment, world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        uploaded(deployed, world, HOSTILE["doctype"][0])
    assert (refusal.value.code, refusal.value.message) == (
        "FILE_UNREADABLE",
        "这个文件读不出来：文件里有不允许的内容。",
    )


def in_a_comment(words: bytes) -> bytes:
    """The good file with something in a comment of its sheet, which no reader of cells looks at."""
    with zipfile.ZipFile(BytesIO(GOOD)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    place = sheet.index(b"<sheetData")
    return repacked(**{"xl/worksheets/sheet1.xml": sheet[:place] + b"<!--" + words + b"-->" + sheet[place:]})


@pytest.mark.parametrize(
    "words",
    [b"<c " * 330_000, b'<c r="A1" ' * 99_000, b"<c >" * 240_000, b"<c >" + b" " * 990_000],
    ids=["cells", "places", "ends", "blanks"],
)
def test_a_sheet_costs_the_reading_process_no_more_than_its_length(words: bytes) -> None:
    hostile = in_a_comment(words)
    assert len(hostile) < 40_000
    begun = time.monotonic()
    assert read_cells(hostile) == read_cells(GOOD)
    assert (
        time.monotonic() - begun < 15
    )  # seconds of a busy machine; a quadratic search takes thirty of a free one


def test_a_heading_of_brackets_costs_no_more_than_its_length() -> None:
    def cost(text: str) -> float:
        begun = time.process_time()
        for _ in range(1000):
            assert FORM.heading_of(text) is None
        return time.process_time() - begun

    # Looking for the end of every bracket anew costs sixteen times the letters, up to the last one a hundred.
    assert cost("(" * child.MAX_CELL) < 6 * cost("x" * child.MAX_CELL)
    assert FORM.heading_of("姓名（必填）") == "姓名"


def test_a_reading_process_that_was_stopped_from_outside_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "WALL_SECONDS", 0.01)
    with pytest.raises(reader.ReaderStopped):
        read_cells(GOOD)
