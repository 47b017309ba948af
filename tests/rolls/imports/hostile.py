"""A zoo of hostile uploads: made in memory, always the same, none above 6 MiB, none with a person in it."""

import bz2
import lzma
import random
import struct
import zlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO

import xlsxwriter

from tests.rolls.imports.zipped import STORED, Entry, deflated, pack

MIB = 2**20
CANARY = "样例金丝雀"  # stands in the files; must not stand in a refusal
SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = f'<!DOCTYPE a [<!ENTITY b "{CANARY}"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{_RELS}"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETML}.sheet.main+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{_SHEETML}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="sheet" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    SHEET: f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{CANARY}</t></is>'
    "</c></row></sheetData></worksheet>",
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"/>',
    "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"/>',
}


def book(*others: Entry, without: str = "", **how: object) -> bytes:
    """A small workbook in which these members stand instead of, or beside, the ordinary ones."""
    replaced = {entry.name for entry in others} | {without}
    ordinary = [Entry(name, text.encode()) for name, text in PARTS.items() if name not in replaced]
    return pack([*ordinary, *others], **how)  # type: ignore[arg-type]


def written(rows: int, columns: int) -> bytes:
    """An ordinary workbook of this size, with texts that all differ, as XlsxWriter writes it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        for row in range(rows):
            for column in range(columns):
                page.write_string(row, column, f"样例{row}-{column}")
    return file.getvalue()


@cache
def zoo() -> dict[str, bytes]:
    """What is refused before anything opens it, by name."""
    return {**_bombs(), **_liars(), **_names(), **_contents(), **_foreign(), **_broken()}


@cache
def late() -> dict[str, bytes]:
    """What only the reading process refuses: too large to inflate at once, or a spreadsheet by its container alone."""
    wide = b'<c r="AAAA1"><v>1</v></c>'
    return {
        "rows beyond the limit": written(20_200, 1),
        "columns beyond the limit": written(1, 61),
        "one cell in the last row": _sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', b"A1"),
        "one cell beyond the last column": _sheet(b'<row r="1">' + wide + b"</row>", b"A1"),
        "csv of 10,000 columns": b",".join([b"1"] * 10_000),
        "csv of one line": b"a" * (4 * MIB),
        "csv of too many lines": b"1\n" * 30_000,
        "a text in no encoding": b"\xff\xfe\xff\x80\x80",
        "OLE garbage": _OLE + random.Random(1).randbytes(8192),
        "OLE header alone": _OLE,
        "sheet that is missing": book(without=SHEET),
        "links that are missing": book(without="xl/_rels/workbook.xml.rels"),
        "spoilt after 15 MiB": book(Entry(SHEET, deflatable(15 * MIB), checksum=0)),
        "spoilt after 15 MiB, loosely packed": book(Entry(SHEET, deflatable(15 * MIB, 10_500), checksum=0)),
        "spoilt after 15 MiB, without repetitions": _letter_by_letter(16 * MIB - 4096),
        "spoilt after blocks of nothing": _block_by_block(2_300_000),
        "DOCTYPE in a large sheet": book(Entry(SHEET, _DOCTYPE.encode() + deflatable(5 * MIB))),
        "size said to be 5 MiB": book(Entry(SHEET, b"<a>" + b" " * (60 * MIB), size=5 * MIB)),
    }


def _sheet(rows: bytes, size: bytes) -> bytes:
    head = f'<worksheet xmlns="{_MAIN}"><dimension ref="'.encode()
    cell = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    return book(Entry(SHEET, head + size + b'"/><sheetData>' + cell + rows + b"</sheetData></worksheet>"))


def _bombs() -> dict[str, bytes]:
    inner = book(Entry(SHEET, b" " * (20 * MIB)))
    return {
        "bomb in the sheet": book(Entry(SHEET, b" " * (60 * MIB))),
        "bomb in the strings": book(Entry("xl/sharedStrings.xml", b" " * (60 * MIB))),
        "bomb beside the sheet": book(Entry("xl/media/image1.bin", bytes(60 * MIB))),
        "many medium members": book(*(Entry(f"xl/m{n}.xml", b" " * MIB) for n in range(60))),
        "members below each limit, above it together": book(
            *(Entry(f"xl/m{n}.xml", deflatable(3 * MIB)) for n in range(6))
        ),
        "zip in zip": pack([Entry(f"{n}.zip", inner) for n in range(16)]),
        "stored zip in a workbook": book(Entry("xl/embeddings/a.xlsx", inner, STORED), without=SHEET),
        "62,000 members": pack(Entry(f"{n:x}", b"", STORED) for n in range(62_000)),
        "65,536 members": pack(Entry(chr(97 + n % 26), b"", STORED) for n in range(65_536)),
        "62,000 members said to be one": pack((Entry(f"{n:x}", b"", STORED) for n in range(62_000)), count=1),
        "101 members": book(*(Entry(f"xl/m{n}.xml") for n in range(101))),
        "members that overlap": _overlapping(),
        "second archive in the comment": book(comment=book()),
        "second end in a comment of 64 KiB": book(comment=bytes(60_000) + pack([])),
        "bzip2 bomb": book(Entry(SHEET, b"", 12, packed=_bzip2(MIB * 64), size=MIB)),
        "LZMA bomb": book(Entry(SHEET, b"", 14, packed=_lzma(MIB * 64), size=MIB)),
        "packed beyond the limit": book(Entry(SHEET, deflatable(15 * MIB, 18_000))),
        "spoilt, as much as is inflated at once": book(Entry(SHEET, deflatable(4 * MIB - 9000), checksum=0)),
        "spoilt, as much as is inflated at once, without repetitions": _letter_by_letter(MIB * 5 // 2),
        "spoilt, as much as is inflated at once, of blocks of nothing": _block_by_block(380_000),
    }


def _letter_by_letter(size: int) -> bytes:
    """What inflates most slowly by what comes out: every byte a symbol of its own."""
    letters = b"<a>" + bytes(random.Random(8).choices(b"a" * 15 + b"b", k=size))
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_HUFFMAN_ONLY)
    return book(Entry(SHEET, letters, packed=engine.compress(letters) + engine.flush(), checksum=0))


def _block_by_block(size: int) -> bytes:
    """What inflates most slowly by what goes in: blocks with a code of their own, for which tables are made, and nothing else."""
    lengths = "".join("100" if symbol in (2, 17) else "000" for symbol in range(18))
    zeros = {count: "1" + f"{count - 11:07b}"[::-1] for count in (97, 138, 20)}
    code = f"{zeros[97]}0{zeros[138]}{zeros[20]}00"  # one letter, the end of the block, one distance
    block = f"001{'0' * 10}{14:04b}"[:13] + f"{14:04b}"[::-1] + lengths + code + "1"
    bits = block * 8
    eight = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))
    start = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = start.compress(b"<a>" + b" " * 4096) + start.flush(zlib.Z_FULL_FLUSH)
    packed = head + eight * (size // len(eight)) + deflated(b"</a>")
    return book(Entry(SHEET, b"<a>" + b" " * 4096 + b"</a>", packed=packed, checksum=0))


def deflatable(size: int, noise: int = 512) -> bytes:
    """Bytes that pack about 80 to 1, nearly as tight as a sheet may be; with more noise, more loosely."""
    chance = random.Random(7)
    block = b'<c r="A1" s="1"/>' * 3800
    noisy = (chance.randbytes(noise).hex().encode() + block for _ in range(size // len(block) + 1))
    return (b"<a>" + b"".join(noisy))[:size]


def _bzip2(size: int) -> bytes:
    return bz2.compress(bytes(size))


def _lzma(size: int) -> bytes:
    settings = [{"id": lzma.FILTER_LZMA1, "dict_size": MIB, "lc": 3, "lp": 0, "pb": 2}]
    packed = lzma.compress(bytes(size), lzma.FORMAT_RAW, filters=settings)
    return struct.pack("<BBHBI", 9, 4, 5, 93, MIB) + packed


def _overlapping() -> bytes:
    kernel = Entry("xl/m0.xml", b" " * MIB)
    return book(kernel, *(Entry(f"xl/m{n}.xml", b" " * MIB, packed=b"", starts_at=0) for n in range(1, 20)))


def _liars() -> dict[str, bytes]:
    bomb = b"<a>" + b" " * (60 * MIB)
    packed, start = deflated(bomb), bomb[:1000]
    return {
        "size said to be 1000": book(Entry(SHEET, bomb, size=1000)),
        "size and checksum of the first 1000 bytes": book(Entry(SHEET, start, packed=packed)),
        "size said to be nothing": book(Entry(SHEET, bomb, size=0)),
        "size said to be 4 GiB": book(Entry(SHEET, size=2**32 - 2)),
        "packed size beyond the file": book(Entry(SHEET, packed_size=2**31)),
        "packed size too small": book(Entry(SHEET, random.Random(2).randbytes(4000), packed_size=7)),
        "packed size of nothing": book(Entry(SHEET, packed_size=0)),
        "size differs in the member's own header": book(Entry(SHEET, b"<a/>", local_size=60 * MIB)),
        "packed size differs in the member's own header": book(Entry(SHEET, local_packed_size=5000)),
        "name differs in the member's own header": book(Entry(SHEET, local_name="xl/worksheets/sheet2.xml")),
        "size in a ZIP64 field of 16 EiB": book(
            Entry(SHEET, size=2**32 - 1, extra=struct.pack("<HHQ", 1, 8, 2**63))
        ),
        "ZIP64 field cut short": book(Entry(SHEET, size=2**32 - 1, extra=struct.pack("<HHI", 1, 4, 9))),
        "ZIP64 locator to nowhere": _with_locator(),
        "bad checksum": book(Entry(SHEET, checksum=1)),
        "unknown method": book(Entry(SHEET, method=99)),
        "Deflate64": book(Entry(SHEET, method=9)),
        "encrypted flag": book(Entry(SHEET, flags=1)),
        "strong encryption flag": book(Entry(SHEET, flags=0x41)),
        "patched data flag": book(Entry(SHEET, flags=0x20)),
        "rubbish behind the end of the stream": book(Entry(SHEET, packed=deflated(b"<a/>") + bytes(100_000))),
    }


def _with_locator() -> bytes:
    good = book()
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 2**62, 1)
    return good[:-22] + locator + good[-22:]


def _names() -> dict[str, bytes]:
    link = 0o120777 << 16
    return {
        "name twice": book(Entry("xl/a.xml"), Entry("xl/a.xml")),
        "name twice but for case": book(Entry("XL/Workbook.xml"), Entry("xl/a.xml")),
        "absolute name": book(Entry("/etc/passwd")),
        "name that climbs": book(Entry("../../a.xml")),
        "name that climbs within": book(Entry("xl/../../a.xml")),
        "name with backslashes": book(Entry("..\\..\\a.xml")),
        "name with a drive": book(Entry("C:/a.xml")),
        "name with NUL": book(Entry("xl/a.xml\x00.png")),
        "symbolic link": book(Entry("xl/link", b"/etc/passwd", attributes=link)),
    }


def _contents() -> dict[str, bytes]:
    declared = '<?xml version="1.0"?>' + _DOCTYPE
    edge = b" " * (2**16 - 5)
    with_doctype = {
        f"DOCTYPE in {name}": book(Entry(name, declared.encode()))
        for name in PARTS
        if name != "[Content_Types].xml"
    }
    return {
        **with_doctype,
        "DOCTYPE in UTF-16": book(Entry(SHEET, declared.encode("utf-16"))),
        "DOCTYPE in UTF-16 without mark": book(Entry(SHEET, declared.encode("utf-16-be"))),
        "DOCTYPE across two chunks": book(Entry(SHEET, edge + declared[21:].encode())),
        "DOCTYPE in a stored member": book(Entry(SHEET, declared.encode(), STORED)),
        "no element in the first 128 KiB": book(Entry(SHEET, b" " * (200 * 1024) + b"<a/>")),
        "workbook that is no XML": book(Entry("xl/workbook.xml", b"no xml")),
        "workbook in EBCDIC": book(Entry("xl/workbook.xml", "<!DOCTYPE a><a/>".encode("cp037"))),
        "DOCTYPE in a sheet by another name": book(Entry("xl/worksheets/sheet1.dat", declared.encode())),
        "DOCTYPE behind comments": book(Entry(SHEET, b"<!-- <a> --><?b <c> ?>" * 9 + declared[21:].encode())),
        "DOCTYPE in small print": book(Entry("xl/drawings/vmlDrawing1.VML", declared.encode())),
        "xlsm": book(Entry("xl/vbaProject.bin", _OLE)),
        "xlsm in capitals": book(Entry("XL/VBAPROJECT.BIN", _OLE)),
        "xlsm without its macros": book(
            Entry(
                "[Content_Types].xml",
                PARTS["[Content_Types].xml"].replace("sheet.main", "macroEnabled").encode(),
            )
        ),
        "sheet of Excel 4 macros": book(Entry("xl/macrosheets/sheet1.xml")),
        "xls with macros": _OLE + bytes(1016) + "_VBA_PROJECT_CUR".encode("utf-16-le") + bytes(4000),
        "xlsb": book(Entry("xl/workbook.bin", b"\x83\x01\x00"), without="xl/workbook.xml"),
        "xlsx and xlsb": book(Entry("xl/workbook.bin", b"\x83\x01\x00")),
        "xlsx and ods": book(Entry("content.xml")),
        "docx": pack([Entry("[Content_Types].xml"), Entry("word/document.xml")]),
        "no workbook": book(without="xl/workbook.xml"),
        "no members": b"PK\x03\x04" + pack([]),
    }


def _foreign() -> dict[str, bytes]:
    good, noise = book(), random.Random(3).randbytes(100_000)
    encrypted = _OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + noise
    return {
        "empty": b"",
        "NULs": bytes(4096),
        "too large by one byte": b"a" * (5 * MIB + 1),
        "csv of one line of 5.5 MiB": b"a," * (11 * MIB // 4),
        "random bytes": noise,
        "GIF": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        "PNG with a workbook behind": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + good,
        "EXE with a workbook behind": b"MZ\x90\x00" + good,
        "PDF with a workbook behind": b"%PDF-1.7\n" + good,
        "PDF of text": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "HTML": f"<html><body><table><tr><td>{CANARY}".encode(),
        "HTML behind a mark and blanks": b"\xef\xbb\xbf \r\n<!DOCTYPE html><script>alert(1)</script>",
        "RTF": b"{\\rtf1\\ansi a}",
        "script with a workbook behind": b"#!/bin/sh\n" + good,
        "two workbooks in one": good + good,
        "workbook behind a header": pack(
            [Entry(n, t.encode()) for n, t in PARTS.items()], prefix=b"PK\x03\x04"
        ),
        "encrypted workbook": encrypted,
        "gzip": b"\x1f\x8b\x08\x00" + noise,
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + noise,
    }


def _broken() -> dict[str, bytes]:
    good = book()
    cuts: Iterable[int] = (4, 30, 100, len(good) // 2, len(good) - 23, len(good) - 1)
    spoilt = good[:60] + bytes(255 - byte for byte in good[60:90]) + good[90:]
    return {**{f"cut at {cut}": good[:cut] for cut in cuts}, "flipped bits": spoilt}


def told_at_length(rows: int) -> bytes:
    """An honest roster (annex 3, with borders) to which the union has added two columns of free text."""
    chance = random.Random(9)
    words = "职工工会会员困难帮扶技能培训车间安全生产劳模学习活动积极参加单位推荐情况说明"
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        page, box = workbook.add_worksheet(), workbook.add_format({"border": 1})
        for row in range(rows):
            name, *texts = ("".join(chance.choices(words, k=length)) for length in (3, 9, 9))
            number, phone = f"330522199001{row:05d}X", f"139{row:08d}"
            same = ("国籍", "学历", f"样例单位{row % 40}", "本地城镇", "在岗", "无", "男")
            page.write_row(row, 0, (row, name, number, phone, *same, *texts), box)
    return file.getvalue()
