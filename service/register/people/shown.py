"""A fact on a page: in full, in part, or only that there is something, as the declaration says."""

from service.register.facts.kinds import Mask, PersonalFact
from service.register.people.contact import masked_name, masked_number
from service.register.people.phones import masked_phone

PLACE_SHOWN = 6


def told(fact: PersonalFact, value: str, known: str = "已填写") -> str:
    """A value as the console shows it: a name in full, no number that could be copied, of a place that it is ``known``."""
    if fact.mask is Mask.NUMBER:
        return masked_number(value)
    if fact.mask is Mask.PHONE:
        return masked_phone(value)
    if fact.mask is Mask.PLACE:
        return known if value else ""
    return str(fact.codes(value).label) if value and fact.codes is not None else value


def masked(fact: PersonalFact, value: str) -> str:
    """A value as its owner's phone shows it, where others may look on."""
    if fact.mask is Mask.NAME:
        return masked_name(value)
    if fact.mask is Mask.PLACE:
        return value[:PLACE_SHOWN] + "***" if value else ""
    return told(fact, value)
