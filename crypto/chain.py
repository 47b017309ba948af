"""Audit chain (审计链): each record's hash holds the one before, so that an edit, a gap or a swap shows.

Standard library only: an auditor copies this one file elsewhere and runs `python chain.py FILE.jsonl`.
Each line is {"seq": 1, "record": {…}, "hash": "<64 hex>"}. Exit 0: all agree; 1: broken; 2: cannot tell.

A chain cannot see that its end was cut or that all of it was rewritten; a head kept elsewhere shows it.
"""

import argparse
import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ALGORITHMS = ("sha256", "sm3")
GENESIS = bytes(32)

REASONS = {
    "content": "内容与校验值不符：本条被改动，或它前面有记录被删除、插入、调换",
    "order": "序号不连续：有记录缺失、重复或调换",
    "record": "记录里有不允许出现的内容，无法计算校验值",
    "tail": "末尾缺失：外部留存的末条记录不在其中",
    "head": "与外部留存的末条校验值不符：整条链可能被重写",
}


@dataclass(frozen=True)
class Verdict:
    """The outcome of a verification (核验结果): how many rows agree, and the first that does not and why.

    `reason` is a key of REASONS, empty when `ok`.
    """

    ok: bool
    checked: int
    first_bad_seq: int | None = None
    reason: str = ""


def canonical(record: Mapping[str, object]) -> bytes:
    """Write a record in its one form: JSON, keys sorted by code point, NFC, UTF-8, no spaces, no floats.

    Holds text, integers, booleans, None, lists and mappings with text keys; anything else is a ValueError.
    """
    text = json.dumps(_plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def link(previous: bytes, record: Mapping[str, object], algorithm: str = "sha256") -> bytes:
    """Return the hash (32 bytes) of `record` standing behind `previous`, GENESIS for the first.

    Leaf and node are told apart by a first byte 0 or 1, as in RFC 6962 §2.1. A record not hashed with sha256
    must name its "algorithm" itself, or nobody could verify it: ValueError.
    """
    if algorithm != record.get("algorithm", "sha256") or algorithm not in ALGORITHMS:
        raise ValueError('a record is hashed with sha256, or with the sm3 that its own "algorithm" names')
    if algorithm not in hashlib.algorithms_available:
        raise RuntimeError(f"本机的 Python 不支持 {algorithm}")
    leaf = hashlib.new(algorithm, b"\x00" + canonical(record)).digest()
    return hashlib.new(algorithm, b"\x01" + previous + leaf).digest()


def verify(
    rows: Iterable[tuple[int, Mapping[str, object], bytes]],
    start: bytes = GENESIS,
    head: tuple[int, bytes] | None = None,
) -> Verdict:
    """Check (seq, record, hash) rows in order, from the hash `start` on.

    `head` is a (seq, hash) kept outside, such as a signed checkpoint: the chain must contain it; without it a
    cut tail goes unseen. A record that carries its own "seq" must stand at it.
    """
    previous, last, checked = start, None, 0
    met = head is None or head[1] == start
    for seq, record, digest in rows:
        reason = _fault(previous, last, seq, record, digest)
        if head and seq == head[0]:
            reason, met = reason or ("" if digest == head[1] else "head"), True
        if reason:
            return Verdict(False, checked, seq, reason)
        previous, last, checked = digest, seq, checked + 1
    if head and not met:
        return Verdict(False, checked, head[0] if last is None else min(last + 1, head[0]), "tail")
    return Verdict(True, checked)


def _fault(previous: bytes, last: int | None, seq: int, record: Mapping[str, object], digest: bytes) -> str:
    if (last is not None and seq != last + 1) or record.get("seq", seq) != seq:
        return "order"
    try:
        expected = link(previous, record, str(record.get("algorithm", "sha256")))
    except (ValueError, RecursionError):
        return "record"
    return "" if digest == expected else "content"


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        plain = {unicodedata.normalize("NFC", key): _plain(item) for key, item in value.items()}
        if len(plain) == len(value):
            return plain
    raise ValueError(f"a record cannot hold this {type(value).__name__}")


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, object], bytes]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line, object_pairs_hook=_without_repeats)
                if type(row["seq"]) is not int or not isinstance(row["record"], dict):
                    raise ValueError
                yield row["seq"], row["record"], bytes.fromhex(row["hash"])
            except (ValueError, KeyError, TypeError, RecursionError):
                raise ValueError(f"第 {number} 行不是审计链的格式") from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse an object that names a key twice: two readers could each see another record."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def _head(text: str) -> tuple[int, bytes]:
    seq, _, digest = text.partition(":")
    return int(seq), bytes.fromhex(digest)


def main(arguments: list[str]) -> int:
    """Verify a file and say in Chinese what was found; returns the exit status."""
    parser = argparse.ArgumentParser(description="核验审计链文件：0 相符，1 不相符，2 无法核验。")
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help="导出的审计链，每行一条")
    parser.add_argument("--head", type=_head, metavar="SEQ:HEX", help="外部留存的末条序号和校验值")
    parser.add_argument(
        "--start", type=bytes.fromhex, default=GENESIS, metavar="HEX", help="本段之前最后一条的校验值"
    )
    options = parser.parse_args(arguments)
    try:
        verdict = verify(_rows(options.file), options.start, options.head)
    except OSError:
        return _undecided("读不到文件，请检查文件名")
    except (ValueError, RuntimeError) as fault:
        return _undecided(f"{fault}，请重新导出文件或换一台机器再试")
    if not verdict.ok:
        print(
            f"不相符：第 {verdict.first_bad_seq} 条。{REASONS[verdict.reason]}。请保留原文件并报告审计人员。"
        )
        return 1
    if not verdict.checked:
        return _undecided("文件里没有记录，请重新导出")
    print(f"相符：共核对 {verdict.checked} 条。")
    if not options.head:
        print("注意：没有给出外部留存的末条，看不出末尾是否被截去。请用 --head 给出。")
    return 0


def _undecided(why: str) -> int:
    print(f"无法核验：{why}。", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
