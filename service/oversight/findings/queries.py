"""Reads of findings: what an actor reaches, filtered, ready to be opened."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from service.ground.errors import Refusal
from service.ground.sealing import load_keys, readable
from service.ground.words import Words
from service.oversight.findings.models import Finding, FindingStatus, Kind, Round
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import is_late
from service.register.memberships.models import Membership
from service.register.people.models import Person
from service.register.unions.models import Union


class FindingsShown(Words):
    """显示哪些疑点."""

    OPEN = "open", "待答复"
    OVERDUE = "overdue", "逾期没有答复"
    ANSWERED = "answered", "等销号"
    ENDED = "ended", "已经销号"


_CONDITIONS: dict[FindingsShown, ColumnElement[bool]] = {
    FindingsShown.OPEN: Finding.status == FindingStatus.OPEN,
    FindingsShown.ANSWERED: Finding.status == FindingStatus.ANSWERED,
    FindingsShown.ENDED: Finding.status.in_((FindingStatus.CLOSED, FindingStatus.GONE)),
}


def _which(shown: FindingsShown) -> ColumnElement[bool]:
    if shown is FindingsShown.OVERDUE:
        return (Finding.status == FindingStatus.OPEN) & is_late(Finding.due_on)
    return _CONDITIONS[shown]


def legible() -> ColumnElement[bool]:
    """The condition: whom a question is about can still be read; what was erased does not exist for anybody."""
    return or_(Finding.person_id.is_(None), readable(Finding.person_id))  # type: ignore[arg-type]


def _reached(actor: Actor, act: Act) -> Select[Finding]:
    return (
        select(Finding)
        .join(Finding.union)
        .where(reachable(actor, act), legible())
        .options(contains_eager(Finding.union), joinedload(Finding.person))
    )


def findings_listed(
    session: Session,
    actor: Actor,
    shown: FindingsShown,
    kind: Kind | None = None,
    under: Union | None = None,
    *,
    act: Act = Act.FINDING_READ,
    start: int = 0,
    size: int = 50,
) -> Sequence[Finding]:
    """The findings in reach, who has waited longest first, ready to be opened; what is over, the newest first."""
    order = (Finding.ended_at.desc(),) if shown is FindingsShown.ENDED else (Finding.due_on,)
    listed = _reached(actor, act).where(_which(shown)).order_by(*order, Union.path, Finding.id)
    if kind is not None:
        listed = listed.where(Finding.kind == kind)
    if under is not None:
        listed = listed.where(Union.path.startswith(under.path, autoescape=True))
    found = session.scalars(listed.offset(start).limit(size)).all()
    load_keys(session, [one.person_id for one in found if one.person_id])
    return found


def finding_in_reach(
    session: Session, actor: Actor, act: Act, finding_id: UUID, *, lock: bool = False
) -> Finding:
    """One finding in reach; anything else reads as NOT_FOUND."""
    found = findings_in_reach(session, actor, act, [finding_id], lock=lock)
    if not found:
        raise Refusal("NOT_FOUND")
    return found[0]


def findings_in_reach(
    session: Session, actor: Actor, act: Act, ids: Iterable[UUID], *, lock: bool = False
) -> Sequence[Finding]:
    """Those of these findings that are in reach, in the order in which they are locked."""
    wanted = _reached(actor, act).where(Finding.id.in_(list(ids))).order_by(Finding.id)
    if lock:
        wanted = wanted.with_for_update(of=Finding).execution_options(populate_existing=True)
    return session.scalars(wanted).all()


def others_of(session: Session, actor: Actor, findings: Iterable[Finding]) -> dict[UUID, Person]:
    """The other person of each pair, by id, if he can still be read and is in reach; one query.

    Of a member of another union a chair learns that there is one, not who: the union above sees both.
    """
    ids = {one.about_id for one in findings if one.about_id != one.subject_id}
    if not ids:
        return {}
    reached = (
        select(Membership.person_id)
        .join(Membership.union)
        .where(Membership.ended_on.is_(None), reachable(actor, Act.FINDING_READ))
    )
    wanted = select(Person).where(Person.id.in_(ids), readable(Person.id), Person.id.in_(reached))
    rows = session.scalars(wanted).all()
    load_keys(session, [one.id for one in rows])
    return {one.id: one for one in rows}


def place_of(session: Session, person_id: UUID) -> Membership | None:
    """The membership in force of somebody whom a finding names; the finding is in reach already."""
    held = select(Membership).where(Membership.person_id == person_id, Membership.ended_on.is_(None))
    return session.scalars(held.options(joinedload(Membership.union))).one_or_none()


def last_round(session: Session) -> Round | None:
    """The last look that was finished: as of when everything stands."""
    finished = select(Round).where(Round.finished_at.is_not(None))
    return session.scalars(finished.order_by(Round.finished_at.desc()).limit(1)).one_or_none()


def counted_by_union(
    session: Session, within: ColumnElement[bool]
) -> Sequence[tuple[str, Kind, int, int, int]]:
    """By path of the union and kind: how many are open, of them overdue, and how many wait to be closed."""
    is_open = Finding.status == FindingStatus.OPEN
    late = is_open & is_late(Finding.due_on)
    rows = (
        select(
            Union.path,
            Finding.kind,
            func.count().filter(is_open),
            func.count().filter(late),
            func.count().filter(Finding.status == FindingStatus.ANSWERED),
        )
        .join(Finding, Finding.union_id == Union.id)
        .where(within, legible(), Finding.status.in_((FindingStatus.OPEN, FindingStatus.ANSWERED)))
        .group_by(Union.path, Finding.kind)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(rows)]
