"""What came of a row: taken, taken with a question, or refused; and what it would change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from service.ground.words import Words


class RowVerdict(Words):
    """结论 of one row."""

    ACCEPTED = "accepted", "收下"
    QUESTION = "question", "收下，请核对"
    REFUSED = "refused", "拒收"


class RowKind(Words):
    """与现有登记相比."""

    NEW = "new", "新增"
    PENDING = "pending", "待核对"
    CHANGED = "changed", "更正"
    UNCHANGED = "unchanged", "无变化"


# Of whoever is not this union's own, the same for everybody: nobody learns here who is registered elsewhere.
PENDING_WORDS = "待核对，确认后由系统核对"


class Note(NamedTuple):
    """A sentence about one column of a row, for the person who typed it; it never repeats a number.

    ``bars`` says that this is why the row is refused.
    """

    column: str
    sentence: str
    bars: bool = False


@dataclass(frozen=True)
class RowComparison:
    """What the register says about a row: its kind, the columns that would change, questions, or why not."""

    kind: RowKind | None = None
    changes: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    refused: bool = False


@dataclass
class JudgedRow:
    """One row of the file: judged by itself, then compared with the register (``finding``)."""

    line: int
    serial: str
    title: str = field(repr=False)
    facts: dict[str, Any] = field(default_factory=dict, repr=False)
    notes: list[Note] = field(default_factory=list)
    barred: bool = False
    finding: RowComparison = field(default_factory=RowComparison)

    def ask(self, column: str, sentence: str) -> None:
        """Take the row, and ask the person who confirms to look."""
        self.notes.append(Note(column, sentence))

    def refuse(self, column: str, sentence: str) -> None:
        """Do not take the row."""
        self.notes.append(Note(column, sentence, bars=True))
        self.barred = True

    @property
    def all_notes(self) -> list[Note]:
        """What to tell about this row."""
        return [*self.notes, *self.finding.notes]

    @property
    def compared(self) -> str:
        """与登记相比, in words: what it is, and which columns would change."""
        kind, changes = self.finding.kind, "、".join(self.finding.changes)
        if kind is RowKind.PENDING:
            return PENDING_WORDS
        return "" if kind is None else f"{kind.label}：{changes}" if changes else kind.label

    @property
    def verdict(self) -> RowVerdict:
        """Refused, taken with a question, or taken."""
        if self.barred or self.finding.refused:
            return RowVerdict.REFUSED
        return RowVerdict.QUESTION if self.all_notes else RowVerdict.ACCEPTED


def counted(rows: Sequence[JudgedRow], absent: int) -> dict[str, int]:
    """How many rows of each verdict and of each kind, and how many members the file does not name."""
    counts = {word.value: 0 for word in (*RowVerdict, *RowKind)}
    for row in rows:
        counts[row.verdict.value] += 1
        if row.finding.kind is not None:
            counts[row.finding.kind.value] += 1
    return counts | {"absent": absent}


def taken_off(rows: Sequence[JudgedRow]) -> list[RowComparison]:
    """The findings of rows that are to be compared anew; the rows are left without."""
    findings = [row.finding for row in rows]
    for row in rows:
        row.finding = RowComparison()
    return findings


def packed(rows: Sequence[JudgedRow]) -> bytes:
    """The preview as it is sealed."""
    return json.dumps([_as_json(row) for row in rows], ensure_ascii=False).encode()


def unpacked(data: bytes) -> list[JudgedRow]:
    """The preview as it was sealed."""
    return [_from_json(one) for one in json.loads(data)]


def _as_json(row: JudgedRow) -> dict[str, Any]:
    finding = row.finding
    found = {"changes": finding.changes, "notes": finding.notes, "refused": finding.refused}
    return vars(row) | {"finding": found | {"kind": finding.kind.value if finding.kind else None}}


def _from_json(one: dict[str, Any]) -> JudgedRow:
    found = one["finding"]
    finding = RowComparison(
        kind=RowKind(found["kind"]) if found["kind"] else None,
        changes=tuple(found["changes"]),
        notes=tuple(Note(*note) for note in found["notes"]),
        refused=found["refused"],
    )
    return JudgedRow(**one | {"finding": finding, "notes": [Note(*note) for note in one["notes"]]})
