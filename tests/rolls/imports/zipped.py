"""Zip archives written by hand, so that every field of their headers may lie."""

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

STORED, DEFLATED = 0, 8
_END = struct.Struct("<4s4H2IH")


class Entry(NamedTuple):
    """One member: its bytes, and what its headers say where that is not the truth."""

    name: str
    data: bytes = b"<a/>"
    method: int = DEFLATED
    flags: int = 0
    size: int | None = None
    packed_size: int | None = None
    local_size: int | None = None
    local_packed_size: int | None = None
    local_name: str | None = None
    checksum: int | None = None
    attributes: int = 0
    extra: bytes = b""
    packed: bytes | None = None  # instead of packing the data
    starts_at: int | None = None  # the offset that the directory gives


def deflated(data: bytes) -> bytes:
    """A raw deflate stream."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def pack(
    entries: Iterable[Entry], comment: bytes = b"", prefix: bytes = b"", count: int | None = None
) -> bytes:
    """The archive of these members; ``count`` is what its end says of their number."""
    body, directory, number = bytearray(prefix), bytearray(), 0
    for entry in entries:
        packed = entry.packed
        if packed is None:
            packed = deflated(entry.data) if entry.method == DEFLATED else entry.data
        start = len(body) if entry.starts_at is None else entry.starts_at
        body += _local_header(entry, len(packed)) + packed
        directory += _directory_entry(entry, len(packed), start)
        number += 1
    said = min(number if count is None else count, 0xFFFF)
    end = _END.pack(b"PK\x05\x06", 0, 0, said, said, len(directory), len(body), len(comment))
    return bytes(body + directory + end + comment)


def _fields(entry: Entry, packed: int, size: int | None) -> bytes:
    """What both headers share, from the version needed to the two sizes."""
    checksum = zlib.crc32(entry.data) if entry.checksum is None else entry.checksum
    packed = packed if entry.packed_size is None else entry.packed_size
    size = len(entry.data) if size is None else size
    return struct.pack("<5H3I", 20, entry.flags, entry.method, 0, 33, checksum, packed, size)


def _local_header(entry: Entry, packed: int) -> bytes:
    name = (entry.local_name or entry.name).encode()
    size = entry.size if entry.local_size is None else entry.local_size
    if entry.local_packed_size is not None:
        entry = entry._replace(packed_size=entry.local_packed_size)
    return b"PK\x03\x04" + _fields(entry, packed, size) + struct.pack("<2H", len(name), 0) + name


def _directory_entry(entry: Entry, packed: int, start: int) -> bytes:
    name = entry.name.encode()
    lengths = struct.pack("<5H2I", len(name), len(entry.extra), 0, 0, 0, entry.attributes, start)
    fields = _fields(entry, packed, entry.size)
    return b"PK\x01\x02" + struct.pack("<H", 0x0314) + fields + lengths + name + entry.extra
