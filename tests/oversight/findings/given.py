"""What is wrong in the told world, and a night in which it is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.sealing import enter
from service.oversight.findings.facts import Observation
from service.oversight.findings.looking import ROUNDS, begin_round
from service.oversight.findings.models import Finding, Kind
from service.oversight.findings.syncing import sync
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.facts.words import Gender
from service.register.jobs.working import work_next
from service.register.memberships.actions import admit
from service.register.memberships.models import Membership
from service.register.people.documents import check_digit
from service.register.people.register import register_person
from service.register.unions.models import Union
from tests.given import phone

At = Callable[[str], None]


def missing_some(session: Session, union: Union, settings: Settings) -> Finding:
    """A question that waits for a union."""
    fact = Observation(Kind.OMISSION, union.id, union.id, "99:3")
    sync(session, settings, [fact], [])
    return session.scalars(select(Finding).where(Finding.subject_id == union.id)).one()


def looked(deployed: Deployment) -> int:
    """A whole round; how many pieces it took."""
    with deployed.database.writing() as session:
        begin_round(session, deployed.settings, clock.now())
    pieces = 0
    while work_next(deployed, [ROUNDS]):
        pieces += 1
    return pieces


def found(session: Session, kind: Kind) -> list[Finding]:
    """The findings of a kind, the earliest first."""
    return list(
        session.scalars(select(Finding).where(Finding.kind == kind).order_by(Finding.opened_at, Finding.id))
    )


def number_born(born: date, serial: int = 1, gender: Gender = Gender.MALE) -> str:
    """A sample document number of somebody born on a day."""
    order = serial * 2 + (1 if gender is Gender.MALE else 0)
    seventeen = f"330522{born:%Y%m%d}{order:03}"
    return seventeen + check_digit(seventeen)


def joined(
    session: Session,
    union: Union,
    name: str,
    born: date,
    serial: int = 1,
    *,
    gender: Gender = Gender.MALE,
    on: date | None = None,
    **facts: Any,
) -> Membership:
    """Somebody born on a day, a member since another one (today)."""
    facts = {"phone": phone(900 + serial)} | facts
    person = register_person(session, name=name, number=number_born(born, serial, gender), **facts)
    return admit(session, SYSTEM, person, session.get_one(Union, union.id), on or clock.today(), None)


def entered_twice(session: Session, field: str, value: str, person_id: Any) -> None:
    """An index entry as only a repair by hand could leave it behind."""
    enter(session, "person", field, person_id, value)


@contextmanager
def changing(deployed: Deployment) -> Iterator[Session]:
    """A change of the county."""
    with deployed.database.writing() as session:
        yield session
