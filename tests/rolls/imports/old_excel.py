"""An .xls file (BIFF8 in a compound file) as Excel 97 would leave it, written by hand: nothing writes these any more."""

import struct
from collections.abc import Sequence

SECTOR = 512
_FREE, _CHAIN_END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def old_book(
    rows: Sequence[Sequence[object]],
    *,
    others: Sequence[str] = (),
    locked: bool = False,
    macros: bool = False,
) -> bytes:
    """One sheet with these rows; ``others`` names further streams, ``locked`` says that a password is needed.

    With ``macros`` it is a sheet of Excel 4 macros.
    """
    stream = _stream(rows, locked, macros)
    stream += bytes(
        max(4096, -len(stream) % SECTOR + len(stream)) - len(stream)
    )  # smaller ones live elsewhere
    sectors = len(stream) // SECTOR
    directory = _directory(len(stream), others)
    directory += bytes(-len(directory) % SECTOR)
    folders = len(directory) // SECTOR
    chain = [_FAT, *_chained(1, folders), *_chained(1 + folders, sectors)]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    assert len(fat) == SECTOR, "one sector of the allocation table is all that this writes"
    return _header() + fat + directory + stream


def _chained(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _CHAIN_END]


def _header() -> bytes:
    version = struct.pack("<16x5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9I", 0, 1, 1, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0)
    return _MARK + version + places + struct.pack("<I", 0) + b"\xff" * (108 * 4)


def _directory(size: int, others: Sequence[str]) -> bytes:
    entries = [_entry("Root Entry", 5, _CHAIN_END, 0, child=1)]
    first = 1 + -(-(2 + len(others)) * 128 // SECTOR)
    entries.append(_entry("Workbook", 2, first, size, right=2 if others else _FREE))
    for number, name in enumerate(others, start=2):
        last = number == len(others) + 1
        entries.append(_entry(name, 2, _CHAIN_END, 0, right=_FREE if last else number + 1))
    return b"".join(entries)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _stream(rows: Sequence[Sequence[object]], locked: bool, macros: bool) -> bytes:
    start = _record(0x809, struct.pack("<4H2I", 0x600, 5, 0, 1996, 0, 6))
    if locked:
        start += _record(0x2F, struct.pack("<3H", 1, 1, 1) + bytes(48))  # FILEPASS: RC4
    start += _record(0x42, struct.pack("<H", 1200))
    name = b"\x05\x00" + "sheet".encode("latin-1")
    sheet_at = len(start) + 4 + 6 + len(name) + 4
    start += _record(0x85, struct.pack("<IBB", sheet_at, 0, int(macros)) + name) + _record(0x0A, b"")
    cells = b"".join(
        _cell(line, place, value)
        for line, row in enumerate(rows)
        for place, value in enumerate(row)
        if value not in (None, "")
    )
    width = max(map(len, rows), default=0)
    size = _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    return (
        start
        + _record(0x809, struct.pack("<4H2I", 0x600, 0x10, 0, 1996, 0, 6))
        + size
        + cells
        + _record(0x0A, b"")
    )


def _cell(line: int, place: int, value: object) -> bytes:
    where = struct.pack("<3H", line, place, 0)
    if isinstance(value, int | float):
        return _record(0x203, where + struct.pack("<d", value))
    text = str(value).encode("utf-16-le")
    return _record(0x204, where + struct.pack("<HB", len(text) // 2, 1) + text)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content
