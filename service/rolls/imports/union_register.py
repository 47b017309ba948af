"""附件1 against the register: which union is new, corrected or known; and writing it down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import load_keys, opened, seal_fields
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.unions.actions import found
from service.register.unions.models import MIDDLE_KINDS, Union, UnionForm, UnionKind
from service.register.units.models import Unit, UnitNature
from service.rolls.imports.progress import Report
from service.rolls.imports.union_rows import HEADINGS
from service.rolls.imports.verdicts import JudgedRow, Note, RowComparison, RowKind, taken_off

_OF_UNIT = {
    "unit_name": "name",
    "uscc": "uscc",
    "nature": "nature",
    "place": "place",
    "headcount": "headcount",
}
_OF_UNION = {
    "union_name": "name",
    "form": "form",
    "founded_on": "founded_on",
    "reported_members": "reported_members",
    "remark": "remark",
}
_SEALED = ("leader", "phone")


@dataclass
class Match:
    """What the register has for a row: the unit, the union, and the union above a new one."""

    unit: Unit | None
    union: Union | None
    parent: Union


class UnionComparison:
    """The judged rows of one file held against the unions below the chosen one."""

    absent = 0  # annex 1 of one township says nothing about the others

    def __init__(self, session: Session, top: Union, rows: Sequence[JudgedRow], report: Report) -> None:
        """Look every unit and union up, and give each row its finding."""
        self.rows = rows
        self._top = top
        self._middle = session.scalars(
            select(Union).where(
                Union.kind.in_(MIDDLE_KINDS), Union.path.startswith(top.path, autoescape=True)
            )
        ).all()
        self._units, self._unions = _known(session, rows)
        self._named = _by_name(self._units.values(), self._unions.values())
        self._matches = {row.line: self._match(row) for row in rows if not row.barred}
        for row in rows:
            if not row.barred:
                row.finding = self._finding(row, self._matches[row.line])
        report(len(rows))

    def _match(self, row: JudgedRow) -> Match:
        """By the unit's code, then by the names of union and unit together: joint unions may share a name."""
        facts, parent = row.facts, self._parent(row) or self._top
        unit = self._units.get(facts.get("uscc", ""))
        if unit is not None:
            return Match(unit, self._unions.get(unit.union_id), parent)
        candidates = self._named.get(facts["union_name"], [])
        for candidate in candidates:
            union, covered = candidate
            if covered is None or (covered.name == facts["unit_name"] and _may_be(covered, facts)):
                candidates.remove(candidate)  # a second row of the file is another unit
                return Match(covered, union, parent)
        return Match(None, None, parent)

    def _parent(self, row: JudgedRow) -> Union | None:
        """备注 names the township, street, park or industry; only when exactly one fits."""
        remark = row.facts.get("remark", "")
        fitting = [union for union in self._middle if remark and union.name.startswith(remark)]
        return fitting[0] if len(fitting) == 1 else None

    def _finding(self, row: JudgedRow, match: Match) -> RowComparison:
        if match.union is None:
            lost = self._parent(row) is None and self._top.kind is UnionKind.COUNTY
            sentence = f"备注里没有认出乡镇（街道、园区、产业）工会，先记在“{self._top.name}”名下，请核对。"
            return RowComparison(RowKind.NEW, notes=(Note("备注", sentence),) if lost else ())
        if not match.union.path.startswith(self._top.path):
            return RowComparison(
                notes=(Note("单位名称", "这个单位已登记在别的乡镇（街道）工会名下。", bars=True),),
                refused=True,
            )
        changes = tuple(HEADINGS[name] for name in _differing(match, row.facts))
        named = self._parent(row)
        moved = named is not None and named.id != match.union.parent_id
        note = Note("备注", "与现在的上级工会不同；隶属关系不随导入变动，需要调整请单独办理。")
        return RowComparison(
            RowKind.CHANGED if changes else RowKind.UNCHANGED, changes, (note,) if moved else ()
        )

    def prepare(self, _session: Session, _report: Report) -> "UnionChange":
        """What is to be written: a union takes its number below its parent, so nothing can be made beforehand."""
        return UnionChange(self._top, self.rows)

    def hold(self, session: Session) -> None:
        """Hold the unions that are corrected and those below which one is founded, and judge by what they are then."""
        matches = [self._matches[row.line] for row in self.rows if not row.barred]
        hold(session, {Union: {(match.union or match.parent).id for match in matches}})
        for row in self.rows:
            if not row.barred:
                row.finding = self._finding(row, self._matches[row.line])

    def write(self, session: Session, actor: Actor) -> None:
        """Found new unions and correct known ones; IntegrityError when somebody was faster."""
        for row in self.rows:
            if row.finding.kind is RowKind.NEW:
                self._found(session, actor, row)
            elif row.finding.kind is RowKind.CHANGED:
                self._correct(session, actor, row)
        session.flush()

    def _found(self, session: Session, actor: Actor, row: JudgedRow) -> None:
        match, facts = self._matches[row.line], row.facts
        match.union = found(
            session,
            actor,
            match.parent,
            facts["union_name"],
            UnionKind.GRASSROOTS,
            form=UnionForm(facts["form"]) if "form" in facts else None,
            founded_on=_stored("founded_on", facts["founded_on"]) if "founded_on" in facts else None,
            leader=facts.get("leader"),
            phone=facts.get("phone"),
            reported_members=facts.get("reported_members"),
            remark=facts.get("remark", ""),
        )
        _cover(session, actor, match, facts)

    def _correct(self, session: Session, actor: Actor, row: JudgedRow) -> None:
        match = self._matches[row.line]
        if match.union is None:
            return
        for name in _differing(match, row.facts):
            if name in _SEALED:
                seal_fields(session, match.union, **{name: row.facts[name]})
            elif name in _OF_UNION:
                setattr(match.union, _OF_UNION[name], _stored(name, row.facts[name]))
        _cover(session, actor, match, row.facts)
        details = {"columns": "、".join(row.finding.changes), "source": "import"}
        union_id = match.union.id
        record(session, actor, "union:correct", "union", union_id, union_id=union_id, details=details)


