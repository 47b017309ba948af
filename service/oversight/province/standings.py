"""How the province stands to the county's members now: numbers by union, and the people behind each number.

Every membership in force is in exactly one of the first four standings, so they add up; whoever left or moved after the
province took him stands beside them, because the province does not know it yet.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from crypto.errors import Unreadable
from service.ground.sealing import load_keys, opened
from service.ground.words import Words
from service.oversight.province.contents import differing_fields, outgoing
from service.oversight.province.latest import is_latest, latest_answers
from service.oversight.province.models import PackStatus, ProvincePack, ProvinceRow, RowResult
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships.models import Membership
from service.register.people.contact import masked_name
from service.register.people.models import Person
from service.register.unions.models import Union
from service.rolls.rosters.lines import ERASED

READ = Act.PROVINCE_READ


class Standing(Words):
    """省平台报送情况."""

    ACCEPTED = "accepted", "省平台已通过"
    REJECTED = "rejected", "省平台退回"
    WAITING = "waiting", "已报送，等结果"
    MISSING = "missing", "还没有报送"
    GONE = "gone", "已通过，会籍已结束"
    MOVED = "moved", "已通过，后来接转"
    CHANGED = "changed", "已通过，后来有更正"


# 在册: these four add up to the memberships in force.
OF_MEMBERS = (Standing.ACCEPTED, Standing.REJECTED, Standing.WAITING, Standing.MISSING)
# 差异: what the province does not know yet; 有更正 is told by comparing line by line, so for one union alone.
BESIDE = (Standing.GONE, Standing.MOVED)
_NUMBER = re.compile(r"[A-Za-z]?\d{6,}[\dXx]?")


@dataclass(frozen=True)
class Someone:
    """One person behind a number, by a masked name; what the province wrote, and whether it has been put right since."""

    person_id: UUID
    name: str = field(repr=False)
    union: Union
    reason: str = field(default="", repr=False)
    corrected: bool = False


def _open() -> ColumnElement[bool]:
    return Membership.ended_on.is_(None)


def _standing() -> ColumnElement[Standing]:
    """The standing of a membership in force beside the answer that holds for its person, if there is one."""
    handed_in = (
        exists()
        .where(ProvinceRow.person_id == Membership.person_id, ProvinceRow.result == RowResult.SENT)
        .where(ProvincePack.id == ProvinceRow.pack_id)
        .where(ProvincePack.status.in_((PackStatus.SENT, PackStatus.ANSWERED)))
        .correlate(Membership)
    )
    return case(
        (and_(_holds(RowResult.ACCEPTED), ProvinceRow.leaving.is_(False)), literal(Standing.ACCEPTED.value)),
        (_holds(RowResult.REJECTED), literal(Standing.REJECTED.value)),
        (handed_in, literal(Standing.WAITING.value)),
        else_=literal(Standing.MISSING.value),
    )


def _holds(result: RowResult) -> ColumnElement[bool]:
    return and_(ProvinceRow.result.is_not(None), ProvinceRow.result == result)


def _members(actor: Actor) -> Select[Membership]:
    """The memberships in force in reach, each beside the answer that holds."""
    return (
        select(Membership)
        .join(Union, Union.id == Membership.union_id)
        .outerjoin(ProvinceRow, and_(ProvinceRow.person_id == Membership.person_id, is_latest()))
        .where(_open(), reachable(actor, READ))
    )


def _told_before(actor: Actor, standing: Standing) -> Select[ProvinceRow]:
    """Whom the province took and whose membership has ended, or goes on in another union; under the union told of."""
    here = exists().where(Membership.person_id == ProvinceRow.person_id, _open())
    elsewhere = here.where(Membership.union_id != ProvinceRow.union_id)
    condition = elsewhere if standing is Standing.MOVED else ~here
    return (
        select(ProvinceRow)
        .join(Union, Union.id == ProvinceRow.union_id)
        .where(is_latest(), ProvinceRow.result == RowResult.ACCEPTED, ProvinceRow.leaving.is_(False))
        .where(condition, reachable(actor, READ))
    )


def numbers(session: Session, actor: Actor, path: str = "") -> dict[str, Counter[Standing]]:
    """How many people of each union stand how, by its path; two statements for any number of unions."""
    found: dict[str, Counter[Standing]] = {}
    places = select(Union.id).where(reachable(actor, READ), _within(path))
    for counts in (_members_counted(places), _told_before_counted(places)):
        of = counts.subquery()
        placed = select(Union.path, of.c.standing, of.c.count).join(of, of.c.union_id == Union.id)
        for place, word, count in session.execute(placed):
            found.setdefault(place, Counter())[Standing(word)] += count
    return found


def _members_counted(places: Select[UUID]) -> Select[UUID, Standing, int]:
    """The memberships in force by union and standing; grouped by the key, because paths are long and the county is large."""
    standing = _standing().label("standing")
    return (
        select(Membership.union_id, standing, func.count().label("count"))
        .outerjoin(ProvinceRow, and_(ProvinceRow.person_id == Membership.person_id, is_latest()))
        .where(_open(), Membership.union_id.in_(places))
        .group_by(Membership.union_id, standing)
    )


def _told_before_counted(places: Select[UUID]) -> Select[UUID, Standing, int]:
    """Whom ``_told_before`` lists, both standings in one look: who has no open membership is gone, else he has moved."""
    gone = Membership.id.is_(None)
    standing = case((gone, literal(Standing.GONE.value)), else_=literal(Standing.MOVED.value)).label(
        "standing"
    )
    return (
        select(ProvinceRow.union_id, standing, func.count().label("count"))
        .outerjoin(Membership, and_(Membership.person_id == ProvinceRow.person_id, _open()))
        .where(is_latest(), ProvinceRow.result == RowResult.ACCEPTED, ProvinceRow.leaving.is_(False))
        .where(or_(gone, Membership.union_id != ProvinceRow.union_id), ProvinceRow.union_id.in_(places))
        .group_by(ProvinceRow.union_id, standing)
    )


def _within(path: str) -> ColumnElement[bool]:
    return Union.path.startswith(path, autoescape=True)


def people(
    session: Session, actor: Actor, union: Union, standing: Standing, *, start: int = 0, size: int = 50
) -> list[Someone]:
    """A page of the people behind one number of a union and all below it; as many queries for 1 as for 50."""
    if standing is Standing.CHANGED:
        return _changed(session, union)[start : start + size]
    if standing in BESIDE:
        return _beside(session, actor, union, standing, start, size)
    listed = _members(actor).where(_within(union.path), _standing() == standing.value)
    listed = listed.options(joinedload(Membership.person), joinedload(Membership.union))
    ordered = listed.order_by(Union.path, Membership.started_on, Membership.id).offset(start).limit(size)
    members = session.scalars(ordered).all()
    load_keys(session, [one.person_id for one in members])
    if standing is not Standing.REJECTED:
        return [Someone(one.person_id, shown_name(one.person), one.union) for one in members]
    return rejected(session, members)


def rejected(session: Session, members: Sequence[Membership]) -> list[Someone]:
    """Members whom the province sent back, why, and whether what is registered has changed since."""
    answers = latest_answers(session, [one.person_id for one in members])
    now = {one.membership.person_id: one.digest for one in differing_fields(session, members)}
    return [
        Someone(
            one.person_id,
            shown_name(one.person),
            one.union,
            shown_reason(answer),
            corrected=now.get(one.person_id) != answer.digest,
        )
        for one in members
        if (answer := answers.get(one.person_id))
    ]


def rejected_in(session: Session, unions: Sequence[UUID]) -> list[Someone]:
    """Whom the province sent back in these unions, for who answers for them; the caller knows that they are his own."""
    sent_back = (
        select(Membership)
        .join(ProvinceRow, and_(ProvinceRow.person_id == Membership.person_id, is_latest()))
        .where(_open(), Membership.union_id.in_(unions), ProvinceRow.result == RowResult.REJECTED)
        .options(joinedload(Membership.person), joinedload(Membership.union))
        .order_by(Membership.union_id, Membership.started_on, Membership.id)
    )
    return rejected(session, session.scalars(sent_back).all())


def _beside(
    session: Session, actor: Actor, union: Union, standing: Standing, start: int, size: int
) -> list[Someone]:
    listed = _told_before(actor, standing).where(_within(union.path))
    listed = listed.options(joinedload(ProvinceRow.person), joinedload(ProvinceRow.union))
    ordered = listed.order_by(Union.path, ProvinceRow.id).offset(start).limit(size)
    rows = session.scalars(ordered).all()
    load_keys(session, [row.person_id for row in rows])
    return [Someone(row.person_id, shown_name(row.person), row.union) for row in rows]


def _changed(session: Session, union: Union) -> list[Someone]:
    """Members of one union whom the province took, and who are registered differently now."""
    news = [one.membership for one in outgoing(session, union.id, changes=True) if not one.leaving]
    answers = latest_answers(session, [one.person_id for one in news])
    return [
        Someone(one.person_id, shown_name(one.person), one.union)
        for one in news
        if (answer := answers.get(one.person_id))
        and answer.result is RowResult.ACCEPTED
        and not answer.leaving
    ]


def shown_name(person: Person) -> str:
    """The name as lists show it, or that the person was erased."""
    try:
        return masked_name(opened(person, "name"))
    except Unreadable:
        return ERASED


def shown_reason(row: ProvinceRow) -> str:
    """What the province wrote, as long as the person's key is there; a number that it quotes cannot be copied."""
    try:
        words = opened(row, "reason")
    except Unreadable:
        return ""
    return _NUMBER.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", words)
