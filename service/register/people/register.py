"""登记: enter a person into the county's register, where a document number stands once."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.sealing import enter, find, seal_fields, strike
from service.register.facts.words import DocumentKind, Education, Gender, Household
from service.register.people.contact import masked_name, name_key
from service.register.people.documents import Document, kind_of, normalised, read_document
from service.register.people.models import Level, Person


def find_person(session: Session, number: str) -> Person | None:
    """The person with exactly this document number (normalised); for the service itself, never an answer to a stranger."""
    found = find(session, "person", "id_number", number)
    return session.get(Person, found[0]) if found else None


def register_person(
    session: Session,
    *,
    name: str,
    number: str,
    kind: DocumentKind | None = None,
    gender: Gender | None = None,
    phone: str | None = None,
    address: str | None = None,
    nationality: str = "中国",
    education: Education | None = None,
    household: Household | None = None,
    level: Level = Level.CHECKED,
) -> Person:
    """Enter a new person; raises ALREADY_A_MEMBER when the document number is in the register already.

    The number has passed ``read_document``; a gender that the document tells goes before a stated one.
    """
    document = _document(kind, number)
    person = Person(
        id=new_id(),
        document_kind=document.kind,
        gender=document.gender or gender or Gender.MALE,
        nationality=nationality,
        education=education,
        household=household,
        level=level,
    )
    seal_fields(session, person, name=name, id_number=document.number, phone=phone, address=address)
    session.add(person)
    try:
        with session.begin_nested():
            session.flush()
            enter(session, "person", "id_number", person.id, document.number, only_one=True)
    except IntegrityError:
        raise Refusal("ALREADY_A_MEMBER", name=masked_name(name)) from None
    enter(session, "person", "name", person.id, name_key(name))
    if phone:
        enter(session, "person", "phone", person.id, phone)
    return person


def _document(kind: DocumentKind | None, number: str) -> Document:
    return read_document(kind or kind_of(normalised(number)), number)


def change_name(session: Session, person: Person, name: str) -> None:
    """Keep a new name of a person, and its index entry."""
    seal_fields(session, person, name=name)
    strike(session, "person", person.id, "name")
    enter(session, "person", "name", person.id, name_key(name))


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


def change_phone(session: Session, person: Person, phone: str | None) -> None:
    """Keep a new phone number of a person, and its index entry."""
    seal_fields(session, person, phone=phone)
    strike(session, "person", person.id, "phone")
    if phone:
        enter(session, "person", "phone", person.id, phone)
