"""Sealed field (加密字段): a value that opens only under its owner's key and only at its own place.

Format v1: version(1)=01 ‖ suite(1) ‖ flags(1)=00 ‖ key id(4, big endian) ‖ nonce ‖ ciphertext ‖ tag.
"""

from dataclasses import dataclass, field
from typing import NoReturn

from crypto.derivation import frame
from crypto.errors import Unreadable
from crypto.suites import SECRET_BYTES, SUITES, Suite, box, unbox

VERSION = 1
HEADER_BYTES = 7
BUCKET_BYTES = 32
ALL_SUITES = frozenset(SUITES)


@dataclass(frozen=True)
class Place:
    """Where a sealed value lives (密文位置): tenant, table, column, and the row's 16-byte primary key.

    The names are logical ones: they stay when a table is renamed, or nothing in it opens any more.
    """

    tenant: str
    table: str
    column: str
    row: bytes

    def __post_init__(self) -> None:
        if len(self.row) != 16:
            raise ValueError("a place needs the 16 bytes of the row's primary key")


@dataclass(frozen=True)
class DataKey:
    """One owner's data key (数据密钥): a 32-bit id that stands in the sealed value, and 32 secret bytes.

    To destroy it is to erase what it sealed. It shows nothing when printed and refuses to be pickled.
    """

    id: int
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.id < 1 << 32 or len(self.secret) != SECRET_BYTES:
            raise ValueError("a data key has a 32-bit id and 32 secret bytes")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is not pickled or copied")


def seal(suite: Suite, key: DataKey, place: Place, plaintext: bytes) -> bytes:
    """Encrypt a value for its place (PIPL art. 51, GB/T 39786 8.4 e); length shows in steps of 32 only."""
    header = bytes((VERSION, suite.id, 0)) + key.id.to_bytes(4, "big")
    return header + box(suite, key.secret, _associated(place, header), _pad(plaintext))


def open_sealed(blob: bytes, key: DataKey, place: Place, accepted: frozenset[int] = ALL_SUITES) -> bytes:
    """Return the plaintext, or raise Unreadable.

    `accepted` holds the ids of suites still allowed: a deployment that has moved to SM4 leaves AES out, and
    an old value put back by an attacker stays shut.
    """
    suite = SUITES[suite_of(blob)]
    if suite.id not in accepted or key_id_of(blob) != key.id:
        raise Unreadable
    header, boxed = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    return _unpad(unbox(suite, key.secret, _associated(place, header), boxed))


def key_id_of(blob: bytes) -> int:
    """Read which data key sealed `blob`; only opening proves it. Unreadable if the header is malformed."""
    suite_of(blob)
    return int.from_bytes(blob[3:HEADER_BYTES], "big")


def suite_of(blob: bytes) -> int:
    """Read the suite id of `blob`; only opening proves it. Unreadable if the header is malformed."""
    if len(blob) < HEADER_BYTES or blob[0] != VERSION or blob[1] not in SUITES or blob[2] != 0:
        raise Unreadable
    return blob[1]


def _associated(place: Place, header: bytes) -> bytes:
    names = (name.encode() for name in (place.tenant, place.table, place.column))
    return frame(b"hgk/1", *names, place.row, header)


def _pad(plaintext: bytes) -> bytes:
    """Append 0x80, then zeros up to the bucket (ISO/IEC 7816-4): at least one byte, so never ambiguous."""
    marked = plaintext + b"\x80"
    return marked + bytes(-len(marked) % BUCKET_BYTES)


def _unpad(padded: bytes) -> bytes:
    marked = padded.rstrip(b"\x00")
    if _pad(marked[:-1]) != padded:
        raise Unreadable
    return marked[:-1]
