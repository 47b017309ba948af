"""花名册 on the home page: what the chair has to confirm, report or put right, and what comes up from below."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from service.doors.console.task import Task
from service.doors.console.waiting import newest_rosters
from service.ground import clock
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.requests.applications.actions import DECISION_WORKING_DAYS
from service.rolls.campaigns.answers import answers_of
from service.rolls.campaigns.models import UNANSWERED, Campaign
from service.rolls.campaigns.queries import campaign_open
from service.rolls.rosters.models import Roster, RosterStatus
from service.rolls.rosters.queries import rosters_waiting
from service.rolls.rosters.waiting import unconfirmed

MOST = 20


def own_roster_tasks(session: Session, actor: Actor) -> Iterator[Task]:
    """The half-yearly refresh, changes to confirm, a version that was returned or not reported yet; six queries."""
    campaign = campaign_open(session)
    asked = _asked(session, actor, campaign) if campaign else set()
    newest = {roster.union_id: roster for roster in newest_rosters(session, actor)}
    for union, changes in unconfirmed(session, actor):
        last, page = newest.get(union.id), f"/console/rosters/{union.id}"
        if campaign is not None and union.id in asked:
            yield _refresh(campaign, union.id, union.name, changes)
        elif changes:
            yield Task(f"花名册：{changes} 人有变动，待确认", union.name, page, note="更正过的信息也在那一页")
        else:
            yield Task("花名册：人员没有增减", union.name, page, quiet=True)
        if last is not None:
            yield from _unfinished(last)


def _unfinished(last: Roster) -> Iterator[Task]:
    name = last.union.name
    if last.status is RosterStatus.RETURNED:
        since = last.returned_at or last.confirmed_at
        what, note = f"第 {last.number} 版花名册被退回，改好后请重新确认", f"退回理由：{last.return_reason}"
        yield Task(
            what,
            name,
            f"/console/rosters/{last.union_id}",
            since,
            clock.due(since, DECISION_WORKING_DAYS),
            note,
        )
    if last.status is RosterStatus.CONFIRMED:
        what, page = f"上报第 {last.number} 版花名册", f"/console/roster-versions/{last.id}"
        yield Task(what, name, page, last.confirmed_at, clock.due(last.confirmed_at, DECISION_WORKING_DAYS))


def _asked(session: Session, actor: Actor, campaign: Campaign) -> set[UUID]:
    """The unions of the actor that have not answered the campaign yet."""
    own = answers_of(session, campaign, reachable(actor, Act.ROSTER_CONFIRM))
    return {one.union_id for one in own if one.answer in UNANSWERED}


def _refresh(campaign: Campaign, union_id: UUID, name: str, changes: int) -> Task:
    """动态管理: the roster is gone through every January and July (长总工〔2018〕12号)."""
    link = f"/console/campaigns/{campaign.id}/unions/{union_id}"
    note = f"{changes} 人有变动" if changes else "人员没有增减的，也请确认一次"
    what = f"{campaign.label}：请确认，还有 {campaign.days_left} 天"
    return Task(what, name, link, campaign.opens_at, campaign.last_day, note, first=True)


def rosters_from_below(session: Session, actor: Actor) -> Iterator[Task]:
    """What unions below have reported and nobody has received, or received and not consolidated; one query."""
    for roster in rosters_waiting(session, actor, MOST):
        received = roster.status is RosterStatus.ACCEPTED
        since = roster.accepted_at if received else roster.submitted_at
        what = f"{'汇总' if received else '接收'}第 {roster.number} 版花名册，{roster.members} 人"
        page = f"/console/roster-versions/{roster.id}"
        yield Task(
            what, roster.union.name, page, since, clock.due(since, DECISION_WORKING_DAYS) if since else None
        )
