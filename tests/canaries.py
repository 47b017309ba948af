"""Canaries: every name, document number, phone and address of the told world, searched where none may stand in clear."""

import json
import re
from pathlib import Path

from sqlalchemy import text

from service.doors.demo.told import id_number, phone
from tests.shelf import beside

NAMES = (
    *("陈样一", "林样二", "周样三", "沈样四", "钱样五", "费样六"),
    *("甲主席", "甲经办", "乙主席", "乙经办", "丙干事", "丁干事", "戊科长", "己审计", "庚管理"),
    *("新样一", "新样甲", "新样乙", "新样丙", "新样链", "新样故事"),
    "长兴县样例路1号",
)
SERIALS = (*range(1, 20), *range(501, 565), 777)
NUMBERS = tuple(value for serial in SERIALS for value in (id_number(serial), phone(serial)))


def _spellings(value: str) -> set[bytes]:
    """A value as it could stand in a file: plain, escaped for JSON, as hex of a bytea."""
    plain = value.encode()
    return {plain, json.dumps(value)[1:-1].encode(), plain.hex().encode(), value.encode("utf-16-le")}


def _together(words: list[bytes]) -> bytes:
    """A pattern of many words in which what several begin with stands once: a tenth of the time of one after another."""
    heads: dict[bytes, list[bytes]] = {}
    for word in filter(None, words):
        heads.setdefault(word[:1], []).append(word[1:])
    if not heads:
        return b""
    branches = b"|".join(re.escape(head) + _together(rest) for head, rest in heads.items())
    return b"(?:" + branches + (b")?" if b"" in words else b")")


_PATTERN = re.compile(_together(sorted({word for value in (*NAMES, *NUMBERS) for word in _spellings(value)})))


def found_in(content: bytes) -> list[bytes]:
    """The canaries that stand in some bytes."""
    return sorted(set(_PATTERN.findall(content)))


def contents_of(url: str) -> bytes:
    """Everything that a database holds: the file itself, or every row of every table as text."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).read_bytes()
    with beside(url) as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        parts = " UNION ALL ".join(f'SELECT string_agg(t::text, chr(10)) FROM "{name}" t' for name in names)
        rows = connection.scalars(text(parts)).all()
    return "\n".join(row for row in rows if row).encode()
