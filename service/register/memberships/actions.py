"""接纳: begin memberships. 基层委员会批准 (章程 第二条) or an old member entered from the roster; one chain per person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import in_parts, insert_many, new_id
from service.ground.errors import Refusal
from service.ground.holding import hold
from service.ground.sealing import opened
from service.register.audit.log import By, record
from service.register.facts.declared import OF_MEMBERSHIP
from service.register.memberships.models import Basis, Membership
from service.register.people.contact import masked_name
from service.register.people.models import Person
from service.register.unions.models import Union, UnionState


def admit(
    session: Session,
    actor: By,
    person: Person,
    union: Union,
    decided_on: date,
    decision_id: UUID,
    **facts: object,
) -> Membership:
    """Admit from the day of the committee's decision; raises ALREADY_A_MEMBER (一次入会、动态接转, 第三条)."""
    return _begin(session, actor, person, union, decided_on, Basis.DECISION, decision_id, facts)


def enlist(session: Session, actor: By, person: Person, union: Union, **facts: object) -> Membership:
    """Enter a member of long standing from the union's own roster; raises ALREADY_A_MEMBER."""
    return _begin(session, actor, person, union, clock.today(), Basis.ROSTER, None, facts)


@dataclass(frozen=True)
class Enlistment:
    """An old member to enter from the roster, and what the roster says of the work."""

    person_id: UUID
    facts: Mapping[str, Any]


def enlist_many(session: Session, actor: By, union: Union, entries: Sequence[Enlistment]) -> None:
    """Enter many old members, in the order of the roster; IntegrityError when one is a member already.

    The rule of ``enlist`` for a file of thousands: the unique open interval decides, a query per 500 people. The caller
    holds the people and the union.
    """
    if union.state is UnionState.CLOSED:
        raise Refusal("UNION_CLOSED")
    last = _last_segments(session, [entry.person_id for entry in entries])
    ids = sorted(new_id() for _ in entries)
    rows = []
    for id_, entry in zip(ids, entries, strict=True):
        sequence, ended_on = last.get(entry.person_id, (0, None))
        rows.append(
            {
                "id": id_,
                "person_id": entry.person_id,
                "union_id": union.id,
                "sequence": sequence + 1,
                "started_on": max(clock.today(), ended_on or clock.today()),
                "basis": Basis.ROSTER,
                **{fact.name: entry.facts.get(fact.name) for fact in OF_MEMBERSHIP},
            }
        )
        _record_beginning(session, actor, id_, union.id, Basis.ROSTER, sequence + 1)
    insert_many(session, Membership, rows)


def correct_many(session: Session, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Keep what a roster states differently of memberships: id → fields and their new values."""
    by_columns = sorted(changes.items(), key=lambda one: sorted(one[1]))  # equal statements together
    rows = [{"id": id_, **facts} for id_, facts in by_columns]
    if rows:
        session.execute(update(Membership), rows)


def _last_segments(session: Session, people: Sequence[UUID]) -> dict[UUID, tuple[int, date | None]]:
    """Number and end of each person's last membership; the open ones are caught by the unique index."""
    last: dict[UUID, tuple[int, date | None]] = {}
    for part in in_parts(people):
        rows = session.execute(
            select(Membership.person_id, Membership.sequence, Membership.ended_on)
            .where(Membership.person_id.in_(part))
            .order_by(Membership.sequence)
        )
        last |= {person: (sequence, ended_on) for person, sequence, ended_on in rows}
    return last


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
    """Append to the person's chain, in a union that lives; the unique open interval decides where no lock reaches."""
    hold(session, {Person: [person.id]}, shared={Union: [union.id]})
    if union.state is UnionState.CLOSED:
        raise Refusal("UNION_CLOSED")
    last = session.scalars(
        select(Membership)
        .where(Membership.person_id == person.id)
        .order_by(Membership.sequence.desc())
        .limit(1)
        .execution_options(populate_existing=True)
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
    _record_beginning(session, actor, membership.id, union.id, basis, membership.sequence)
    return membership


def _record_beginning(
    session: Session, actor: By, membership_id: UUID, union_id: UUID, basis: Basis, sequence: int
) -> None:
    details: dict[str, int | str] = {"basis": basis.value, "sequence": sequence}
    record(
        session, actor, "membership:begin", "membership", membership_id, union_id=union_id, details=details
    )


def _already(person: Person) -> Refusal:
    return Refusal("ALREADY_A_MEMBER", name=masked_name(opened(person, "name")))
