"""What an uploaded file is, judged before anything opens it: its container, its size, what is packed inside.

A spreadsheet is a zip archive; unpacked carelessly, 800 KB become gigabytes. So the archive's directory is
read and every member inflated once, counting; nothing is parsed here.
"""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

MAX_FILE = 5 * 2**20
MAX_MEMBERS = 100
MAX_UNPACKED = 50 * 2**20
MAX_RATIO = 100
SMALL = 2**20  # a member below this may be packed as tightly as it likes
CHUNK = 2**16
_ENCRYPTED = 0x1


class FileRefused(Exception):
    """The file cannot be taken; the text is the reason for the person who uploaded it."""


def judge_name(filename: str) -> None:
    """Raises FileRefused for what is no spreadsheet by its name; the name itself is not kept."""
    if PurePath(filename).suffix.lower() not in (".xlsx", ".xls", ".csv"):
        raise FileRefused("只能上传 .xlsx、.xls 或 .csv 文件。")


def judge_file(data: bytes) -> str:
    """The container, "xlsx", "xls" or "csv", of a file that may be opened; raises FileRefused."""
    if not data:
        raise FileRefused("文件是空的。")
    if len(data) > MAX_FILE:
        raise FileRefused("文件超过 5 MB。")
    if data.startswith(b"PK\x03\x04"):
        _judge_archive(data)
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if b"\x00" in data:
        raise FileRefused("这不是 Excel 表格，或者已经损坏。")
    return "csv"


def _judge_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            _judge_directory(members)
            left = MAX_UNPACKED
            for member in members:
                left -= _inflated(archive, member, left)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        raise FileRefused("文件已经损坏。") from None


def _judge_directory(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]
    if len(names) > MAX_MEMBERS or len(set(names)) != len(names):
        raise FileRefused("文件内部结构不正常。")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefused("文件有密码。")
    if any("vbaproject" in name for name in names):
        raise FileRefused("文件里有宏。")
    if "xl/workbook.xml" not in names:
        raise FileRefused("这不是 Excel 表格。")


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """The true size of one member, counted while inflating; a header that claims less fails its checksum."""
    size, tail = 0, b""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left or (size > SMALL and size > MAX_RATIO * max(member.compress_size, 1)):
                raise FileRefused("文件解开后太大。")
            if is_xml and (b"\x00" in chunk or b"<!DOCTYPE" in tail + chunk):
                raise FileRefused("文件里有不允许的内容。")
            tail = chunk[-8:]
    return size
