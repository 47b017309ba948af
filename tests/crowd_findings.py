"""What is wrong in a crowd: questions for lists, and faults in the register for whoever looks for them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID

from sqlalchemy import exists, select, update

from service.ground import clock
from service.ground.db import in_parts, insert_many, new_id
from service.ground.marks import FOLLOWED, mark_again
from service.ground.sealing import enter_many, load_keys, opened, strike
from service.oversight.findings.models import DUPLICATES, OF_A_PERSON, Finding, FindingStatus, Reply
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union
from tests.crowd import Crowd

OLD = date(1960, 1, 1)  # born so long ago, a man is past every statutory day
RARE = 100  # one member in so many


def findings(crowd: Crowd, union: UUID, count: int) -> None:
    """Questions about members of a union who have none, in turn of every kind and in every state."""
    kinds, states, today = cycle(OF_A_PERSON), cycle(FindingStatus), clock.today()
    asked = exists().where(Finding.person_id == Membership.person_id)
    mine = select(Membership.person_id).where(
        Membership.union_id == union, Membership.ended_on.is_(None), ~asked
    )
    with crowd.deployed.database.writing() as session:
        people = session.scalars(mine.order_by(Membership.id).limit(count)).all()
        assert len(people) == count, "the union has too few members for this"
        rows = []
        for number, (person_id, kind, status) in enumerate(zip(people, kinds, states, strict=False)):
            answered = status is not FindingStatus.OPEN
            rows.append(
                {
                    "id": new_id(),
                    "kind": kind,
                    "subject_id": person_id,
                    "about_id": people[number - 1] if kind in DUPLICATES else person_id,
                    "person_id": person_id,
                    "union_id": union,
                    "signals": [],
                    "fingerprint": "",
                    "status": status,
                    "version": 1,
                    "opened_at": clock.now(),
                    "due_on": today + timedelta(days=number % 30 - 15),
                    "reply": Reply.HANDLING if answered else None,
                    "answered_at": clock.now() if answered else None,
                    "ended_at": clock.now() if status in (FindingStatus.CLOSED, FindingStatus.GONE) else None,
                }
            )
        insert_many(session, Finding, rows)


def spoil(crowd: Crowd, unions: Sequence[UUID]) -> None:
    """One member in a hundred past retirement, one without a phone, one with his neighbour's; a union in ten has too few."""
    crowd.born = OLD
    few = -(-len(unions) * crowd_size(crowd, unions[0]) // RARE)
    crowd.members([unions[number % len(unions)] for number in range(few)], 1)
    with crowd.deployed.database.reading() as session:
        everybody = select(Membership.person_id).where(Membership.ended_on.is_(None))
        people = session.scalars(everybody.order_by(Membership.person_id)).all()
    for part in in_parts(people[::RARE]):
        with crowd.deployed.database.writing() as session:
            without = update(Person).where(Person.id.in_(part)).values(phone_sealed=None)
            session.execute(without, execution_options=FOLLOWED)
            mark_again(session, Person, part)
            for person_id in part:
                strike(session, "person", person_id, "phone")
    for some in in_parts(list(zip(people[1::RARE], people[2::RARE], strict=False))):
        with crowd.deployed.database.writing() as session:
            rows = session.scalars(select(Person).where(Person.id.in_([one for one, _ in some]))).all()
            load_keys(session, [one.id for one in rows])
            numbers = {one.id: opened(one, "phone") for one in rows}
            shared = {later: numbers[first] for first, later in some if numbers[first]}
            enter_many(session, "person", "phone", shared)
    for part in in_parts(unions[::10]):
        with crowd.deployed.database.writing() as session:
            session.execute(update(Union).where(Union.id.in_(part)).values(reported_members=10_000))


def crowd_size(crowd: Crowd, union: UUID) -> int:
    """How many members a union has."""
    with crowd.deployed.database.reading() as session:
        here = select(Membership.id).where(Membership.union_id == union, Membership.ended_on.is_(None))
        return len(session.scalars(here).all())
