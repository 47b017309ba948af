"""登记与更正, thousands at once: sealed first, without a lock; written after, in a few statements.

What is prepared stands in memory only, so a process that dies between the two has written nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import in_parts, insert_many, new_id
from service.ground.marks import FOLLOWED, insert_marked, mark_again, prepare_marks
from service.ground.sealing import IndexEntry, OwnedKey, Values, prepare_entries, prepare_keys, seal_fields
from service.register.facts.declared import BY_NAME, OF_PERSON
from service.register.people.documents import Document
from service.register.people.models import Level, Person
from service.register.people.register import search_keys


@dataclass(frozen=True)
class Newcomer:
    """A person about to be registered from a roster: facts that have been judged already, by their names."""

    document: Document
    facts: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Registration:
    """Newcomers ready to be written: their ids in the order given, and the rows of each table."""

    ids: list[UUID]
    keys: list[Values] = field(repr=False)
    people: list[Values] = field(repr=False)
    marks: list[Values] = field(repr=False)
    entries: list[Values] = field(repr=False)


def prepare_registration(session: Session, newcomers: Sequence[Newcomer]) -> Registration:
    """Give newcomers their ids and keys, and seal what they are called; writes nothing."""
    both = list(zip(sorted(new_id() for _ in newcomers), newcomers, strict=True))
    ids = [id_ for id_, _ in both]
    keys = prepare_keys(session, ids)
    numbers = {id_: one.document.number for id_, one in both}
    entries = prepare_entries(session, "person", "id_number", numbers, only_one=True)
    entries += _entries(session, {id_: one.facts for id_, one in both})
    people = [_row(session, id_, one) for id_, one in both]
    return Registration(ids, keys, people, prepare_marks(session, Person, people), entries)


def _entries(session: Session, people: Mapping[UUID, Mapping[str, Any]]) -> list[Values]:
    """The index entries of what each of these people is found by, without their numbers."""
    by_field: dict[str, dict[UUID, str]] = {}
    for person_id, facts in people.items():
        for name, key in search_keys(facts).items():
            by_field.setdefault(name, {})[person_id] = key
    return [
        entry for name, keys in by_field.items() for entry in prepare_entries(session, "person", name, keys)
    ]


def _row(session: Session, id_: UUID, one: Newcomer) -> Values:
    document = {"document_kind": one.document.kind, "id_number": one.document.number}
    facts = {fact.name: one.facts.get(fact.name, fact.default) for fact in OF_PERSON} | document
    facts["gender"] = one.document.gender or facts["gender"]
    record = {"id": id_, "level": Level.CHECKED, "created_at": clock.now()}
    return record | _sealed(session, id_, facts)


def _sealed(session: Session, person_id: UUID, facts: Mapping[str, Any]) -> Values:
    """Facts by their columns, sealed where they are to be."""
    known = [BY_NAME[name] for name in facts]
    row = Person(id=person_id)
    seal_fields(session, row, **{fact.name: facts[fact.name] for fact in known if fact.sealed})
    return {fact.column: getattr(row, fact.column) if fact.sealed else facts[fact.name] for fact in known}


def register_prepared(session: Session, registration: Registration) -> None:
    """Enter prepared newcomers; IntegrityError when one of the numbers is registered already."""
    insert_many(session, OwnedKey, registration.keys)
    insert_marked(session, Person, registration.people, registration.marks)
    insert_many(session, IndexEntry, registration.entries)


@dataclass(frozen=True)
class BulkCorrection:
    """What is to be written of one registered person; ``entries`` are those of a new name or phone number."""

    person_id: UUID
    values: Values = field(repr=False)
    entries: list[Values] = field(repr=False)


def prepare_correction(session: Session, person: Person, facts: Mapping[str, Any]) -> BulkCorrection:
    """Seal what a person is called now; ``facts`` by the names of the fields. Writes nothing."""
    values = _sealed(session, person.id, facts)
    return BulkCorrection(person.id, values, _entries(session, {person.id: facts}))


def correct_prepared(session: Session, corrections: Sequence[BulkCorrection]) -> None:
    """Write prepared corrections, and find the new names and phone numbers from now on instead of the old ones."""
    by_columns = sorted(corrections, key=lambda one: sorted(one.values))  # equal statements together
    rows = [{"id": one.person_id, **one.values} for one in by_columns if one.values]
    if rows:
        session.execute(update(Person), rows, execution_options=FOLLOWED)
        mark_again(session, Person, [row["id"] for row in rows])
    entries = [entry for one in corrections for entry in one.entries]
    for field_name in sorted({entry["field"] for entry in entries}):
        renewed = {entry["subject_id"] for entry in entries if entry["field"] == field_name}
        for part in in_parts(sorted(renewed)):
            struck = delete(IndexEntry).where(IndexEntry.book == "person", IndexEntry.subject_id.in_(part))
            session.execute(struck.where(IndexEntry.field == field_name))
    insert_many(session, IndexEntry, entries)
