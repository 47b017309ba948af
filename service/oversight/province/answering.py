"""The province's answers against the lines of a pack: what is new, what is the same again, what belongs to nobody there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.db import in_parts
from service.ground.errors import Refusal
from service.ground.moves import move
from service.ground.sealing import find_many, load_keys, opened, seal_fields
from service.oversight.province.columns import ROW_CODE
from service.oversight.province.models import MOVES, ProvincePack, ProvinceResult, ProvinceRow, RowResult
from service.oversight.province.sheet import FORM, NUMBER, REASON, RESULT, judge
from service.register.access.models import Actor
from service.register.audit.log import record
from service.rolls.imports.models import Import, ImportKind
from service.rolls.imports.procedures import Procedure, Procedures
from service.rolls.imports.progress import Report
from service.rolls.imports.table import TableRow
from service.rolls.imports.verdicts import JudgedRow, Note, RowComparison, RowKind


def pack_answered(session: Session, import_: Import) -> ProvincePack:
    """The pack to which an uploaded file answers; raises NOT_FOUND for a file that was not uploaded to one."""
    whole = joinedload(ProvinceResult.pack)
    found = session.get(ProvinceResult, import_.id, options=[whole])
    if found is None:
        raise Refusal("NOT_FOUND")
    return found.pack


def _judge(session: Session, import_: Import, rows: Sequence[TableRow]) -> Iterator[JudgedRow]:
    return judge(rows, pack_answered(session, import_).export_id.hex[-8:].upper())


class ResultComparison:
    """The judged rows of one result file held against its pack as it stands."""

    def __init__(self, session: Session, import_: Import, rows: Sequence[JudgedRow], report: Report) -> None:
        """Find the line that each row answers, 500 at a time, and give each row its finding."""
        self.rows = rows
        self.pack = pack_answered(session, import_)
        self._meant: dict[int, ProvinceRow] = {}
        done = 0
        for part in in_parts(rows):
            self._look_up(session, [row for row in part if not row.barred])
            done += len(part)
            report(done)
        self._find()
        self.absent = self._absent(session)

    def _look_up(self, session: Session, rows: Sequence[JudgedRow]) -> None:
        """The lines of the pack that a part of the file means, with their keys at hand."""
        people = find_many(
            session, "person", "id_number", {row.facts.get("number", "") for row in rows} - {""}
        )
        of_pack = select(ProvinceRow).where(ProvinceRow.pack_id == self.pack.id)
        numbers = [row.facts["row"] for row in rows if "row" in row.facts]
        by_number = {
            one.number: one for one in session.scalars(of_pack.where(ProvinceRow.number.in_(numbers)))
        }
        named = of_pack.where(ProvinceRow.person_id.in_(list(people.values())))
        by_person = {one.person_id: one for one in session.scalars(named)}
        load_keys(session, [one.person_id for one in (*by_number.values(), *by_person.values())])
        for row in rows:
            person = people.get(row.facts.get("number", ""))
            if "row" in row.facts:
                row.finding = self._by_number(row, by_number.get(row.facts["row"]), person)
            elif person in by_person:
                self._meant[row.line] = by_person[person]
            else:
                row.finding = _refused(NUMBER, "这个报送包里没有这个人，没有写入；请核对是不是传错了文件。")

    def _by_number(self, row: JudgedRow, meant: ProvinceRow | None, person: UUID | None) -> RowComparison:
        if meant is None:
            return _refused(ROW_CODE, "这个报送包里没有这一行，没有写入。")
        if person not in (None, meant.person_id):
            return _refused(NUMBER, "行号和证件号码不是同一个人，没有写入；请核对结果文件有没有错行。")
        self._meant[row.line] = meant
        if person is None and row.facts.get("number"):
            note = Note(NUMBER, "证件号码与现在的登记不同，按行号写入，请核对。")
            return RowComparison(notes=(note,))
        return RowComparison()

    def _find(self) -> None:
        """Give each row its kind; of several rows about one line none counts that another contradicts."""
        about: dict[UUID, list[JudgedRow]] = {}
        for row in self.rows:
            if row.line in self._meant:
                about.setdefault(self._meant[row.line].id, []).append(row)
        for same in about.values():
            first = same[0]
            agreed = all(_said(row) == _said(first) for row in same)
            for row in same:
                if not agreed:
                    row.finding = _refused(RESULT, "同一个人有两个不同的结果，都没有写入；请向省平台问清楚。")
                elif row is not first:
                    row.finding = _refused(RESULT, f"与表格第 {first.line} 行重复，只写入一次。")
                else:
                    row.finding = _compared(self._meant[row.line], row)

    def _absent(self, session: Session) -> int:
        """How many lines of the pack have no answer yet and get none from this file."""
        unanswered = select(func.count()).where(
            ProvinceRow.pack_id == self.pack.id, ProvinceRow.result == RowResult.SENT
        )
        fresh = sum(row.finding.kind is RowKind.NEW for row in self.rows)
        return (session.scalar(unanswered) or 0) - fresh

    def prepare(self, session: Session, report: Report) -> "ResultChange":
        """Seal the reasons; nothing is written."""
        change, done = ResultChange(self.pack.id), 0
        for part in in_parts(self.rows):
            for row in part:
                if row.finding.kind in (RowKind.NEW, RowKind.CHANGED):
                    change.add(session, self._meant[row.line], row)
            done += len(part)
            report(done)
        return change


@dataclass
class ResultChange:
    """Everything that one result file writes; it lives in memory only."""

    pack_id: UUID
    answers: list[dict[str, Any]] = field(default_factory=list, repr=False)
    seen: dict[UUID, RowResult] = field(default_factory=dict)

    def add(self, session: Session, meant: ProvinceRow, row: JudgedRow) -> None:
        """Add one answer of the province, sealed for its row."""
        # A stand-in carries the seal: the row itself belongs to a session that only reads.
        sealed = ProvinceRow(id=meant.id, person_id=meant.person_id)
        load_keys(session, [meant.person_id])
        seal_fields(session, sealed, reason=row.facts.get("reason") or None)
        self.seen[meant.id] = meant.result
        self.answers.append(
            {
                "id": meant.id,
                "result": RowResult(row.facts["result"]),
                "reason_sealed": sealed.reason_sealed,
            }
        )

    def apply(self, session: Session, actor: Actor) -> Mapping[str, int]:
        """Write the answers; raises MOVE_NOT_ALLOWED once the pack has ended, IMPORT_OUTDATED when another was faster."""
        pack = session.get_one(ProvincePack, self.pack_id, with_for_update=True, populate_existing=True)
        move(pack, "answer", MOVES)
        now = pack.answered_at = clock.now()
        for part in in_parts(self.answers):
            ids = [answer["id"] for answer in part]
            stand = select(ProvinceRow.id, ProvinceRow.result).where(ProvinceRow.id.in_(ids))
            if any(self.seen[id_] is not result for id_, result in session.execute(stand)):
                raise Refusal("IMPORT_OUTDATED")
            session.execute(update(ProvinceRow), [answer | {"answered_at": now} for answer in part])
        counts = {word: sum(answer["result"] is word for answer in self.answers) for word in RowResult}
        details: dict[str, int | str] = {
            "accepted": counts[RowResult.ACCEPTED],
            "rejected": counts[RowResult.REJECTED],
        }
        record(
            session, actor, "province:answer", "province", pack.id, union_id=pack.union_id, details=details
        )
        return {}


def _said(row: JudgedRow) -> tuple[str, str]:
    return row.facts["result"], row.facts.get("reason", "")


def _compared(meant: ProvinceRow, row: JudgedRow) -> RowComparison:
    """Compare one answer with the one that stands there; a person who was erased gets none."""
    result, notes = RowResult(row.facts["result"]), row.finding.notes
    try:
        reason = opened(meant, "reason")
    except Unreadable:
        return _refused(NUMBER, "这个人的个人信息已删除，结果不再记录。")
    if meant.result is RowResult.SENT:
        return RowComparison(RowKind.NEW, (result.label,), notes)
    if meant.result is result and reason == row.facts.get("reason", ""):
        return RowComparison(RowKind.UNCHANGED, notes=notes)
    return RowComparison(RowKind.CHANGED, (result.label if meant.result is not result else REASON,), notes)


def _refused(column: str, sentence: str) -> RowComparison:
    return RowComparison(notes=(Note(column, sentence, bars=True),), refused=True)


PROCEDURES: Procedures = {ImportKind.PROVINCE_RESULT: Procedure(FORM, _judge, ResultComparison)}
