"""查看完整信息: one field of one person in the register, for a stated purpose, counted and written into the audit log."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.sealing import opened
from service.ground.words import Words
from service.register.access.models import Actor
from service.register.access.purpose import stated_purpose
from service.register.audit.log import record
from service.register.facts.declared import OF_PERSON, entries
from service.register.people.models import Person


class PersonField(Words):
    """可以查看的字段."""

    # What is sealed: a page does not show it, or a part of it only.
    vars().update(entries(tuple(fact for fact in OF_PERSON if fact.sealed)))


def reveal_person(
    session: Session, actor: Actor, person: Person, union_id: UUID, field: PersonField, purpose: str
) -> str:
    """One field in clear, empty when it was never given; ``union_id`` is where the last membership is.

    Raises PURPOSE_MISSING, INPUT_INVALID for a purpose that says who it is, TOO_OFTEN.
    """
    purpose = stated_purpose(purpose, opened(person, "name"))
    if actor.id is None or not take(session, "reveal.staff", actor.id.hex):
        raise Refusal("TOO_OFTEN")
    details = {"field": field.value, "purpose": purpose}
    record(session, actor, "person:reveal", "person", person.id, union_id=union_id, details=details)
    return opened(person, field.value)
