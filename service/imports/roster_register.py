"""附件3 against the register: who is new, who is corrected, who belongs elsewhere; and writing it down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.access.models import Actor
from service.audit.log import record
from service.imports.verdicts import Finding, JudgedRow, Kind, Note
from service.memberships.actions import Enlistment, enlist_many
from service.memberships.models import Membership
from service.people.documents import DocumentKind, normalised, read_document
from service.people.models import Person
from service.people.register import Newcomer, change_phone, register_many
from service.people.words import Education, Employment, Gender, Household, Post
from service.rosters.lines import TITLES, differing, line_of
from service.rosters.queries import members_of
from service.sealing import find_many, load_keys, opened, seal_fields
from service.unions.models import Union
from service.units.models import Unit

T = TypeVar("T")
_CODES = {
    "gender": Gender,
    "education": Education,
    "household": Household,
    "employment": Employment,
    "post": Post,
}
_OF_PERSON = ("name", "phone", "gender", "nationality", "education", "household")
_SEALED = ("name", "phone")
_STATED = tuple(name for name in TITLES if name != "id_number")


def _in_parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """By five hundred: as many as one query asks for."""
    for start in range(0, len(things), 500):
        yield things[start : start + 500]


def known_kinds(session: Session, numbers: Iterable[str]) -> dict[str, DocumentKind]:
    """The kind of document of each number that the register knows: annex 3 has no column for it."""
    found = find_many(session, "person", "id_number", {normalised(one) for one in numbers} - {""})
    kinds: dict[UUID, DocumentKind] = {}
    for part in _in_parts(list(found.values())):
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

    def __init__(self, session: Session, union: Union, rows: Sequence[JudgedRow]) -> None:
        """Look everybody up, 500 at a time, and give each row its finding."""
        self.rows = rows
        self._union = union
        self._unit_name = unit_of(session, union)
        numbers = [row.facts["number"] for row in rows if "number" in row.facts]
        self._people = _people(session, find_many(session, "person", "id_number", numbers))
        self._memberships = _memberships(session, [person.id for person in self._people.values()])
        for row in rows:
            if not row.barred:
                row.finding = self._finding(row)
        members = {member.person_id for member in members_of(session, union.id)}
        self.absent = len(members - {person.id for person in self._people.values()})

    def _finding(self, row: JudgedRow) -> Finding:
        person = self._people.get(row.facts["number"])
        if person is None:
            return Finding(Kind.NEW)
        membership = self._memberships.get(person.id)
        if membership is None:
            return _returning(person, row)
        if membership.union_id != self._union.id:
            return _refused("已是其他工会会员，请办理会籍接转。")
        now = line_of(membership)
        changes = tuple(differing(now, replace(now, **_stated(row))))
        notes = (
            (Note("姓名", "与现有登记不同，确认后按表里的姓名更正，请照证件核对。"),)
            if "姓名" in changes
            else ()
        )
        return Finding(Kind.CHANGED if changes else Kind.UNCHANGED, changes, notes)

    def apply(self, session: Session, actor: Actor) -> None:
        """Register, enlist and correct; who is not in the file stays as he is. IntegrityError when overtaken."""
        taken = [row for row in self.rows if row.finding.kind is not None]
        fresh = [row for row in taken if row.facts["number"] not in self._people]
        registered = register_many(session, [_newcomer(row) for row in fresh])
        people = self._people | {
            row.facts["number"]: person for row, person in zip(fresh, registered, strict=True)
        }
        joining = [row for row in taken if row.finding.kind is Kind.NEW]
        enlist_many(session, actor, self._union, [self._enlistment(row, people) for row in joining])
        for row in taken:
            person = self._people.get(row.facts["number"])
            if person is not None and row.finding.kind is not Kind.UNCHANGED:
                self._correct(session, actor, person, row)
        session.flush()

    def _enlistment(self, row: JudgedRow, people: dict[str, Person]) -> Enlistment:
        stated = _stated(row)
        return Enlistment(
            people[row.facts["number"]].id,
            stated.get("unit_name", self._unit_name),
            stated.get("employment"),
            stated.get("post"),
        )

    def _correct(self, session: Session, actor: Actor, person: Person, row: JudgedRow) -> None:
        """Keep what the row states differently; the audit log says which columns, never what stood there."""
        changed = []
        for name, value in _stated(row).items():
            owner = person if name in _OF_PERSON else self._memberships.get(person.id)
            if owner is None or _current(owner, name) == value:
                continue
            changed.append(TITLES[name])
            if name == "name":
                seal_fields(session, person, name=value)
            elif name == "phone":
                change_phone(session, person, value)
            else:
                setattr(owner, name, value)
        if changed:
            details = {"columns": "、".join(changed), "source": "import"}
            record(
                session,
                actor,
                "person:correct",
                "person",
                person.id,
                union_id=self._union.id,
                details=details,
            )


def _current(owner: Person | Membership, name: str) -> object:
    return opened(owner, name) if isinstance(owner, Person) and name in _SEALED else getattr(owner, name)


def _people(session: Session, found: dict[str, UUID]) -> dict[str, Person]:
    """Document number → person, with their keys at hand."""
    people: dict[UUID, Person] = {}
    for part in _in_parts(list(found.values())):
        people |= {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(part)))}
    load_keys(session, people)
    return {number: people[person] for number, person in found.items()}


def _memberships(session: Session, people: Sequence[UUID]) -> dict[UUID, Membership]:
    """Person → open membership."""
    open_ones: dict[UUID, Membership] = {}
    for part in _in_parts(people):
        query = select(Membership).where(Membership.person_id.in_(part), Membership.ended_on.is_(None))
        for membership in session.scalars(query.options(joinedload(Membership.person))):
            open_ones[membership.person_id] = membership
    return open_ones


def _returning(person: Person, row: JudgedRow) -> Finding:
    """Registered, but no member now: joins, if it is the same person."""
    if opened(person, "name") != row.facts["name"]:
        return _refused("县里已有这个号码的登记，姓名与表里不一致，请照证件核对。")
    return Finding(Kind.NEW)


def _refused(sentence: str) -> Finding:
    return Finding(notes=(Note("身份证号码", sentence),), refused=True)


def _stated(row: JudgedRow) -> dict[str, Any]:
    """What the row states, as the fields of a roster line."""
    return {
        name: _CODES[name](value) if name in _CODES and value is not None else value
        for name, value in row.facts.items()
        if name in _STATED
    }


def _newcomer(row: JudgedRow) -> Newcomer:
    stated = _stated(row)
    return Newcomer(
        name=stated["name"],
        document=read_document(DocumentKind(row.facts["kind"]), row.facts["number"]),
        gender=stated["gender"],
        phone=stated.get("phone"),
        nationality=stated.get("nationality", "中国"),
        education=stated.get("education"),
        household=stated.get("household"),
    )
