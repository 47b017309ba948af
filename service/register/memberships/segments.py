"""会籍的一段接一段: end a stretch, begin the next on the same day, and keep what it rests on (不缺项、不断档)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.sealing import seal_fields
from service.register.audit.log import By, record
from service.register.facts.declared import OF_MEMBERSHIP
from service.register.memberships.changes import MembershipChange, ResumeReason, VoidReason
from service.register.memberships.models import EndReason, Membership, RetainReason
from service.register.people.models import Person
from service.register.unions.models import Union

VERBS = {
    EndReason.TRANSFERRED: "transfer",
    EndReason.RETAINED: "retain",
    EndReason.RESUMED: "resume",
    EndReason.LEFT: "leave",
    EndReason.LAPSED: "lapse",
    EndReason.EXPELLED: "expel",
    EndReason.DECEASED: "decease",
    EndReason.VOID: "void",
}
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Evidence:
    """凭据: what a change rests on, as the union keeps it on paper."""

    minute_no: str = ""
    words: str = ""
    asked_on: date | None = None
    persuaded_on: date | None = None
    idle_since: date | None = None
    resumed_for: ResumeReason | None = None
    void_for: VoidReason | None = None
    survivor_id: UUID | None = None


NOTHING = Evidence()


def hold_member(session: Session, membership: Membership, *unions: UUID, beside: Iterable[UUID] = ()) -> None:
    """Hold whose stretch it is (and people ``beside``) and the unions on which it rests, and look at it anew.

    Raises MEMBERSHIP_ENDED for who comes second.
    """
    hold(session, {Person: [membership.person_id, *beside]}, shared={Union: unions})
    again = select(Membership).where(Membership.id == membership.id)
    session.scalars(again.execution_options(populate_existing=True)).one()
    if membership.end_reason is not None:
        raise Refusal("MEMBERSHIP_ENDED", reason=membership.end_reason.label)


def judge_day(membership: Membership, field: str, day: date) -> None:
    """A legal day lies in the stretch that it ends, and not in the future; raises INPUT_INVALID."""
    if day > clock.today():
        raise invalid(**{field: "日期不能晚于今天。"})
    if day < membership.started_on:
        raise invalid(**{field: f"日期不能早于这段会籍开始的那天（{membership.started_on}）。"})


def end(
    session: Session,
    actor: By,
    membership: Membership,
    reason: EndReason,
    day: date,
    evidence: Evidence = NOTHING,
) -> MembershipChange:
    """End a locked, open stretch on a legal day, with its change and its one audit row."""
    membership.ended_on, membership.end_reason = max(day, membership.started_on), reason
    session.flush()
    return _note(session, actor, membership, None, day, evidence)


def go_on(
    session: Session,
    actor: By,
    membership: Membership,
    reason: EndReason,
    day: date,
    evidence: Evidence = NOTHING,
    *,
    union_id: UUID | None = None,
    retained_for: RetainReason | None = None,
    **facts: Any,
) -> MembershipChange:
    """End a locked stretch and begin the next one on the same day, in the same union unless ``union_id`` says where.

    Unit, employment and basis are handed on; the post in the union is not, when the union is another one.
    """
    membership.ended_on, membership.end_reason = day, reason
    session.flush()
    elsewhere = union_id is not None and union_id != membership.union_id
    following = Membership(
        id=new_id(),
        person_id=membership.person_id,
        union_id=union_id or membership.union_id,
        sequence=membership.sequence + 1,
        started_on=day,
        basis=membership.basis,
        decision_id=membership.decision_id,
        retained_for=retained_for,
        **(handed_on(membership, elsewhere=elsewhere or retained_for is not None) | facts),
    )
    try:
        with session.begin_nested():
            session.add(following)
            session.flush()
    except IntegrityError:
        raise Refusal("COLLEAGUE_WAS_FASTER") from None
    return _note(session, actor, membership, following, day, evidence)


def handed_on(membership: Membership, *, elsewhere: bool) -> dict[str, Any]:
    """What the next stretch takes over of a membership: everything in the same union, ``elsewhere`` what goes along."""
    return {fact.name: fact.kept(membership) for fact in OF_MEMBERSHIP if fact.handed_on or not elsewhere}


def _note(
    session: Session,
    actor: By,
    membership: Membership,
    following: Membership | None,
    day: date,
    evidence: Evidence,
) -> MembershipChange:
    reason = membership.end_reason
    assert reason is not None
    change = MembershipChange(
        id=new_id(),
        person_id=membership.person_id,
        membership_id=membership.id,
        next_id=following.id if following else None,
        kind=reason,
        effective_on=day,
        resumed_for=evidence.resumed_for,
        void_for=evidence.void_for,
        survivor_id=evidence.survivor_id,
        asked_on=evidence.asked_on,
        persuaded_on=evidence.persuaded_on,
        idle_since=evidence.idle_since,
        minute_no=evidence.minute_no.strip(),
        staff_id=actor.id if actor.kind == "staff" else None,
    )
    seal_fields(session, change, words=evidence.words.strip()[:LONGEST_WORDS])
    session.add(change)
    session.flush()
    record_change(session, actor, membership, reason, following.retained_for if following else None)
    return change


def record_change(
    session: Session, actor: By, membership: Membership, reason: EndReason, kept: RetainReason | None
) -> None:
    """The one audit row of a change: of the stretch that ended, under its verb."""
    details: dict[str, int | str] = {"sequence": membership.sequence}
    if kept is not None:
        details["reason"] = kept.value
    act, place = f"membership:{VERBS[reason]}", membership.union_id
    record(session, actor, act, "membership", membership.id, union_id=place, details=details)
