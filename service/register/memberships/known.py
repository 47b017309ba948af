"""登记的情况: what the register knows of a person and of his membership, fact by fact."""

from service.register.facts.declared import OF_MEMBERSHIP, OF_PERSON
from service.register.facts.kinds import PersonalFact, Whose
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.people.shown import told


def kept_in(fact: PersonalFact, person: Person, held: Membership | None) -> Person | Membership | None:
    """The row that keeps a fact; None for one of a membership that there is not."""
    return person if fact.whose is Whose.PERSON else held


def lines_registered(person: Person, held: Membership | None) -> list[tuple[str, str]]:
    """What is registered as the console shows it, under its words; the name heads the page."""
    beside = ("name", "document_kind")
    lines = []
    for fact in (*OF_PERSON, *OF_MEMBERSHIP):
        row = kept_in(fact, person, held)
        if row is not None and fact.name not in beside:
            lines.append((fact.headed(person), told(fact, fact.kept(row) or "", "已登记")))
    return lines
