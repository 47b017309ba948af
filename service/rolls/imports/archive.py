"""What an uploaded file is, judged before anything opens it: its container, its size, what is packed inside.

A spreadsheet is a zip archive; unpacked carelessly, 800 KB become gigabytes. So first the archive's directory
is judged by what it claims, then every member is inflated once and held to the claim; nothing is parsed here.
Inflating what is large takes time that an attacker chooses, so that is left to the limited process that parses.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from pathlib import PurePath

MAX_FILE = 5 * 2**20
MAX_MEMBERS = 100
# 20,000 rows of annex 3 are 10 to 12 MiB, and 1.2 to 1.4 MiB packed; with two more columns of free text 13 to 15.5 MiB, and
# 1.6 to 2.2. These two bound the time that inflating takes, however it is packed.
MAX_UNPACKED = 16 * 2**20
MAX_PACKED = 9 * 2**18
MAX_RATIO = 100
# What is inflated while the person who uploads it waits: however it is packed, that takes less than 50 ms.
AT_ONCE_UNPACKED, AT_ONCE_PACKED = 4 * 2**20, 3 * 2**17
SMALL = 2**20  # a member below this may be packed as tightly as it likes
CHUNK = 2**17
_FEED = 2**15  # packed bytes at a time: zlib copies what it has not yet used
_DIRECTORY_ENTRY, _DIRECTORY_END = b"PK\x01\x02", b"PK\x05\x06"
_END_IS_WITHIN = 2**16 + 22
_LOCAL_HEADER = struct.Struct("<4s2xHH8xIIHH")  # mark, flags, method, packed, unpacked, name, extra
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_KNOWN_FLAGS = 0x6 | _SIZES_FOLLOW | _UTF8  # 0x6: how hard the packer tried
_IN_ZIP64 = 0xFFFFFFFF
_OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}
_CONTENT_TYPES = "[content_types].xml"
# What may stand before the first element: once inside, nothing can declare an entity any more (XML 1.0, 2.8).
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?(?s:.*?)\?>|<!--(?s:.*?)-->)*+<[A-Za-z_]")
_OTHER_TEXTS = (b"<", b"%PDF", b"{\\rtf")


class FileRefused(Exception):
    """The file cannot be taken; the text is the reason for the person who uploaded it."""


def judge_name(filename: str) -> None:
    """Raises FileRefused for what is no spreadsheet by its name; the name itself is not kept."""
    if PurePath(filename).suffix.lower() not in (".xlsx", ".xls", ".csv"):
        raise FileRefused("只能上传 .xlsx、.xls 或 .csv 文件。")


def judge_file(data: bytes) -> str:
    """The container, "xlsx", "xls" or "csv", of a file that may be handed to the parsing process; raises FileRefused.

    The members of a large archive are judged there, by ``judge_members``.
    """
    if not data:
        raise FileRefused("文件是空的。")
    if len(data) > MAX_FILE:
        raise FileRefused("文件超过 5 MB。")
    if data.startswith(b"PK\x03\x04"):
        members = _judge_structure(data)
        if _is_small(members):
            _judge_members(data, members)
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileRefused("文件有密码。")
        if "_VBA_PROJECT".encode("utf-16-le") in data:
            raise FileRefused("文件里有宏。")
        return "xls"
    if b"\x00" in data:
        raise FileRefused("这不是 Excel 表格，或者已经损坏。")
    if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_OTHER_TEXTS):
        raise FileRefused("这不是 Excel 表格。请用 Excel 打开，另存为 .xlsx 再上传。")
    return "csv"


def judge_members(data: bytes) -> None:
    """Inflate every member of an archive and hold it to its claims; raises FileRefused."""
    _judge_members(data, _judge_structure(data))


def _judge_structure(data: bytes) -> list[zipfile.ZipInfo]:
    # counted before zipfile makes an object of each entry; two ends are two archives, one for each reader
    if data.count(_DIRECTORY_ENTRY) > MAX_MEMBERS or data.count(_DIRECTORY_END, -_END_IS_WITHIN) > 1:
        raise FileRefused("文件内部结构不正常。")
    with _broken_is_refused(), zipfile.ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        _judge_directory(members)
        _judge_places(members, archive.start_dir)
        _judge_claims(members)
        return members


def _is_small(members: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(member.file_size for member in members)
    return unpacked <= AT_ONCE_UNPACKED and sum(one.compress_size for one in members) <= AT_ONCE_PACKED


def _judge_members(data: bytes, members: list[zipfile.ZipInfo]) -> None:
    with _broken_is_refused():
        for member in members:
            _judge_member(data, member)


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error, zlib.error):
        raise FileRefused("文件已经损坏。") from None


def _judge_directory(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefused("文件有密码。")
    if len(set(names)) != len(names) or not all(map(_is_plain, members)):
        raise FileRefused("文件内部结构不正常。")
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise FileRefused("文件里有宏。")
    if "xl/workbook.xml" not in names or not _OTHER_BOOKS.isdisjoint(names):
        raise FileRefused("这不是 Excel 表格。")


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file or folder below the root, packed in one of the two ways Excel knows."""
    name = member.orig_filename
    within = not name.startswith("/") and ".." not in name.split("/") and not set(name) & set("\\:\x00")
    packed = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    packed = packed and not member.flag_bits & ~_KNOWN_FLAGS
    return within and packed and not stat.S_ISLNK(member.external_attr >> 16)


