"""附件3 against the register: who is new, who is corrected, who belongs elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.ground.sealing import find_many, load_keys, opened
from service.register.facts.words import DocumentKind
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.people.documents import normalised
from service.register.people.models import Person
from service.register.unions.models import Union
from service.register.units.models import Unit
from service.rolls.imports.progress import Report
from service.rolls.imports.roster_change import RosterChange, prepare_change, stated
from service.rolls.imports.verdicts import JudgedRow, Note, RowComparison, RowKind
from service.rolls.rosters.lines import differing, line_of


def known_kinds(session: Session, numbers: Iterable[str]) -> dict[str, DocumentKind]:
    """The kind of document of each number that the register knows: annex 3 has no column for it."""
    found = find_many(session, "person", "id_number", {normalised(one) for one in numbers} - {""})
    kinds: dict[UUID, DocumentKind] = {}
    for part in in_parts(list(found.values())):
        known = select(Person.id, Person.document_kind).where(Person.id.in_(part))
        for person, kind in session.execute(known):
            kinds[person] = kind
    return {number: kinds[person] for number, person in found.items()}


def unit_of(session: Session, union: Union) -> str:
    """本工会所在单位: the one unit that the union covers, else what its own name says."""
    covered = session.scalars(select(Unit.name).where(Unit.union_id == union.id).limit(2)).all()
    return covered[0] if len(covered) == 1 else union.name.removesuffix("工会委员会")


class RosterComparison:
    """The judged rows of one file held against the register of this moment."""

    def __init__(self, session: Session, union: Union, rows: Sequence[JudgedRow], report: Report) -> None:
        """Look everybody up, 500 at a time, and give each row its finding."""
        self.rows = rows
        self.union = union
        self.unit_name = unit_of(session, union)
        self.people: dict[str, Person] = {}
        self.memberships: dict[UUID, Membership] = {}
        done = 0
        for part in in_parts(rows):
            self._look_up(session, [row.facts["number"] for row in part if "number" in row.facts])
            for row in part:
                if not row.barred:
                    row.finding = self._finding(row)
            done += len(part)
            report(done)
        self.absent = self._absent(session)

    def _look_up(self, session: Session, numbers: Sequence[str]) -> None:
        """People by document number and their open memberships, with their keys at hand."""
        found = find_many(session, "person", "id_number", numbers)
        open_one = and_(Membership.person_id == Person.id, Membership.ended_on.is_(None))
        query = (
            select(Person, Membership).outerjoin(Membership, open_one).where(Person.id.in_(found.values()))
        )
        known = {person.id: (person, membership) for person, membership in session.execute(query)}
        load_keys(session, known)
        for number, person_id in found.items():
            self.people[number], membership = known[person_id]
            if membership is not None:
                self.memberships[person_id] = membership

    def _absent(self, session: Session) -> int:
        """How many members of the union the file does not name."""
        members = select(func.count()).where(
            Membership.union_id == self.union.id, Membership.ended_on.is_(None), counted()
        )
        here = [one for one in self.memberships.values() if one.union_id == self.union.id]
        named = sum(not one.is_retained for one in here)
        return (session.scalar(members) or 0) - named

    def _finding(self, row: JudgedRow) -> RowComparison:
        person = self.people.get(row.facts["number"])
        if person is None:
            return RowComparison(RowKind.NEW)
        membership = self.memberships.get(person.id)
        if membership is None:
            return _returning(person, row)
        if membership.union_id != self.union.id:
            return _refused("已是其他工会会员，请办理会籍接转。")
        if membership.retained_for is not None:
            return _refused(
                f"已办理保留会籍（{membership.retained_for.label}），不列入花名册；要恢复，请先恢复会籍。"
            )
        now = line_of(membership)
        changes = tuple(differing(now, replace(now, **stated(row))))
        notes = (
            (Note("姓名", "与现有登记不同，确认后按表里的姓名更正，请照证件核对。"),)
            if "姓名" in changes
            else ()
        )
        return RowComparison(RowKind.CHANGED if changes else RowKind.UNCHANGED, changes, notes)

    def prepare(self, session: Session, report: Report) -> RosterChange:
        """Seal what is to be written, still without writing anything."""
        return prepare_change(session, self, report)


def _returning(person: Person, row: JudgedRow) -> RowComparison:
    """The finding about who is registered and no member now: joins, if it is the same person."""
    if opened(person, "name") != row.facts["name"]:
        return _refused("县里已有这个号码的登记，姓名与表里不一致，请照证件核对。")
    return RowComparison(RowKind.NEW)


def _refused(sentence: str) -> RowComparison:
    return RowComparison(notes=(Note("身份证号码", sentence, bars=True),), refused=True)
