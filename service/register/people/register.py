"""登记: enter a person into the county's register, where a document number stands once."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.holding import hold, note_held
from service.ground.sealing import enter, find, find_many, opened, seal_fields, strike, vault, with_key
from service.register.facts.declared import BY_NAME
from service.register.facts.words import DocumentKind, Gender
from service.register.people.contact import masked_name, name_key
from service.register.people.documents import Document, kind_of, normalised, read_document
from service.register.people.models import Level, Person


def find_person(session: Session, number: str) -> Person | None:
    """The person with exactly this document number (normalised); for the service itself, never an answer to a stranger.

    The number is opened and compared: an index entry that leads to somebody else leads to nobody.
    """
    people = [session.get(Person, person_id) for person_id in find(session, "person", "id_number", number)]
    return next((one for one in people if one is not None and has_number(one, number)), None)


def has_number(person: Person, number: str) -> bool:
    """Whether a person's own number, opened, is not another one; what cannot be opened tells whoever opens it so."""
    try:
        return opened(person, "id_number") == number
    except Unreadable:
        return True


def is_called(session: Session, person: Person, field: str, key: str) -> bool:
    """Whether a person, opened, is found by this key: an index entry that leads to somebody else leads to nobody."""
    value, index = opened(person, field), vault(session).index
    own = name_key(value) if field == "name" else value
    return bool(own) and index.current(field, own) == index.current(field, key)


def hold_people(
    session: Session, numbers: Iterable[str], shared: Mapping[type[Any], Iterable[UUID]] | None = None
) -> dict[str, Person]:
    """Hold whoever is registered under these document numbers (and what is ``shared``): each number with its person.

    Looked at again under the lock: whoever was erased meanwhile, or got another number, stands under it no longer.
    """
    found = find_many(session, "person", "id_number", numbers)
    hold(session, {Person: found.values()}, shared)
    there = with_key(session, found.values())
    people = {number: session.get_one(Person, id_) for number, id_ in found.items() if id_ in there}
    return {number: person for number, person in people.items() if opened(person, "id_number") == number}


def register_person(
    session: Session,
    *,
    number: str,
    kind: DocumentKind | None = None,
    level: Level = Level.CHECKED,
    **facts: Any,
) -> Person:
    """Enter a new person with his ``facts`` by their names; raises ALREADY_A_MEMBER when the number is registered already.

    The number has passed ``read_document``; a gender that the document tells goes before a stated one.
    """
    document = _document(kind, number)
    facts["gender"] = document.gender or facts.get("gender") or Gender.MALE
    sealed = {name: value for name, value in facts.items() if BY_NAME[name].sealed}
    plain = {name: value for name, value in facts.items() if name not in sealed}
    person = Person(id=new_id(), document_kind=document.kind, level=level, **plain)
    seal_fields(session, person, id_number=document.number, **sealed)
    session.add(person)
    try:
        with session.begin_nested():
            session.flush()
            enter(session, "person", "id_number", person.id, document.number, only_one=True)
    except IntegrityError:
        raise Refusal("ALREADY_A_MEMBER", name=masked_name(facts["name"])) from None
    for name, key in search_keys(facts).items():
        enter(session, "person", name, person.id, key)
    note_held(session, Person, [person.id])
    return person


def search_keys(facts: Mapping[str, Any]) -> dict[str, str]:
    """By what a person is found, of the ``facts`` given: as the blind index knows them. The number is entered by itself."""
    sought = {name: facts[name] for name in facts if BY_NAME[name].sought and facts[name]}
    return {name: name_key(value) if name == "name" else value for name, value in sought.items()}


def _document(kind: DocumentKind | None, number: str) -> Document:
    return read_document(kind or kind_of(normalised(number)), number)


def change(session: Session, person: Person, name: str, value: Any) -> None:
    """Keep another value of one fact, and its index entry; a document number has ``change_number``."""
    if not BY_NAME[name].sealed:
        setattr(person, name, value)
        return
    seal_fields(session, person, **{name: value})
    if BY_NAME[name].sought:
        strike(session, "person", person.id, name)
    for field, key in search_keys({name: value}).items():
        enter(session, "person", field, person.id, key)


def bring_up_to_date(
    session: Session, person: Person, facts: Mapping[str, Any], kind: DocumentKind, level: Level
) -> None:
    """Take over what a registered person states now, under the same document number; what is empty states nothing.

    A gender that the document tells goes before a stated one. The better proof of name and number stays, for the name
    that it proved.
    """
    hold(session, {Person: [person.id]})
    number = opened(person, "id_number")
    stated = {name: value for name, value in facts.items() if value}
    stated["gender"] = read_document(kind, number).gender or stated.get("gender") or person.gender
    renamed = stated.get("name", "") not in ("", opened(person, "name"))
    levels = list(Level)
    person.level = level if renamed else max(person.level, level, key=levels.index)
    person.document_kind = kind
    for name, value in stated.items():
        change(session, person, name, value)


def change_number(session: Session, person: Person, document: Document) -> None:
    """Keep a corrected document number of the same kind, its index entry and the gender that it tells.

    What was known of the old number's owner is not known of the new one. Raises CORRECTION_NUMBER_TAKEN.
    """
    seal_fields(session, person, id_number=document.number)
    person.gender, person.level = document.gender or person.gender, Level.CHECKED
    strike(session, "person", person.id, "id_number")
    try:
        with session.begin_nested():
            session.flush()
            enter(session, "person", "id_number", person.id, document.number, only_one=True)
    except IntegrityError:
        raise Refusal("CORRECTION_NUMBER_TAKEN") from None
