"""与以前登记不同的地方: an application beside what the county knew of the same person before.

Only who may read the person's roster sees earlier values; anybody else learns no more than that the name is another one,
because that decides whose document it is. Phone numbers are masked, document numbers are the same by definition.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import find, opened
from service.ground.words import Words
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable, reaches
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.people.phones import masked_phone
from service.register.people.register import find_person
from service.register.unions.models import Union
from service.requests.applications.models import OPEN, Application, Status
from service.requests.applications.seats import BOOK

SHOWN = 3


@dataclass(frozen=True)
class Difference:
    """One field: how it stood before and what is stated now; ``before`` is empty for who may not read it."""

    label: str
    before: str = field(repr=False)
    now: str = field(repr=False)


def differences(session: Session, actor: Actor, application: Application) -> list[Difference]:
    """Every field that stands differently in the register; nothing for an unknown person or a closed application."""
    if application.status not in OPEN:
        return []
    person = find_person(session, opened(application, "id_number"))
    if person is None:
        return []
    last = _last_membership(session, person)
    if last is None or not reaches(actor, Act.ROSTER_READ, last.union):
        name = opened(application, "name")
        return [Difference("姓名", "", name)] if opened(person, "name") != name else []
    return [
        Difference(label, before, now)
        for label, before, now in [*_contact(person, application), *_facts(person, last, application)]
    ]


def _last_membership(session: Session, person: Person) -> Membership | None:
    newest = select(Membership).where(Membership.person_id == person.id)
    ordered = newest.options(joinedload(Membership.union)).order_by(Membership.sequence.desc())
    return session.scalars(ordered.limit(1)).one_or_none()


def _contact(person: Person, application: Application) -> Iterator[tuple[str, str, str]]:
    names = opened(person, "name"), opened(application, "name")
    if names[0] != names[1]:
        yield "姓名", *names
    phones = opened(person, "phone"), opened(application, "phone")
    if all(phones) and phones[0] != phones[1]:
        yield "手机号", masked_phone(phones[0]), masked_phone(phones[1])


def _facts(person: Person, last: Membership, application: Application) -> Iterator[tuple[str, str, str]]:
    pairs: list[tuple[str, Words | str | None, Words | str | None]] = [
        ("性别", person.gender, application.gender),
        ("国籍", person.nationality, application.nationality),
        ("学历", person.education, application.education),
        ("户籍类型", person.household, application.household),
        ("所在单位", last.unit_name, application.unit_name),
        ("就业状况", last.employment, application.employment),
    ]
    for label, before, now in pairs:
        if before and now and before != now:
            yield label, _said(before), _said(now)


def _said(value: Words | str) -> str:
    return value.label if isinstance(value, Words) else value


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