def _judge_places(members: list[zipfile.ZipInfo], directory: int) -> None:
    """The members lie one after the other, from the first byte to the directory, and none inside another."""
    starts = sorted((member.header_offset, member.compress_size) for member in members)
    ends = [*starts, (directory, 0)]
    if starts[0][0] != 0 or any(
        start + _LOCAL_HEADER.size + size > following for (start, size), (following, _) in pairwise(ends)
    ):
        raise FileRefused("文件内部结构不正常。")


def _judge_claims(members: list[zipfile.ZipInfo]) -> None:
    """Raises FileRefused for what is too large by its own account."""
    if sum(member.file_size for member in members) > MAX_UNPACKED or any(
        member.file_size > max(SMALL, MAX_RATIO * member.compress_size) for member in members
    ):
        raise FileRefused("文件解开后太大。")
    if sum(member.compress_size for member in members) > MAX_PACKED:
        raise FileRefused("内容太多，请删去图片，或者分成几个文件。")


def _judge_member(data: bytes, member: zipfile.ZipInfo) -> None:
    """Inflate one member, never beyond what the directory claims, and hold it to size and checksum."""
    size, checksum = 0, 0
    for chunk in _inflated(_packed(data, member), member.compress_type):
        if not size and chunk:
            _judge_head(member.filename.lower(), chunk)
        size += len(chunk)
        if size > member.file_size:
            raise zipfile.BadZipFile
        checksum = zlib.crc32(chunk, checksum)
    if (size, checksum) != (member.file_size, member.CRC):
        raise zipfile.BadZipFile


def _judge_head(name: str, head: bytes) -> None:
    """How a member begins: XML, whatever it is called, is not in UTF-16, declares no entities, and holds no macros."""
    is_xml = name.endswith((".xml", ".rels", ".vml")) or head.lstrip(
        b"\xef\xbb\xbf\xff\xfe \t\r\n"
    ).startswith(b"<")
    if is_xml and (b"\x00" in head or not _PROLOG.match(head)):
        raise FileRefused("文件里有不允许的内容。")
    if name == _CONTENT_TYPES and b"macroEnabled" in head:
        raise FileRefused("文件里有宏。")


def _packed(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """The packed bytes of a member; raises BadZipFile where its own header and the directory disagree."""
    mark, flags, method, packed, unpacked, name, extra = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    later = {_IN_ZIP64, 0} if flags & _SIZES_FOLLOW else {_IN_ZIP64}
    start = member.header_offset + _LOCAL_HEADER.size
    encoding = "utf-8" if member.flag_bits & _UTF8 else "cp437"
    if (
        (mark, flags & _ENCRYPTED, method) != (b"PK\x03\x04", 0, member.compress_type)
        or packed not in {member.compress_size, *later}
        or unpacked not in {member.file_size, *later}
        or data[start : start + name] != member.orig_filename.encode(encoding)
    ):
        raise zipfile.BadZipFile
    start += name + extra
    return data[start : start + member.compress_size]


def _inflated(packed: bytes, method: int) -> Iterator[bytes]:
    """The bytes of a member, at most CHUNK at a time; raises BadZipFile unless they end where they should."""
    if method == zipfile.ZIP_STORED:
        yield from (packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK))
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _FEED):
        rest = packed[start : start + _FEED]
        while rest and not engine.eof:
            yield engine.decompress(rest, CHUNK)
            rest = engine.unconsumed_tail
    yield engine.flush()
    if not engine.eof or engine.unused_data:
        raise zipfile.BadZipFile
