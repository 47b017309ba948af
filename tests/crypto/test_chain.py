"""The audit chain: every edit, gap, swap, insertion and, with a head kept outside, every cut is found."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import chain
from crypto.chain import GENESIS, REASONS, Verdict, canonical, link, verify
from tests.crypto import second
from tests.crypto.world import vectors

CHAINS = vectors("chain")["chains"]
Row = tuple[int, dict[str, Any], bytes]


def told(count: int, algorithm: str = "sha256") -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for seq in range(1, count + 1):
        record: dict[str, Any] = {
            "seq": seq,
            "act": "card:activate",
            "object": f"sample-{seq}",
            "outcome": "done",
        }
        if algorithm != "sha256":
            record["algorithm"] = algorithm
        previous = link(previous, record, algorithm)
        rows.append((seq, record, previous))
    return rows


def rehashed(rows: list[Row], since: int) -> list[Row]:
    """The work of someone who may write the table: every hash from `since` on made to fit again."""
    kept, previous = rows[:since], rows[since - 1][2] if since else GENESIS
    for seq, record, _ in rows[since:]:
        previous = link(previous, record, record.get("algorithm", "sha256"))
        kept.append((seq, record, previous))
    return kept


@pytest.mark.parametrize("case", CHAINS, ids=lambda case: case["algorithm"])
def test_chains_written_by_the_first_version_still_verify(case: dict[str, Any]) -> None:
    rows = [(row["seq"], row["record"], bytes.fromhex(row["hash"])) for row in case["rows"]]
    assert verify(rows, head=(3, rows[-1][2])) == Verdict(True, 3)


@pytest.mark.parametrize("case", CHAINS, ids=lambda case: case["algorithm"])
def test_a_second_implementation_finds_the_same_hashes(case: dict[str, Any]) -> None:
    previous = GENESIS
    for row in case["rows"]:
        previous = second.chain_hash(previous, row["record"], case["algorithm"])
        assert previous.hex() == row["hash"]


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_an_untouched_chain_agrees(algorithm: str) -> None:
    rows = told(50, algorithm)
    assert verify(iter(rows), head=(50, rows[-1][2])) == Verdict(True, 50)


def test_a_chain_may_change_its_hash_on_the_way_because_each_record_names_its_own() -> None:
    rows = told(2)
    record = {"seq": 3, "algorithm": "sm3"}
    assert verify([*rows, (3, record, link(rows[-1][2], record, "sm3"))]) == Verdict(True, 3)


def test_an_edited_record_is_named() -> None:
    rows = told(10)
    rows[4][1]["outcome"] = "refused"
    assert verify(rows) == Verdict(False, 4, 5, "content")


def test_an_edited_hash_is_named() -> None:
    rows = told(10)
    for bit in range(256):
        altered = bytearray(rows[4][2])
        altered[bit // 8] ^= 1 << bit % 8
        assert verify([*rows[:4], (5, rows[4][1], bytes(altered)), *rows[5:]]) == Verdict(
            False, 4, 5, "content"
        )


def test_a_removed_record_is_named() -> None:
    rows = told(10)
    assert verify(rows[:4] + rows[5:]) == Verdict(False, 4, 6, "order")
    assert verify(rows[1:]) == Verdict(False, 0, 2, "content")


def test_a_removal_hidden_by_numbering_anew_is_named() -> None:
    rows = told(10)
    renumbered = [(seq - 1, record | {"seq": seq - 1}, digest) for seq, record, digest in rows[5:]]
    assert verify(rows[:4] + renumbered) == Verdict(False, 4, 5, "content")


def test_swapped_records_are_named() -> None:
    rows = told(10)
    assert verify([*rows[:4], rows[5], rows[4], *rows[6:]]) == Verdict(False, 4, 6, "order")
    swapped = [(5, rows[5][1], rows[5][2]), (6, rows[4][1], rows[4][2])]
    assert verify(rows[:4] + swapped + rows[6:]) == Verdict(False, 4, 5, "order")


def test_an_inserted_record_is_named() -> None:
    rows = told(10)
    record = {"act": "card:revoke"}
    between = (5, record, link(rows[3][2], record))
    moved = [(seq + 1, record | {"seq": seq + 1}, digest) for seq, record, digest in rows[4:]]
    assert verify([*rows[:4], between, *moved]) == Verdict(False, 5, 6, "content")
    assert verify([*rows[:4], rows[3], *rows[4:]]) == Verdict(False, 4, 4, "order")


def test_a_record_standing_at_another_number_than_its_own_is_named() -> None:
    rows = told(3)
    assert verify([(seq + 7, record, digest) for seq, record, digest in rows]) == Verdict(
        False, 0, 8, "order"
    )


def test_a_cut_tail_shows_only_against_a_head_kept_outside() -> None:
    rows = told(10)
    assert verify(rows[:7]) == Verdict(True, 7)
    assert verify(rows[:7], head=(10, rows[-1][2])) == Verdict(False, 7, 8, "tail")
    assert verify([], head=(10, rows[-1][2])) == Verdict(False, 0, 10, "tail")


def test_a_chain_rewritten_from_the_middle_shows_only_against_a_head_kept_outside() -> None:
    rows = told(10)
    head = (10, rows[-1][2])
    rows[4] = (5, rows[4][1] | {"outcome": "refused"}, b"")
    forged = rehashed(rows, 4)
    assert verify(forged) == Verdict(True, 10)
    assert verify(forged, head=head) == Verdict(False, 9, 10, "head")


def test_a_chain_that_has_grown_since_the_checkpoint_agrees() -> None:
    rows = told(10)
    assert verify(rows, head=(6, rows[5][2])) == Verdict(True, 10)
    assert verify([], head=(0, GENESIS)) == Verdict(True, 0)


def test_a_segment_verifies_from_the_head_of_the_one_before() -> None:
    rows = told(10)
    assert verify(rows[6:], start=rows[5][2], head=(10, rows[-1][2])) == Verdict(True, 4)
    assert verify(rows[6:], start=rows[4][2]) == Verdict(False, 0, 7, "content")


def test_a_thousand_random_tamperings_are_all_found() -> None:
    dice = random.Random(20261120)
    rows = told(30)
    head = (30, rows[-1][2])
    missed = [turn for turn in range(1000) if verify(tampered(rows, dice), head=head).ok]
    assert missed == []


def tampered(rows: list[Row], dice: random.Random) -> list[Row]:
    rows = [(seq, dict(record), digest) for seq, record, digest in rows]
    at = dice.randrange(len(rows))
    kind = dice.choice(["edit", "remove", "swap", "copy", "cut", "rewrite"])
    if kind == "edit":
        rows[at][1][dice.choice(["act", "object", "outcome", "new"])] = dice.randrange(10**6)
    elif kind == "remove":
        del rows[at]
    elif kind == "swap":
        other = (at + dice.randrange(1, len(rows))) % len(rows)
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == "copy":
        rows.insert(at, rows[dice.randrange(len(rows))])
    elif kind == "cut":
        del rows[at:]
    else:
        rows[at][1]["object"] = "forged"
        rows = rehashed(rows, at)
    return rows


def test_a_leaf_cannot_be_passed_off_as_a_node() -> None:
    """The first byte keeps record and link apart, whatever bytes a record is made of (RFC 6962 §2.1)."""
    record = {"act": "x"}
    leaf = hashlib.sha256(b"\x00" + canonical(record)).digest()
    assert link(GENESIS, record) == hashlib.sha256(b"\x01" + GENESIS + leaf).digest()


def test_the_canonical_form_is_the_same_for_equal_records() -> None:
    assert canonical({"b": 1, "a": [True, None, {"é": "x"}]}) == '{"a":[true,null,{"é":"x"}],"b":1}'.encode()
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})
    assert canonical({"name": "e\u0301"}) == canonical({"name": "\u00e9"})
    assert canonical({"list": (1, 2)}) == canonical({"list": [1, 2]})


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), b"bytes", {1: "x"}, {"\u00e9": 1, "e\u0301": 2}, {"set"}, "\ud800", object()],
    ids=["float", "nan", "bytes", "number as key", "keys equal in NFC", "set", "lone surrogate", "object"],
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"cannot hold|surrogates not allowed"):
        canonical({"value": value})
    assert verify([(1, {"value": value}, GENESIS)]) == Verdict(False, 0, 1, "record")


# Few characters, but those that could confuse: quotes, brackets, digits, and an accent in its two spellings.
TEXTS = st.text('"\\\n{}[]:,1ne\u0301\u00e9', max_size=4)
LEAVES = st.none() | st.booleans() | st.integers(0, 12) | TEXTS
RECORDS = st.dictionaries(st.sampled_from("ab1"), LEAVES | st.lists(LEAVES, max_size=2), max_size=2)


@given(RECORDS, RECORDS)
def test_two_records_have_one_form_only_if_they_are_equal_in_nfc(
    left: dict[str, Any], right: dict[str, Any]
) -> None:
    equal = repr(sorted(composed(left).items())) == repr(sorted(composed(right).items()))
    assert (canonical(left) == canonical(right)) == equal


def composed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: composed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [composed(item) for item in value]
    return value.replace("e\u0301", "\u00e9") if isinstance(value, str) else value


def test_a_record_must_name_any_hash_but_sha256() -> None:
    for record, algorithm in [({}, "sm3"), ({"algorithm": "sm3"}, "sha256"), ({"algorithm": "md5"}, "md5")]:
        with pytest.raises(ValueError, match="is hashed with"):
            link(GENESIS, record, algorithm)
    forged = {"algorithm": "md5"}
    assert verify([(1, forged, bytes(16))]) == Verdict(False, 0, 1, "record")


def run(*arguments: str) -> tuple[int, str]:
    """The file alone, as an auditor runs it: no installed packages, no PYTHONPATH."""
    script = str(Path(chain.__file__))
    done = subprocess.run(
        [sys.executable, "-E", "-S", script, *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def written(path: Path, rows: list[Row]) -> str:
    lines = [json.dumps({"seq": seq, "record": record, "hash": digest.hex()}) for seq, record, digest in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return str(path)


def test_the_auditor_is_told_that_all_agree(tmp_path: Path) -> None:
    rows = told(12)
    file = written(tmp_path / "chain.jsonl", rows)
    assert run(file, "--head", f"12:{rows[-1][2].hex()}") == (0, "相符：共核对 12 条。\n")
    code, said = run(file)
    assert (code, said.splitlines()[1]) == (
        0,
        "注意：没有给出外部留存的末条，看不出末尾是否被截去。请用 --head 给出。",
    )
    assert run(written(tmp_path / "part.jsonl", rows[4:]), "--start", rows[3][2].hex())[0] == 0


def test_the_auditor_is_told_the_first_bad_record(tmp_path: Path) -> None:
    rows = told(12)
    head = f"12:{rows[-1][2].hex()}"
    rows[6][1]["outcome"] = "refused"
    end = "请保留原文件并报告审计人员。\n"
    assert run(written(tmp_path / "edit.jsonl", rows)) == (1, f"不相符：第 7 条。{REASONS['content']}。{end}")
    cut = written(tmp_path / "cut.jsonl", told(12)[:9])
    assert run(cut, "--head", head) == (1, f"不相符：第 10 条。{REASONS['tail']}。{end}")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"not json",
        b"[]",
        b'{"seq": 1}',
        b'{"seq": "1", "record": {}, "hash": ""}',
        b'{"seq": 1, "record": [], "hash": ""}',
        b'{"seq": 1, "record": {}, "hash": "xyz"}',
        b'{"seq": 1, "record": {"a": 1, "a": 2}, "hash": ""}',
        b'{"seq": 1, "record": {}, "hash": "\xff"}',
        b"[" * 100_000,
    ],
    ids=["blank", "text", "list", "bare", "seq", "record", "hash", "key twice", "not utf-8", "deep"],
)
def test_the_auditor_is_told_which_line_is_no_record(tmp_path: Path, line: bytes) -> None:
    file = Path(written(tmp_path / "chain.jsonl", told(2)))
    file.write_bytes(file.read_bytes() + line + b"\n")
    code, said = run(str(file))
    assert (code, said) == (2, "无法核验：第 3 行不是审计链的格式，请重新导出文件或换一台机器再试。\n")


def test_the_auditor_is_told_when_there_is_nothing_to_verify(tmp_path: Path) -> None:
    assert run(written(tmp_path / "empty.jsonl", [])) == (2, "无法核验：文件里没有记录，请重新导出。\n")
    assert run(str(tmp_path / "absent.jsonl")) == (2, "无法核验：读不到文件，请检查文件名。\n")
    assert run()[0] == 2
    assert run("x", "--head", "nonsense")[0] == 2
