"""花名册 on the home page: what the chair has to confirm, report or put right, and what comes up from below."""

from calendar import monthrange
from collections.abc import Iterator

from sqlalchemy.orm import Session

from service import clock
from service.access.models import Actor
from service.console.task import Task
from service.console.waiting import newest_rosters
from service.progress.deadlines import due
from service.rosters.models import Roster, RosterStatus
from service.rosters.queries import rosters_waiting
from service.rosters.waiting import unconfirmed

# 动态管理: every member's data is gone through in January and July (长总工〔2018〕12号).
REFRESH_MONTHS = (1, 7)
MOST = 20


def own_roster_tasks(session: Session, actor: Actor) -> Iterator[Task]:
    """Changes to confirm, a version that was returned or not reported yet, and the half-yearly refresh; four queries."""
    newest = {roster.union_id: roster for roster in newest_rosters(session, actor)}
    for union, changes in unconfirmed(session, actor):
        last, page = newest.get(union.id), f"/console/rosters/{union.id}"
        if changes:
            yield Task(f"花名册：{changes} 人有变动，待确认", union.name, page, note="更正过的信息也在那一页")
        elif last is not None and _due_for_refresh(last):
            month, end = clock.today().month, clock.today()
            last_day = end.replace(day=monthrange(end.year, end.month)[1])
            yield Task(
                f"花名册：{month} 月更新，没有变化也请确认一次", union.name, page, last.confirmed_at, last_day
            )
        else:
            yield Task("花名册：人员没有增减", union.name, page, quiet=True)
        if last is not None:
            yield from _unfinished(last)


def _unfinished(last: Roster) -> Iterator[Task]:
    name = last.union.name
    if last.status is RosterStatus.RETURNED:
        since = last.returned_at or last.confirmed_at
        what, note = f"第 {last.number} 版花名册被退回，改好后请重新确认", f"退回理由：{last.return_reason}"
        yield Task(what, name, f"/console/rosters/{last.union_id}", since, due(since), note)
    if last.status is RosterStatus.CONFIRMED:
        what, page = f"上报第 {last.number} 版花名册", f"/console/roster-versions/{last.id}"
        yield Task(what, name, page, last.confirmed_at, due(last.confirmed_at))


def _due_for_refresh(last: Roster) -> bool:
    today, confirmed = clock.today(), last.confirmed_at.astimezone(clock.COUNTY_ZONE).date()
    return today.month in REFRESH_MONTHS and confirmed < today.replace(day=1)


def rosters_from_below(session: Session, actor: Actor) -> Iterator[Task]:
    """What unions below have reported and nobody has received, or received and not consolidated; one query."""
    for roster in rosters_waiting(session, actor, MOST):
        received = roster.status is RosterStatus.ACCEPTED
        since = roster.accepted_at if received else roster.submitted_at
        what = f"{'汇总' if received else '接收'}第 {roster.number} 版花名册，{roster.members} 人"
        page = f"/console/roster-versions/{roster.id}"
        yield Task(what, roster.union.name, page, since, due(since) if since else None)
