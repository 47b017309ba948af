"""附件3 against the register: who is this union's own, and is corrected; everybody else waits to be compared.

Whoever reads the preview reads of his own union's members only. Former members, members of other unions, people of
another name and people whom nobody knows read the same, by the same statements.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.ground.sealing import opened, with_key
from service.register.facts.words import DocumentKind
from service.register.inquiries.matching import members_by_number, tags_of
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.people.documents import normalised
from service.register.people.models import Person
from service.register.unions.models import Union
from service.register.units.models import Unit
from service.rolls.imports.models import Import
from service.rolls.imports.progress import Report
from service.rolls.imports.roster_change import RosterChange, prepare_change, stated
from service.rolls.imports.verdicts import JudgedRow, Note, RowComparison, RowKind
from service.rolls.rosters.lines import differing, line_of


def known_kinds(session: Session, union: Union, numbers: Iterable[str]) -> dict[str, DocumentKind]:
    """The kind of document of each number that the union's own members have: annex 3 has no column for it."""
    tags = tags_of(session, {normalised(one) for one in numbers} - {""})
    found = members_by_number(session, union.id, tags)
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

    def __init__(self, session: Session, import_: Import, rows: Sequence[JudgedRow], report: Report) -> None:
        """Look the union's own members up, 500 at a time, and give each row its finding."""
        self.rows = rows
        self.import_id = import_.id
        self.union = import_.union
        self.unit_name = unit_of(session, self.union)
        self.people: dict[str, Person] = {}
        self.memberships: dict[UUID, Membership] = {}
        self.tags = tags_of(session, [row.facts["number"] for row in rows if "number" in row.facts])
        own = members_by_number(session, self.union.id, self.tags)
        done = 0
        for part in in_parts(rows):
            self._look_up(session, own, {row.facts["number"] for row in part if "number" in row.facts})
            for row in part:
                if not row.barred:
                    row.finding = self._finding(row)
            done += len(part)
            report(done)
        self.absent = self._absent(session)

    def _look_up(self, session: Session, own: dict[str, UUID], numbers: Collection[str]) -> None:
        """Members of the union by document number, with their keys at hand."""
        found = {number: own[number] for number in numbers if number in own}
        here = and_(
            Membership.person_id == Person.id,
            Membership.union_id == self.union.id,
            Membership.ended_on.is_(None),
        )
        query = select(Person, Membership).join(Membership, here).where(Person.id.in_(found.values()))
        known = {person.id: (person, membership) for person, membership in session.execute(query)}
        there = with_key(session, known)  # whoever was erased since he was found is nobody any more
        for number, person_id in found.items():
            # What the index says is compared with the number itself, opened.
            if person_id in there and opened(known[person_id][0], "id_number") == number:
                self.people[number], self.memberships[person_id] = known[person_id]

    def _absent(self, session: Session) -> int:
        """How many members of the union the file does not name."""
        members = select(func.count()).where(
            Membership.union_id == self.union.id, Membership.ended_on.is_(None), counted()
        )
        named = sum(not one.is_retained for one in self.memberships.values())
        return (session.scalar(members) or 0) - named

    def _finding(self, row: JudgedRow) -> RowComparison:
        person = self.people.get(row.facts["number"])
        if person is None:
            return RowComparison(RowKind.PENDING)
        membership = self.memberships[person.id]
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


def _refused(sentence: str) -> RowComparison:
    return RowComparison(notes=(Note("身份证号码", sentence, bars=True),), refused=True)
