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
from service.ground.sealing import IndexEntry, OwnedKey, Values, prepare_entries, prepare_keys, seal_fields
from service.register.facts.words import Education, Gender, Household
from service.register.people.contact import name_key
from service.register.people.documents import Document
from service.register.people.models import Level, Person

SEALED = ("name", "phone")


@dataclass(frozen=True)
class Newcomer:
    """A person about to be registered from a roster: facts that have been judged already."""

    name: str = field(repr=False)
    document: Document
    gender: Gender
    phone: str | None = field(repr=False)
    nationality: str
    education: Education | None
    household: Household | None


@dataclass(frozen=True)
class Registration:
    """Newcomers ready to be written: their ids in the order given, and the rows of each table."""

    ids: list[UUID]
    keys: list[Values] = field(repr=False)
    people: list[Values] = field(repr=False)
    entries: list[Values] = field(repr=False)


def prepare_registration(session: Session, newcomers: Sequence[Newcomer]) -> Registration:
    """Give newcomers their ids and keys, and seal what they are called; writes nothing."""
    both = list(zip(sorted(new_id() for _ in newcomers), newcomers, strict=True))
    ids = [id_ for id_, _ in both]
    keys = prepare_keys(session, ids)
    numbers = {id_: one.document.number for id_, one in both}
    phones = {id_: one.phone for id_, one in both if one.phone}
    entries = prepare_entries(session, "person", "id_number", numbers, only_one=True)
    entries += prepare_entries(session, "person", "phone", phones)
    entries += prepare_entries(session, "person", "name", {id_: name_key(one.name) for id_, one in both})
    return Registration(ids, keys, [_row(session, id_, one) for id_, one in both], entries)


def _row(session: Session, id_: UUID, one: Newcomer) -> Values:
    sealed = Person(id=id_)
    seal_fields(session, sealed, name=one.name, id_number=one.document.number, phone=one.phone)
    return {
        "id": id_,
        "document_kind": one.document.kind,
        "name_sealed": sealed.name_sealed,
        "id_number_sealed": sealed.id_number_sealed,
        "phone_sealed": sealed.phone_sealed,
        "gender": one.document.gender or one.gender,
        "nationality": one.nationality,
        "education": one.education,
        "household": one.household,
        "level": Level.CHECKED,
        "created_at": clock.now(),
    }


def register_prepared(session: Session, registration: Registration) -> None:
    """Enter prepared newcomers; IntegrityError when one of the numbers is registered already."""
    insert_many(session, OwnedKey, registration.keys)
    insert_many(session, Person, registration.people)
    insert_many(session, IndexEntry, registration.entries)


@dataclass(frozen=True)
class Correction:
    """What is to be written of one registered person; ``entries`` are those of a new name or phone number."""

    person_id: UUID
    values: Values = field(repr=False)
    entries: list[Values] = field(repr=False)


def prepare_correction(session: Session, person: Person, facts: Mapping[str, Any]) -> Correction:
    """Seal what a person is called now; ``facts`` by the names of the fields. Writes nothing."""
    sealed = Person(id=person.id)
    seal_fields(session, sealed, **{name: facts[name] for name in SEALED if name in facts})
    values = {f"{name}_sealed" if name in SEALED else name: value for name, value in facts.items()}
    values |= {f"{name}_sealed": getattr(sealed, f"{name}_sealed") for name in SEALED if name in facts}
    phone = {person.id: facts["phone"]} if facts.get("phone") else {}
    name = {person.id: name_key(facts["name"])} if "name" in facts else {}
    entries = prepare_entries(session, "person", "phone", phone)
    return Correction(person.id, values, entries + prepare_entries(session, "person", "name", name))


def correct_prepared(session: Session, corrections: Sequence[Correction]) -> None:
    """Write prepared corrections, and find the new names and phone numbers from now on instead of the old ones."""
    by_columns = sorted(corrections, key=lambda one: sorted(one.values))  # equal statements together
    rows = [{"id": one.person_id, **one.values} for one in by_columns if one.values]
    if rows:
        session.execute(update(Person), rows)
    entries = [entry for one in corrections for entry in one.entries]
    for field_name in SEALED:
        renewed = {entry["subject_id"] for entry in entries if entry["field"] == field_name}
        for part in in_parts(sorted(renewed)):
            struck = delete(IndexEntry).where(IndexEntry.book == "person", IndexEntry.subject_id.in_(part))
            session.execute(struck.where(IndexEntry.field == field_name))
    insert_many(session, IndexEntry, entries)
