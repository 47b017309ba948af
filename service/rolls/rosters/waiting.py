"""等办的花名册: what comes up from below, and what the chair has to confirm, to report or to put right.

A first version is asked for as soon as there are members; the later ones are known by what changed since the last.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session, aliased

from service.register.access.models import Act, Actor
from service.register.matters import STEP_WORKING_DAYS, Matter, Row, Rows, Waiting, Within, waits
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import Union, UnionState
from service.rolls.rosters.models import Roster, RosterStatus
from service.rolls.rosters.moved import changes_of, joined_since, left_since


def _living(within: Within) -> ColumnElement[bool]:
    """A closed union is not asked for a roster any more."""
    return within & (Union.state != UnionState.CLOSED)


def _versions(within: Within, status: RosterStatus, since: SQLColumnExpression[Any]) -> Rows:
    rows = waits(Roster.id, since=since).join(Union, Union.id == Roster.union_id)
    return rows.where(_living(within), Roster.status == status)


def _newest(within: Within, status: RosterStatus, since: SQLColumnExpression[Any]) -> Rows:
    newer = aliased(Roster)
    newest = select(func.max(newer.number)).where(newer.union_id == Roster.union_id).scalar_subquery()
    return _versions(within, status, since).where(Roster.number == newest)


def _to_accept(within: Within) -> Rows:
    return _versions(within, RosterStatus.SUBMITTED, Roster.submitted_at)


def _to_consolidate(within: Within) -> Rows:
    return _versions(within, RosterStatus.ACCEPTED, Roster.accepted_at)


def _to_submit(within: Within) -> Rows:
    return _newest(within, RosterStatus.CONFIRMED, Roster.confirmed_at)


def _returned(within: Within) -> Rows:
    """The newest version was returned, and no other has been confirmed."""
    return _newest(within, RosterStatus.RETURNED, Roster.returned_at)


def _has_version() -> ColumnElement[bool]:
    return exists().where(Roster.union_id == Union.id).correlate(Union)


def _never_confirmed(within: Within) -> Rows:
    """Members, and no version at all; since the first of them was entered."""
    # Union by union, and only for those without a version: grouping would go through every member of the county.
    members = (Membership.union_id == Union.id, Membership.ended_on.is_(None), counted())
    first = select(func.min(Membership.created_at)).where(*members).correlate(Union).scalar_subquery()
    rows = waits(Union.id, since=first).where(_living(within), ~_has_version())
    return rows.where(exists().where(*members).correlate(Union))


def _changed(within: Within) -> Rows:
    moved = joined_since() | left_since()
    return waits(Union.id).where(_living(within), _has_version(), moved)


def _unchanged(within: Within) -> Rows:
    moved = joined_since() | left_since()
    first = exists().where(Membership.union_id == Union.id, Membership.ended_on.is_(None), counted())
    return waits(Union.id).where(_living(within), ~moved, _has_version() | ~first.correlate(Union))


def _versions_of(session: Session, rows: Sequence[Row]) -> dict[Any, Roster]:
    wanted = select(Roster).where(Roster.id.in_([row.id for row in rows]))
    return {one.id: one for one in session.scalars(wanted)}


def _tell_versions(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    found = _versions_of(session, rows)
    for row in rows:
        one, link = found[row.id], f"/console/roster-versions/{row.id}"
        match one.status:
            case RosterStatus.RETURNED:
                what = f"第 {one.number} 版花名册被退回，改好后请重新确认"
                yield row.matter(what, f"/console/rosters/{row.union_id}", f"退回理由：{one.return_reason}")
            case RosterStatus.CONFIRMED:
                yield row.matter(f"上报第 {one.number} 版花名册", link)
            case _:
                verb = "汇总" if one.status is RosterStatus.ACCEPTED else "接收"
                yield row.matter(f"{verb}第 {one.number} 版花名册，{one.members} 人", link)


def _tell_changes(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    changes = changes_of(session, [row.union_id for row in rows])
    for row in rows:
        what = f"花名册：{changes[row.union_id]} 人有变动，待确认"
        yield row.matter(what, f"/console/rosters/{row.union_id}", "更正过的信息也在那一页")


def _tell_unchanged(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        yield row.matter("花名册：人员没有增减", f"/console/rosters/{row.union_id}")


_ABOVE = "/console/rosters/{union}"
ROSTERS = (
    Waiting(
        "rosters-to-accept",
        "花名册已上报，上级没有接收",
        Act.ROSTER_ACCEPT,
        _to_accept,
        _tell_versions,
        working_days=STEP_WORKING_DAYS,
        above=_ABOVE,
        to_do="下级上报的花名册，待接收",
    ),
    Waiting(
        "rosters-to-consolidate",
        "花名册已接收，县总工会没有汇总",
        Act.ROSTER_CONSOLIDATE,
        _to_consolidate,
        _tell_versions,
        working_days=STEP_WORKING_DAYS,
        above=_ABOVE,
        to_do="已接收的花名册，待汇总",
    ),
    Waiting(
        "rosters-returned",
        "花名册被退回，没有重新确认",
        Act.ROSTER_CONFIRM,
        _returned,
        _tell_versions,
        working_days=STEP_WORKING_DAYS,
        above=_ABOVE,
        to_do="被退回的花名册，待重新确认",
    ),
    Waiting(
        "rosters-to-submit",
        "花名册已确认，没有上报",
        Act.ROSTER_CONFIRM,
        _to_submit,
        _tell_versions,
        working_days=STEP_WORKING_DAYS,
        above=_ABOVE,
        to_do="已确认的花名册，待上报",
    ),
    Waiting(
        "rosters-never-confirmed",
        "已有会员，从未确认花名册",
        Act.ROSTER_CONFIRM,
        _never_confirmed,
        _tell_changes,
        working_days=STEP_WORKING_DAYS,
        above=_ABOVE,
        to_do="第一版花名册，待确认",
    ),
)
CHANGED = Waiting("rosters-changed", "花名册有变动，待确认", Act.ROSTER_CONFIRM, _changed, _tell_changes)
UNCHANGED = Waiting(
    "rosters-unchanged", "花名册没有变动", Act.ROSTER_CONFIRM, _unchanged, _tell_unchanged, quiet=True
)
