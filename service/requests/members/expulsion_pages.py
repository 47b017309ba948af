"""开除案: the committee's decision at the member's union, and the filing at the union above."""

from uuid import UUID

from flask import Blueprint

from service.ground.moves import allowed
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.memberships.cases import MOVES, Expulsion
from service.register.memberships.expulsions import (
    decide_expulsion,
    dismiss,
    file_expulsion,
    withdraw_proposal,
)
from service.register.memberships.queries import expulsion_in_reach
from service.requests.cards.holders import tell_of_changes
from service.requests.members.forms import ExpulsionRuling, Filing

expulsion_pages = Blueprint(
    "expulsion_pages", __name__, url_prefix="/console/expulsions", template_folder="templates"
)
says(
    expulsion_pages,
    {
        "expulsion_decided": "已记录委员会决定，会籍已结束，等上一级工会备案。",
        "expulsion_dismissed": "已记录，会籍不变。",
        "expulsion_withdrawn": "小组意见已撤回，会籍不变。",
        "expulsion_filed": "已备案。",
    },
)


@expulsion_pages.get("/<uuid:expulsion_id>")
@needs(Act.MEMBERSHIP_CHANGE)
def read_case(expulsion_id: UUID) -> str:
    """一件开除案"""
    return _page(expulsion_id)


@expulsion_pages.get("/<uuid:expulsion_id>/filing")
@needs(Act.MEMBERSHIP_FILE)
def read_filing(expulsion_id: UUID) -> str:
    """开除会籍备案"""
    return _page(expulsion_id, Act.MEMBERSHIP_FILE)


def _page(expulsion_id: UUID, act: Act = Act.MEMBERSHIP_CHANGE) -> str:
    case = expulsion_in_reach(session(), actor(), act, expulsion_id)
    return show(
        "members/expulsion.html",
        one=case,
        name=opened(case.person, "name"),
        opinion=opened(case, "opinion"),
        allowed=allowed(case, MOVES),
        may_change=reaches(actor(), Act.MEMBERSHIP_CHANGE, case.union),
        may_file=reaches(actor(), Act.MEMBERSHIP_FILE, case.union),
    )


def _filing_page(expulsion_id: UUID) -> str:
    return _page(expulsion_id, Act.MEMBERSHIP_FILE)


def _locked(expulsion_id: UUID, act: Act = Act.MEMBERSHIP_CHANGE) -> Expulsion:
    return expulsion_in_reach(session(), actor(), act, expulsion_id, lock=True)


@expulsion_pages.post("/<uuid:expulsion_id>/decision")
@needs(Act.MEMBERSHIP_CHANGE, step_up=True)
@shown_again(_page)
def decide_one(expulsion_id: UUID) -> object:
    """委员会决定开除"""
    case, form = _locked(expulsion_id), filled(ExpulsionRuling)
    change = decide_expulsion(session(), actor(), case, decided_on=form.decided_on, minute_no=form.minute_no)
    tell_of_changes(session(), [change])
    return taken(f"/console/expulsions/{expulsion_id}", "expulsion_decided")


@expulsion_pages.post("/<uuid:expulsion_id>/dismissal")
@needs(Act.MEMBERSHIP_CHANGE)
@shown_again(_page)
def dismiss_one(expulsion_id: UUID) -> object:
    """委员会决定不开除"""
    case, form = _locked(expulsion_id), filled(ExpulsionRuling)
    dismiss(session(), actor(), case, decided_on=form.decided_on, minute_no=form.minute_no)
    return taken(f"/console/expulsions/{expulsion_id}", "expulsion_dismissed")


@expulsion_pages.post("/<uuid:expulsion_id>/withdrawal")
@needs(Act.MEMBERSHIP_CHANGE)
@shown_again(_page)
def withdraw_one(expulsion_id: UUID) -> object:
    """撤回小组意见"""
    withdraw_proposal(session(), actor(), _locked(expulsion_id))
    return taken(f"/console/expulsions/{expulsion_id}", "expulsion_withdrawn")


@expulsion_pages.post("/<uuid:expulsion_id>/filing")
@needs(Act.MEMBERSHIP_FILE)
@shown_again(_filing_page)
def file_one(expulsion_id: UUID) -> object:
    """开除会籍备案"""
    case, form = _locked(expulsion_id, Act.MEMBERSHIP_FILE), filled(Filing)
    file_expulsion(session(), actor(), case, file_no=form.file_no)
    return taken(f"/console/expulsions/{expulsion_id}/filing", "expulsion_filed")
