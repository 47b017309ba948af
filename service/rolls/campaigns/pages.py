"""The console's doors to campaigns: the county's standing, and one union's answer in two taps."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, request, send_file
from werkzeug.wrappers import Response

from service.ground import clock
from service.ground.paging import piece_of
from service.ground.workbook import MEDIA_TYPE
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.unions.models import Union
from service.rolls.campaigns.actions import answer
from service.rolls.campaigns.models import Campaign, WhichUnions
from service.rolls.campaigns.queries import campaign_named, campaigns, version_answered
from service.rolls.campaigns.sheets import unions_sheet
from service.rolls.campaigns.shown import CampaignShown, shown
from service.rolls.rosters.models import RosterStatus
from service.rolls.rosters.pages import Confirmed
from service.rolls.rosters.pending import confirmation

campaign_pages = Blueprint(
    "campaign_pages", __name__, url_prefix="/console/campaigns", template_folder="templates"
)
says(
    campaign_pages,
    {
        "campaign_answered": "花名册已确认并上报，这次更新办完了。",
    },
)


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
    seen, which, under = _wanted(campaign)
    rows = seen.listed(which, under.path if under else "")
    return show(
        "campaigns/one.html",
        campaign=campaign,
        seen=seen,
        which=which,
        under=under,
        page=piece_of(rows),
        count=len(rows),
        Which=WhichUnions,
        now=clock.county_time(min(clock.now(), campaign.closes_at)),
    )


def _wanted(campaign: Campaign) -> tuple[CampaignShown, WhichUnions, Union | None]:
    """What is in reach, which list of it, below which union."""
    seen, which = (
        shown(session(), actor(), campaign),
        request.args.get("which", WhichUnions.SILENT, WhichUnions),
    )
    union_id = request.args.get("under", None, UUID)
    under = reached_union(session(), actor(), Act.PROGRESS_READ, union_id) if union_id else None
    return seen, which, under


@campaign_pages.get("/<uuid:campaign_id>/unions.xlsx")
@needs(Act.PROGRESS_COMPARE)
def download_unions(campaign_id: UUID) -> Response:
    """一个数字后面的工会，Excel（没有个人信息）"""
    campaign = campaign_named(session(), campaign_id)
    seen, which, under = _wanted(campaign)
    rows = seen.listed(which, under.path if under else "")
    now = clock.county_time(min(clock.now(), campaign.closes_at))
    file = unions_sheet(campaign.label, which, now, rows, len(seen.rows))
    return send_file(BytesIO(file), MEDIA_TYPE, as_attachment=True, download_name="unions.xlsx", max_age=0)


def _own(campaign_id: UUID, union_id: UUID) -> str:
    """A campaign under way shows what waits; one that is over, the version that was its answer."""
    campaign = campaign_named(session(), campaign_id)
    union = reached_union(session(), actor(), Act.ROSTER_READ, union_id)
    waiting = confirmation(session(), union)
    last, mine = waiting.last, reaches(actor(), Act.ROSTER_CONFIRM, union)
    answer_given = version_answered(session(), campaign, union_id)
    still_stands = answer_given is not None and answer_given.status is not RosterStatus.RETURNED
    return show(
        "campaigns/union.html",
        campaign=campaign,
        union=union,
        waiting=waiting,
        last=last,
        changed=waiting.changed(in_clear=mine),
        mine=mine,
        digest=waiting.digest.hex(),
        answered=answer_given if still_stands or not campaign.is_open else None,
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
