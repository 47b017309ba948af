"""What a roster file changes in the register: sealed beforehand, then written in one short transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import FromClause, select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import with_key
from service.register.access.models import Actor
from service.register.audit.log import record
from service.register.facts.declared import ANNEX3, BY_NAME
from service.register.facts.kinds import Whose
from service.register.facts.words import DocumentKind
from service.register.inquiries.matching import Tags, match_many
from service.register.memberships.actions import Enlistment, correct_many, enlist_many
from service.register.memberships.models import Membership
from service.register.people.bulk import (
    BulkCorrection,
    Newcomer,
    Registration,
    correct_prepared,
    prepare_correction,
    prepare_registration,
    register_prepared,
)
from service.register.people.documents import read_document
from service.register.people.models import Person
from service.register.unions.models import Union
from service.requests.transfers.listing import NamedLine, PreparedLines, add_lines, prepare_lines
from service.rolls.imports.progress import Report
from service.rolls.imports.verdicts import JudgedRow, RowKind
from service.rolls.rosters.lines import TITLES

_STATED = tuple(fact for fact in ANNEX3 if fact.name != "id_number")


def stated(row: JudgedRow) -> dict[str, Any]:
    """What a row states, as the fields of a roster line; an empty cell states nothing."""
    return {fact.name: fact.read(row.facts[fact.name]) for fact in _STATED if fact.name in row.facts}


def _of(whose: Whose, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if BY_NAME[name].whose is whose}


class Compared(Protocol):
    """The rows of a file with their findings, and whom they were compared with."""

    rows: Sequence[JudgedRow]
    import_id: UUID
    union: Union
    unit_name: str
    tags: Tags
    people: dict[str, Person]
    memberships: dict[UUID, Membership]


@dataclass
class RosterChange:
    """Everything that one file writes; it lives in memory only."""

    union: Union
    registrations: list[Registration] = field(default_factory=list)
    enlistments: list[Enlistment] = field(default_factory=list)
    corrections: list[BulkCorrection] = field(default_factory=list)
    of_memberships: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    columns: dict[UUID, str] = field(default_factory=dict)
    waiting: list[PreparedLines] = field(default_factory=list)
    seen: dict[FromClause, dict[UUID, tuple[object, ...]]] = field(default_factory=dict, repr=False)

    def apply(self, session: Session, actor: Actor) -> Mapping[str, int]:
        """Register, enlist and correct, and let the rest wait; who is not in the file stays as he is.

        Raises IMPORT_OUTDATED when somebody changed what is to be corrected, IntegrityError when a newcomer
        has been registered or a former member admitted meanwhile.
        """
        people = self.seen.get(Person.__table__, {}).keys()
        hold(session, {Person: people}, shared={Union: [self.union.id]})
        if with_key(session, people) != people:
            raise Refusal("IMPORT_OUTDATED")  # somebody was erased
        for table, seen in self.seen.items():
            _must_stand(session, table, seen)
        for registration in self.registrations:
            register_prepared(session, registration)
        enlist_many(session, actor, session.get_one(Union, self.union.id), self.enlistments)
        correct_prepared(session, self.corrections)
        correct_many(session, self.of_memberships)
        for person_id, columns in self.columns.items():
            details: dict[str, int | str] = {"columns": columns, "source": "import"}
            union_id = self.union.id
            record(session, actor, "person:correct", "person", person_id, union_id=union_id, details=details)
        waiting = add_lines(session, actor, self.union.id, self.waiting)
        return {"new": len(self.enlistments), "pending": waiting}


def prepare_change(session: Session, compared: Compared, report: Report) -> RosterChange:
    """Seal five hundred rows after five hundred; nothing is written."""
    change, done = RosterChange(compared.union), 0
    for part in in_parts(compared.rows):
        _compare_others(
            session, change, compared, [row for row in part if row.finding.kind is RowKind.PENDING]
        )
        for row in part:
            if row.finding.kind is RowKind.CHANGED:
                person = compared.people[row.facts["number"]]
                _correct(session, change, person, compared.memberships[person.id], row)
        done += len(part)
        report(done)
    return change


def _compare_others(
    session: Session, change: RosterChange, compared: Compared, rows: Sequence[JudgedRow]
) -> None:
    """Whom nobody knows joins, and who was this union's own member last; everybody else waits, for whatever reason."""
    named = [(row.facts["name"], row.facts["number"]) for row in rows]
    found = match_many(session, named, compared.tags)
    fresh = [row for row, one in zip(rows, found, strict=True) if one.unknown]
    registration = prepare_registration(session, [_newcomer(row) for row in fresh])
    change.registrations.append(registration)
    ids = {row.facts["number"]: id_ for row, id_ in zip(fresh, registration.ids, strict=True)}
    left = []
    for row, one in zip(rows, found, strict=True):
        own = one.named and one.held is not None and one.held.union_id == compared.union.id
        if one.person is not None and own:
            _correct(session, change, one.person, None, row)
            _enlist(change, compared, one.person.id, row)
        elif one.unknown:
            _enlist(change, compared, ids[row.facts["number"]], row)
        else:
            left.append(_named_line(compared, row))
    asked = [row.facts["number"] for row in rows]
    change.waiting.append(prepare_lines(session, compared.union.id, compared.import_id, left, asked))


