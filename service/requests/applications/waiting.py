"""等办的入会申请: to check, to decide, to dispatch; late as soon as the day has passed, without anybody reporting it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from service.ground.sealing import opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import MIDDLE_KINDS, Union
from service.requests.applications.models import Application, Status
from service.requests.applications.queries import opened_rows
from service.requests.applications.referred import at_desk_of


def _in_state(within: Within, *statuses: Status) -> Rows:
    rows = waits(Application.id, since=Application.submitted_at, due_on=Application.due_on)
    return rows.join(Union, Union.id == Application.union_id).where(within, Application.status.in_(statuses))


def _to_check(within: Within) -> Rows:
    return _in_state(within, Status.SUBMITTED, Status.CONTESTED)


def _to_decide(within: Within) -> Rows:
    return _in_state(within, Status.CHECKED)


def _referred(within: Within) -> Rows:
    return _in_state(within, Status.REFERRED)


def _astray(within: Within) -> Rows:
    """Come to a union above from a unit without a union: to be checked there, or by who dispatches sent on."""
    led_here = and_(Application.unit_has_union.is_(False), Union.kind.in_(MIDDLE_KINDS))
    return _in_state(within, Status.SUBMITTED).where(led_here)


def _checked_here(_session: Session, actor: Actor) -> Within:
    """待初审, but for what this actor dispatches instead."""
    return and_(reachable(actor, Act.APPLICATION_CHECK), not_(at_desk_of(actor)))


def _dispatched_here(_session: Session, actor: Actor) -> Within:
    return at_desk_of(actor)


def _told(session: Session, rows: Sequence[Row], page: str, verb: str) -> Iterator[Matter]:
    wanted = select(Application).where(Application.id.in_([row.id for row in rows]))
    found = {one.id: one for one in opened_rows(session, wanted, len(rows))}
    for row in rows:
        one = found[row.id]
        said = "核实" if one.status is Status.CONTESTED else verb
        link = f"/console/{page}/{one.id}"
        yield row.matter(f"{said}{opened(one, 'name')}的入会申请", link, one.unit_name)


def _tell_checks(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    return _told(session, rows, "applications", "初审")


def _tell_dispatches(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    return _told(session, rows, "dispatch", "派发")


def _tell_decisions(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        link = f"/console/decisions?union_id={row.union_id}"
        yield row.matter(f"记录委员会决议（{row.count} 份待决定）", link)


_LATE = "/console/applications?late=1&union_id={union}"
APPLICATIONS = (
    Waiting(
        "applications-to-check",
        "入会申请，待初审",
        Act.APPLICATION_CHECK,
        _to_check,
        _tell_checks,
        mine=_checked_here,
        menu="/console/applications",
        above=_LATE,
    ),
    Waiting(
        "applications-to-decide",
        "入会申请，待委员会决定",
        Act.APPLICATION_DECIDE,
        _to_decide,
        _tell_decisions,
        by_union=True,
        menu="/console/applications",
        above=_LATE,
    ),
    Waiting(
        "applications-referred",
        "转上级的入会申请，待派发",
        Act.APPLICATION_DISPATCH,
        _referred,
        _tell_dispatches,
        mine=_dispatched_here,
        menu="/console/dispatch",
        above="/console/dispatch",
    ),
    Waiting(
        "applications-astray",
        "单位没有建会的入会申请，待派发",
        Act.APPLICATION_DISPATCH,
        _astray,
        _tell_dispatches,
        mine=_dispatched_here,
        menu="/console/dispatch",
    ),
)
