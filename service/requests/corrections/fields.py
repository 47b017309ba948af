"""可以更正的项目: what the register holds of a member, how a new value is read, and how either is shown."""

from service.ground.clock import today
from service.ground.errors import Refusal, invalid
from service.ground.sealing import opened
from service.ground.words import Words
from service.register.facts.words import Education, Employment, Gender, Household
from service.register.memberships.models import Membership
from service.register.people.contact import ContactInvalid, masked_name, masked_number, read_name
from service.register.people.documents import DocumentInvalid, in_future, read_document, too_young
from service.register.people.models import Person
from service.register.people.phones import masked_phone, read_phone
from service.requests.applications.models import Correctable

SEALED = (Correctable.NAME, Correctable.ID_NUMBER, Correctable.PHONE, Correctable.ADDRESS)
OF_MEMBERSHIP = (Correctable.UNIT_NAME, Correctable.EMPLOYMENT)
CODES: dict[Correctable, type[Words]] = {
    Correctable.GENDER: Gender,
    Correctable.EDUCATION: Education,
    Correctable.HOUSEHOLD: Household,
    Correctable.EMPLOYMENT: Employment,
}
LONGEST = {Correctable.NATIONALITY: 40}
ADDRESS_SHOWN = 6
# Neither the signature nor the unit's credit code stands in the register.
IN_THE_REGISTER = (
    *(Correctable.NAME, Correctable.ID_NUMBER, Correctable.GENDER, Correctable.NATIONALITY),
    *(Correctable.PHONE, Correctable.ADDRESS, Correctable.EDUCATION, Correctable.HOUSEHOLD),
    *(Correctable.UNIT_NAME, Correctable.EMPLOYMENT),
)


def correctable(person: Person, held: Membership | None) -> list[Correctable]:
    """What this person may ask to be put right: not a gender that the document tells, no work without a membership."""
    told = read_document(person.document_kind, opened(person, "id_number")).gender is not None
    left_out = {Correctable.GENDER} if told else set()
    left_out |= set(OF_MEMBERSHIP) if held is None else set()
    return [field for field in IN_THE_REGISTER if field not in left_out]


def value_now(field: Correctable, person: Person, held: Membership | None) -> str:
    """What the register says: text, or the code of a code list; empty when nothing is known."""
    if field in SEALED:
        return opened(person, field.value)
    value = getattr(held if field in OF_MEMBERSHIP else person, field.value, None)
    return str(value) if value is not None else ""


def read_value(field: Correctable, person: Person, raw: str) -> str:
    """A new value as it is kept, read as the application form reads it; raises INPUT_INVALID at ``value``."""
    try:
        return _read(field, person, raw)
    except (ContactInvalid, DocumentInvalid) as fault:
        raise invalid(value=str(fault)) from None


def _read(field: Correctable, person: Person, raw: str) -> str:
    if field is Correctable.NAME:
        return read_name(raw)
    if field is Correctable.PHONE:
        return read_phone(raw)
    if field is Correctable.ID_NUMBER:
        return _read_number(person, raw)
    if field in CODES:
        if raw not in {word.value for word in CODES[field]}:
            raise _wrong("请从列表里选择。")
        return raw
    if len(raw) > LONGEST.get(field, 120):
        raise _wrong("太长了，请缩短。")
    return raw


def _read_number(person: Person, raw: str) -> str:
    document = read_document(person.document_kind, raw)
    if in_future(document, today()):
        raise _wrong("号码里的出生日期还没有到，请照证件核对。")
    if too_young(document, today()):
        raise _wrong("未满 16 周岁，请照证件核对。")
    return document.number


def _wrong(sentence: str) -> Refusal:
    return invalid(value=sentence)


def masked(field: Correctable, value: str) -> str:
    """A value as its owner's phone shows it, where others may look on."""
    if field is Correctable.NAME:
        return masked_name(value)
    return value[:ADDRESS_SHOWN] + "***" if value and field is Correctable.ADDRESS else told(field, value)


def told(field: Correctable, value: str) -> str:
    """A value as the console shows it: the name in full, no number that could be copied."""
    if field is Correctable.ID_NUMBER:
        return masked_number(value)
    if field is Correctable.PHONE:
        return masked_phone(value)
    if field is Correctable.ADDRESS:
        return "已填写" if value else ""
    return CODES[field](value).label if value and field in CODES else value
