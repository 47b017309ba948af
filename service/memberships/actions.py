"""接纳: begin memberships. 基层委员会批准 (章程 第二条) or an old member entered from the roster; one chain per person."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import clock
from service.audit.log import By, record
from service.db import new_id
from service.errors import Refusal
from service.memberships.models import Basis, Membership
from service.people.contact import masked_name
from service.people.models import Person
from service.people.words import Employment, Post
from service.sealing import opened
from service.unions.models import Union


def admit(
    session: Session, actor: By, person: Person, union: Union, decided_on: date, decision_id: UUID, **facts: object
) -> Membership:
    """Admit from the day of the committee's decision; raises ALREADY_A_MEMBER (一次入会、动态接转, 第三条)."""
    return _begin(session, actor, person, union, decided_on, Basis.DECISION, decision_id, facts)


def enlist(
    session: Session,
    actor: By,
    person: Person,
    union: Union,
    *,
    unit_name: str,
    employment: Employment | None,
    post: Post | None,
) -> Membership:
    """Enter a member of long standing from the union's own roster; raises ALREADY_A_MEMBER."""
    facts = {"unit_name": unit_name, "employment": employment, "post": post}
    return _begin(session, actor, person, union, clock.today(), Basis.ROSTER, None, facts)


def _begin(
    session: Session,
    actor: By,
    person: Person,
    union: Union,
    started_on: date,
    basis: Basis,
    decision_id: UUID | None,
    facts: dict[str, object],
) -> Membership:
    """Append to the person's chain; the numbered chain and the unique open interval decide between two at once."""
    last = session.scalars(
        select(Membership)
        .where(Membership.person_id == person.id)
        .order_by(Membership.sequence.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if last is not None and last.ended_on is None:
        raise _already(person)
    if last is not None and last.ended_on is not None and last.ended_on > started_on:
        started_on = last.ended_on  # intervals of one person never overlap (不重叠)
    membership = Membership(
        id=new_id(),
        person_id=person.id,
        union_id=union.id,
        sequence=last.sequence + 1 if last else 1,
        started_on=started_on,
        basis=basis,
        decision_id=decision_id,
        **facts,
    )
    try:
        with session.begin_nested():
            session.add(membership)
            session.flush()
    except IntegrityError:
        raise _already(person) from None
    record(
        session,
        actor,
        "membership:begin",
        "membership",
        membership.id,
        union_id=union.id,
        details={"basis": basis.value, "sequence": membership.sequence},
    )
    return membership


def _already(person: Person) -> Refusal:
    return Refusal("ALREADY_A_MEMBER", name=masked_name(opened(person, "name")))
