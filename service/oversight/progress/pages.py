"""The console's doors to progress: the funnel, the list behind every number, and whom the union has told."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import paged, piece_of
from service.oversight.progress.actions import invite
from service.oversight.progress.bulletin import percent
from service.oversight.progress.figures import figures_of
from service.oversight.progress.members import (
    COUNTED,
    Listing,
    listed,
    members_at,
    members_behind,
    members_counted_at,
)
from service.oversight.progress.models import Way
from service.oversight.progress.moments import month_of, months_back, this_moment, this_month
from service.oversight.progress.overview import overview
from service.oversight.progress.shapes import CHOSEN, EVERYBODY, Invited
from service.oversight.progress.tree import stands_at
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.forms import filled, says, show, shown_again, taken

progress_pages = Blueprint("progress_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    progress_pages,
    {
        "invited": "已登记。系统不会自动发消息，请确认会员真的知道了怎么激活。",
    },
)
YEAR = 12
WAYS = [(way.value, way.label) for way in Way]


@progress_pages.get("/progress")
@needs(Act.PROGRESS_READ)
def read_own() -> str:
    """激活进度"""
    return _funnel(None)


@progress_pages.get("/progress/<uuid:union_id>")
@needs(Act.PROGRESS_READ)
def read_union(union_id: UUID) -> str:
    """一个工会的激活进度"""
    return _funnel(union_id)


def _funnel(union_id: UUID | None) -> str:
    month = month_of(request.args.get("month", ""))
    seen = overview(session(), actor(), month, union_id)
    return show(
        "progress/funnel.html",
        seen=seen,
        page=piece_of(seen.lines),
        month=month,
        months=months_back(YEAR),
        past=month != this_month(),
        may_invite=seen.top is not None and seen.top.id in stands_at(actor(), Act.MEMBER_INVITE),
        percent=percent,
        Listing=Listing,
        charts=True,
    )


@progress_pages.get("/progress/<uuid:union_id>/members")
@needs(Act.PROGRESS_READ)
def list_members(union_id: UUID) -> str:
    """漏斗里一个数字后面的名单"""
    union = reached_union(session(), actor(), Act.PROGRESS_READ, union_id)
    asked = request.args.get("listing", Listing.REGISTERED, Listing)
    listing = asked if asked in COUNTED else Listing.REGISTERED
    month = month_of(request.args.get("month", ""))
    figures = figures_of(session(), actor(), month, path=union.path)
    page = paged(partial(members_behind, session(), actor(), listing, figures))
    facts = {"page": page, "count": listed(figures.whole, listing)}
    of = {"union": union, "month": month, "moment": figures.moment, "listing": listing}
    return show("progress/members.html", listings=COUNTED, **of, **facts)


@progress_pages.get("/progress/<uuid:union_id>/invitations")
@needs(Act.MEMBER_INVITE)
def read_invitations(union_id: UUID) -> str:
    """通知会员激活"""
    return _invitations(union_id)


def _invitations(union_id: UUID) -> str:
    union = reached_union(session(), actor(), Act.MEMBER_INVITE, union_id)
    now, alone = this_moment(), [union.path]
    page = paged(partial(members_at, session(), actor(), alone, Listing.UNINVITED, now))
    count = members_counted_at(session(), actor(), alone, Listing.UNINVITED, now)
    return show(
        "progress/invitations.html",
        union=union,
        page=page,
        count=count,
        ways=WAYS,
        who=[(EVERYBODY, f"全部，共 {count} 人"), (CHOSEN, "只有下面勾选的")],
    )


@progress_pages.post("/progress/<uuid:union_id>/invitations")
@needs(Act.MEMBER_INVITE)
@shown_again(_invitations)
def note_invitations(union_id: UUID) -> object:
    """登记已通知会员激活"""
    union, form = reached_union(session(), actor(), Act.MEMBER_INVITE, union_id), filled(Invited)
    invite(session(), actor(), union, form.way, form.chosen)
    return taken(f"/console/progress/{union_id}/invitations", "invited")
