"""会籍变更: the members of one's own union, one of them on a page, and every act on his membership with its article."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.memberships.changes import MembershipChange, ResumeReason, VoidReason
from service.register.memberships.departure import decease, lapse, leave, void
from service.register.memberships.expulsions import propose
from service.register.memberships.models import Membership, RetainReason
from service.register.memberships.queries import (
    WhichMembers,
    members_listed,
    membership_in_reach,
    open_membership,
)
from service.register.memberships.retention import resume, retain
from service.register.memberships.search import chain_of
from service.register.people.contact import masked_name, masked_number
from service.requests.cards.holders import tell_of_changes
from service.requests.members.forms import (
    Death,
    Departure,
    Lapse,
    Proposal,
    Resumption,
    Retention,
    Voiding,
)

member_pages = Blueprint("member_pages", __name__, url_prefix="/console/members", template_folder="templates")
says(
    member_pages,
    {
        "retained": "会籍已保留，本人会收到通知。花名册上会列为减少，请到花名册确认。",
        "resumed": "会籍已恢复，本人会收到通知。花名册上会列为新增，请到花名册确认。",
        "membership_ended": "已记录，会籍已结束。花名册上会列为减少，请到花名册确认。",
        "expulsion_proposed": "小组意见已登记，会籍不变。委员会开会决定以后，请在这一页记录。",
    },
)
REASONS = {
    "retain": [(one.value, one.label) for one in RetainReason],
    "resume": [(one.value, one.label) for one in ResumeReason],
    "void": [(one.value, one.label) for one in VoidReason if one is not VoidReason.DUPLICATE],
}


@member_pages.get("")
@needs(Act.MEMBERSHIP_CHANGE)
def list_members() -> str:
    """会员与保留会籍的名单"""
    wanted = request.args.get("which", "")
    which = WhichMembers(wanted) if wanted in {one.value for one in WhichMembers} else WhichMembers.LASTING
    page = paged(partial(members_listed, session(), actor(), Act.MEMBERSHIP_CHANGE, which))
    rows = [(row, masked_name(opened(row.person, "name"))) for row in page.rows]
    return show("members/list.html", page=page, rows=rows, which=which, choices=list(WhichMembers))


@member_pages.get("/<uuid:membership_id>")
@needs(Act.MEMBERSHIP_CHANGE)
def read_member(membership_id: UUID) -> str:
    """一位会员的会籍"""
    return _page(membership_id)


def _page(membership_id: UUID) -> str:
    held = _member(membership_id)
    return show(
        "members/one.html",
        held=held,
        name=opened(held.person, "name"),
        number=masked_number(opened(held.person, "id_number")),
        chain=chain_of(session(), held.person_id),
        reasons=REASONS,
        upper=held.union.parent,
        may_transfer=reaches(actor(), Act.TRANSFER_HANDLE, held.union),
        may_prove=reaches(actor(), Act.MEMBERSHIP_PROVE, held.union),
        may_erase=open_membership(session(), held.person_id) is None
        and reaches(actor(), Act.ERASURE_REGISTER, held.union),
    )


def _member(membership_id: UUID) -> Membership:
    return membership_in_reach(session(), actor(), Act.MEMBERSHIP_CHANGE, membership_id)


def _after(change: MembershipChange) -> str:
    """Where to look after a change of which the member is told: the stretch that goes on, else the list."""
    tell_of_changes(session(), [change])
    there = change.following is not None and reaches(actor(), Act.MEMBERSHIP_CHANGE, change.following.union)
    return f"/console/members/{change.next_id}" if there else "/console/members"


@member_pages.post("/<uuid:membership_id>/retention")
@needs(Act.MEMBERSHIP_CHANGE)
@shown_again(_page)
def retain_one(membership_id: UUID) -> object:
    """保留会籍"""
    held, form = _member(membership_id), filled(Retention)
    upper = held.union.parent if form.upper else None
    facts = {"minute_no": form.minute_no, "words": form.words}
    change = retain(session(), actor(), held, form.reason, form.from_on, upper=upper, **facts)
    return taken(_after(change), "retained")


@member_pages.post("/<uuid:membership_id>/resumption")
@needs(Act.MEMBERSHIP_CHANGE)
@shown_again(_page)
def resume_one(membership_id: UUID) -> object:
    """恢复会籍"""
    held, form = _member(membership_id), filled(Resumption)
    change = resume(session(), actor(), held, form.reason, form.from_on, words=form.words)
    return taken(_after(change), "resumed")


@member_pages.post("/<uuid:membership_id>/departure")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def leave_one(membership_id: UUID) -> object:
    """退会"""
    held, form = _member(membership_id), filled(Departure)
    return taken(_after(leave(session(), actor(), held, **form.model_dump())), "membership_ended")


@member_pages.post("/<uuid:membership_id>/lapse")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def lapse_one(membership_id: UUID) -> object:
    """视为自动退会"""
    held, form = _member(membership_id), filled(Lapse)
    return taken(_after(lapse(session(), actor(), held, **form.model_dump())), "membership_ended")


@member_pages.post("/<uuid:membership_id>/death")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def decease_one(membership_id: UUID) -> object:
    """去世"""
    held, form = _member(membership_id), filled(Death)
    change = decease(session(), actor(), held, died_on=form.died_on, words=form.words)
    return taken(_after(change), "membership_ended")


@member_pages.post("/<uuid:membership_id>/voiding")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def void_one(membership_id: UUID) -> object:
    """登记错误"""
    held, form = _member(membership_id), filled(Voiding)
    return taken(_after(void(session(), actor(), held, form.reason, words=form.words)), "membership_ended")


@member_pages.post("/<uuid:membership_id>/expulsion")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def propose_one(membership_id: UUID) -> object:
    """登记小组的开除意见"""
    held, form = _member(membership_id), filled(Proposal)
    case = propose(session(), actor(), held, group_on=form.group_on, opinion=form.opinion)
    return taken(f"/console/expulsions/{case.id}", "expulsion_proposed")
