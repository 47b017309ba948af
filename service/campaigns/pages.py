"""The console's doors to campaigns: the county's standing, and one union's answer in two taps."""

from uuid import UUID

from flask import Blueprint, request

from service import clock
from service.access.guard import actor, needs, session
from service.access.models import Act
from service.access.queries import reached_union
from service.access.reach import reaches
from service.campaigns.actions import answer
from service.campaigns.models import Answer
from service.campaigns.queries import campaign_named, campaigns
from service.campaigns.shown import shown
from service.forms import filled, show, shown_again, taken
from service.rosters.models import RosterStatus
from service.rosters.pages import Confirmed
from service.rosters.pending import confirmation

campaign_pages = Blueprint(
    "campaign_pages", __name__, url_prefix="/console/campaigns", template_folder="templates"
)
PAGE = 50


@campaign_pages.get("")
@needs(Act.PROGRESS_READ)
def list_campaigns() -> str:
    """花名册半年更新"""
    return show("campaigns/list.html", rows=campaigns(session()))


@campaign_pages.get("/<uuid:campaign_id>")
@needs(Act.PROGRESS_READ)
def read_campaign(campaign_id: UUID) -> str:
    """一次更新的进展"""
    campaign = campaign_named(session(), campaign_id)
    seen, start = shown(session(), actor(), campaign), max(0, request.args.get("start", 0, int))
    wanted = request.args.get("answer", Answer.SILENT, Answer)
    rows = seen.answered(wanted)
    return show(
        "campaigns/one.html",
        campaign=campaign,
        seen=seen,
        wanted=wanted,
        rows=rows[start : start + PAGE],
        count=len(rows),
        more=len(rows) > start + PAGE,
        start=start,
        size=PAGE,
        Answer=Answer,
        now=clock.county_time(min(clock.now(), campaign.closes_at)),
    )


def _own(campaign_id: UUID, union_id: UUID) -> str:
    campaign = campaign_named(session(), campaign_id)
    union = reached_union(session(), actor(), Act.ROSTER_READ, union_id)
    waiting = confirmation(session(), union)
    last = waiting.last
    mine = reaches(actor(), Act.ROSTER_CONFIRM, union)
    answered = (
        last is not None
        and campaign.opens_at <= last.confirmed_at < campaign.closes_at
        and last.status is not RosterStatus.RETURNED
    )
    return show(
        "campaigns/union.html",
        campaign=campaign,
        union=union,
        waiting=waiting,
        last=last,
        changed=waiting.changed(in_clear=mine),
        mine=mine,
        digest=waiting.digest.hex(),
        answered=answered,
    )


@campaign_pages.get("/<uuid:campaign_id>/unions/<uuid:union_id>")
@needs(Act.ROSTER_READ)
def read_own(campaign_id: UUID, union_id: UUID) -> str:
    """本工会的花名册更新"""
    return _own(campaign_id, union_id)


@campaign_pages.post("/<uuid:campaign_id>/unions/<uuid:union_id>/confirmation")
@needs(Act.ROSTER_CONFIRM)
@shown_again(_own)
def answer_one(campaign_id: UUID, union_id: UUID) -> object:
    """确认并上报"""
    campaign = campaign_named(session(), campaign_id)
    union, form = reached_union(session(), actor(), Act.ROSTER_CONFIRM, union_id), filled(Confirmed)
    answer(session(), actor(), campaign, union, bytes.fromhex(form.digest), unchanged=form.unchanged)
    return taken(f"/console/campaigns/{campaign_id}/unions/{union_id}", "campaign_answered")
