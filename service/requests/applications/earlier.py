"""与以前登记不同的地方: an application beside what the county knew of the same person before.

Only who may read the person's roster sees earlier values; anybody else learns no more than that the name is another one,
because that decides whose document it is. Phone numbers are masked, of an address it is said that it is another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import find, opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable, reaches
from service.register.facts.declared import OF_MEMBERSHIP, OF_PERSON
from service.register.facts.kinds import Whose
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.people.register import find_person
from service.register.people.shown import told
from service.register.unions.models import Union
from service.requests.applications.models import OPEN, Application, Status
from service.requests.applications.seats import BOOK

SHOWN = 3


@dataclass(frozen=True)
class FieldDifference:
    """One field: how it stood before and what is stated now; ``before`` is empty for who may not read it."""

    label: str
    before: str = field(repr=False)
    now: str = field(repr=False)


def differences(session: Session, actor: Actor, application: Application) -> list[FieldDifference]:
    """Every field that stands differently in the register; nothing for an unknown person or a closed application."""
    if application.status not in OPEN:
        return []
    person = find_person(session, opened(application, "id_number"))
    if person is None:
        return []
    last = _last_membership(session, person)
    if last is None or not reaches(actor, Act.ROSTER_READ, last.union):
        name = opened(application, "name")
        return [FieldDifference("姓名", "", name)] if opened(person, "name") != name else []
    return list(_compared(person, last, application))


def _last_membership(session: Session, person: Person) -> Membership | None:
    newest = select(Membership).where(Membership.person_id == person.id)
    ordered = newest.options(joinedload(Membership.union)).order_by(Membership.sequence.desc())
    return session.scalars(ordered.limit(1)).one_or_none()


def _compared(person: Person, last: Membership, application: Application) -> Iterator[FieldDifference]:
    """Whatever the register would take over; the document number is the same by definition."""
    for fact in (*OF_PERSON, *OF_MEMBERSHIP):
        if not fact.stated or fact.name == "id_number":
            continue
        before = fact.kept(person if fact.whose is Whose.PERSON else last)
        now = fact.kept(application)
        if before and now and before != now:
            yield FieldDifference(
                fact.question, told(fact, before, "已登记"), told(fact, now, "填写了另一处")
            )


def other_applications(session: Session, actor: Actor, application: Application) -> list[Application]:
    """The last few other applications under the same document number in unions that the actor reads, newest first."""
    same = find(session, BOOK, "id_number", opened(application, "id_number"))
    found = session.scalars(
        select(Application)
        .join(Union, Union.id == Application.union_id)
        .where(
            reachable(actor, Act.APPLICATION_READ),
            Application.id.in_(same),
            Application.id != application.id,
            Application.status != Status.DRAFT,
        )
        .options(joinedload(Application.union))
        .order_by(Application.submitted_at.desc())
        .limit(SHOWN)
    )
    return list(found)
