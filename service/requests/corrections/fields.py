"""可以更正的项目: what the register holds of a member, and how a new value is read."""

from collections.abc import Callable, Mapping

from service.ground.clock import today
from service.ground.errors import Refusal, invalid
from service.ground.sealing import opened
from service.register.facts.declared import BY_NAME, CORRECTABLE
from service.register.facts.kinds import PersonalFact, Whose
from service.register.memberships.known import kept_in
from service.register.memberships.models import Membership
from service.register.people.contact import ContactInvalid, read_name
from service.register.people.documents import DocumentInvalid, read_document, too_young
from service.register.people.models import Person
from service.register.people.phones import read_phone
from service.requests.applications.models import Correctable

# Neither the signature nor the unit's credit code stands in the register.
IN_THE_REGISTER = tuple(Correctable(fact.name) for fact in CORRECTABLE)


def correctable(person: Person, held: Membership | None) -> list[Correctable]:
    """What this person may ask to be put right: not a gender that the document tells, no work without a membership."""
    told_by_document = read_document(person.document_kind, opened(person, "id_number")).gender is not None
    return [
        field
        for field in IN_THE_REGISTER
        if not (field.value == "gender" and told_by_document)
        and (held is not None or fact_of(field).whose is Whose.PERSON)
    ]


def fact_of(field: Correctable) -> PersonalFact:
    """The fact behind a field."""
    return BY_NAME[field.value]


def value_now(field: Correctable, person: Person, held: Membership | None) -> str:
    """What the register says: text, or the code of a code list; empty when nothing is known."""
    fact = fact_of(field)
    row = kept_in(fact, person, held)
    return str(fact.kept(row) or "") if row is not None else ""


def read_value(field: Correctable, person: Person, raw: str) -> str:
    """A new value as it is kept, read as the application form reads it; raises INPUT_INVALID at ``value``."""
    try:
        return _read(field, person, raw)
    except (ContactInvalid, DocumentInvalid) as fault:
        raise invalid(value=str(fault)) from None


def _read(field: Correctable, person: Person, raw: str) -> str:
    fact = fact_of(field)
    if field.value in READERS:
        return READERS[field.value](person, raw)
    if fact.codes is not None:
        if raw not in {word.value for word in fact.codes}:
            raise _wrong("请从列表里选择。")
        return raw
    if len(raw) > fact.longest:
        raise _wrong("太长了，请缩短。")
    return raw


def _read_number(person: Person, raw: str) -> str:
    document = read_document(person.document_kind, raw)
    if too_young(document, today()):
        raise _wrong("未满 16 周岁，请照证件核对。")
    return document.number


def _wrong(sentence: str) -> Refusal:
    return invalid(value=sentence)


# What is read by a rule of its own; anything else is a code of its list, or a text.
READERS: Mapping[str, Callable[[Person, str], str]] = {
    "name": lambda _, raw: read_name(raw),
    "phone": lambda _, raw: read_phone(raw),
    "id_number": _read_number,
}