@dataclass
class UnionChange:
    """What one file writes: found out anew in the transaction that writes it, for the county has few unions."""

    top: Union
    rows: Sequence[JudgedRow]

    def apply(self, session: Session, actor: Actor) -> Mapping[str, int]:
        """Found and correct; raises IMPORT_OUTDATED when the register has changed, IntegrityError when overtaken."""
        expected = taken_off(self.rows)
        compared = UnionComparison(session, session.get_one(Union, self.top.id), self.rows, lambda _: None)
        compared.hold(session)
        if [row.finding for row in self.rows] != expected:
            raise Refusal("IMPORT_OUTDATED")
        compared.write(session, actor)
        return {}


def _known(session: Session, rows: Sequence[JudgedRow]) -> tuple[dict[str, Unit], dict[Any, Union]]:
    """Units by code (or id, for those without) and unions by id: all that a row of this file may mean."""
    codes = [row.facts["uscc"] for row in rows if "uscc" in row.facts]
    names = [row.facts["union_name"] for row in rows if "union_name" in row.facts]
    unions: dict[Any, Union] = {}
    units: dict[str, Unit] = {}
    for start in range(0, len(rows), 500):
        part = slice(start, start + 500)
        named = session.scalars(select(Union).where(Union.name.in_(names[part]))).all()
        covered = session.scalars(select(Unit).where(Unit.union_id.in_([union.id for union in named]))).all()
        coded = session.scalars(select(Unit).where(Unit.uscc.in_(codes[part]))).all()
        above = select(Union).where(Union.id.in_([unit.union_id for unit in coded if unit.union_id]))
        unions |= {union.id: union for union in (*named, *session.scalars(above))}
        units |= {unit.uscc or unit.id.hex: unit for unit in (*covered, *coded)}
    load_keys(session, unions)
    return units, unions


def _by_name(units: Iterable[Unit], unions: Iterable[Union]) -> dict[str, list[tuple[Union, Unit | None]]]:
    """Union name → the unions of that name with each of their units, or with none."""
    covered: dict[Any, list[Unit | None]] = {}
    for unit in units:
        covered.setdefault(unit.union_id, []).append(unit)
    named: dict[str, list[tuple[Union, Unit | None]]] = {}
    for union in unions:
        for one in covered.get(union.id, [None]):
            named.setdefault(union.name, []).append((union, one))
    return named


def _may_be(unit: Unit, facts: dict[str, Any]) -> bool:
    """A unit of the same name is this one unless both have a credit code and the codes differ."""
    return unit.uscc is None or "uscc" not in facts or len(unit.uscc) == 9


def _differing(match: Match, facts: dict[str, Any]) -> list[str]:
    """The facts that the register has otherwise."""
    union, different = match.union, []
    for name, value in facts.items():
        now: Any
        if name in _SEALED:
            now = opened(union, name) if union else ""
        elif name in _OF_UNION:
            now = getattr(union, _OF_UNION[name], None)
        else:
            now = getattr(match.unit, _OF_UNIT[name], None)
        if now != _stored(name, value):
            different.append(name)
    return different


def _stored(name: str, value: Any) -> Any:
    """A fact as its column holds it."""
    kinds: dict[str, Any] = {"nature": UnitNature, "form": UnionForm, "founded_on": date.fromisoformat}
    return kinds[name](value) if name in kinds else value


def _cover(session: Session, actor: Actor, match: Match, facts: dict[str, Any]) -> None:
    """Keep the unit's facts and which union covers it; a lead (应建未建线索) becomes a covered unit."""
    if match.union is None:
        return
    if match.unit is None:
        match.unit = Unit(id=new_id(), name=facts["unit_name"], union_id=match.union.id)
        session.add(match.unit)
        record(session, actor, "unit:cover", "unit", match.unit.id, union_id=match.union.id)
    unit = match.unit
    unit.union_id = match.union.id
    if facts.get("headcount") not in (None, unit.headcount):
        unit.headcount_on = clock.today()
    for name, column in _OF_UNIT.items():
        if name in facts:
            setattr(unit, column, _stored(name, facts[name]))