def _enlist(change: RosterChange, compared: Compared, person_id: UUID, row: JudgedRow) -> None:
    facts = {"unit_name": compared.unit_name} | _of(Whose.MEMBERSHIP, stated(row))
    change.enlistments.append(Enlistment(person_id, facts))


def _named_line(compared: Compared, row: JudgedRow) -> NamedLine:
    unit_name = row.facts.get("unit_name", compared.unit_name)
    return NamedLine(row.line, row.facts["name"], row.facts["number"], unit_name)


def _correct(
    session: Session, change: RosterChange, person: Person, membership: Membership | None, row: JudgedRow
) -> None:
    """Note what the row states differently; the audit log will say which columns, never what stood there."""
    _note_seen(change, person)
    if membership is not None:
        _note_seen(change, membership)
    of_person = {
        name: value
        for name, value in _of(Whose.PERSON, stated(row)).items()
        if BY_NAME[name].kept(person) != value
    }
    of_membership = {
        name: value
        for name, value in _of(Whose.MEMBERSHIP, stated(row)).items()
        if membership is not None and BY_NAME[name].kept(membership) != value
    }
    if of_person:
        change.corrections.append(prepare_correction(session, person, of_person))
    if of_membership and membership is not None:
        change.of_memberships[membership.id] = of_membership
    if of_person or of_membership:
        titles = (TITLES[name] for name in stated(row) if name in of_person or name in of_membership)
        change.columns[person.id] = "、".join(titles)


def _note_seen(change: RosterChange, row: Person | Membership) -> None:
    """Remember a row as it was compared, to write over this and nothing else."""
    columns = row.__table__.columns
    values = tuple(getattr(row, column.name) for column in columns)
    change.seen.setdefault(row.__table__, {})[row.id] = values


def _must_stand(session: Session, table: FromClause, seen: Mapping[UUID, tuple[object, ...]]) -> None:
    """Look again at the rows that were compared, whose people are held; raises IMPORT_OUTDATED unless they stand so."""
    for part in in_parts(sorted(seen)):
        query = select(table).where(table.c.id.in_(part)).order_by(table.c.id)
        if [tuple(row) for row in session.execute(query)] != [seen[id_] for id_ in part]:
            raise Refusal("IMPORT_OUTDATED")


def _newcomer(row: JudgedRow) -> Newcomer:
    document = read_document(DocumentKind(row.facts["kind"]), row.facts["number"])
    return Newcomer(document, _of(Whose.PERSON, stated(row)))
