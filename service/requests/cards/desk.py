"""The console's doors to cards: confirm a claim with the member at the desk, and release a card that was lost."""

from functools import partial
from uuid import UUID

from flask import Blueprint
from pydantic import Field

from service.ground.paging import paged
from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union
from service.register.forms import filled, says, show, shown_again, taken
from service.register.people.contact import masked_name
from service.requests.cards.attempts import breaker_standings, claims_told
from service.requests.cards.confirmations import confirm_in_person, look_at_claim
from service.requests.cards.endings import release
from service.requests.cards.models import RevokeReason
from service.requests.cards.queries import card_in_reach, card_status, cards_reached

card_desk = Blueprint("card_desk", __name__, url_prefix="/console", template_folder="templates")
says(
    card_desk,
    {
        "card_confirmed": "惠工卡已激活，本人会收到通知。",
        "card_released": "已解除绑定，原来的微信会收到通知。",
    },
)
REASONS = [(reason.value, reason.label) for reason in RevokeReason if reason is not RevokeReason.HOLDER]


class ChairCode(Shape):
    """The six digits on the member's phone; how they are spelt is judged where they are looked up."""

    chair_code: str = Field(max_length=40, description="请填写核验码。")


class Release(Shape):
    """Why a card is released."""

    reason: RevokeReason = Field(description="请选择原因。")


def _code_form(claim_id: UUID | None = None) -> str:
    return show("cards/claims.html")


@card_desk.get("/claims")
@needs(Act.CARD_CONFIRM)
def ask_for_code() -> str:
    """当面激活"""
    return _code_form()


@card_desk.get("/claims/attempts")
@needs(Act.AUDIT_READ)
def read_attempts() -> str:
    """激活核验情况: how activation goes, and whether somebody tries; in sums, about nobody."""
    told = [claims_told(session(), hours) for hours in (24, 7 * 24)]
    return show("cards/attempts.html", standings=list(breaker_standings(session())), told=told)


@card_desk.post("/claims")
@needs(Act.CARD_CONFIRM)
@shown_again(_code_form)
def look() -> str:
    """当面激活: who the code says it is, to be compared with the document on the table."""
    code = filled(ChairCode).chair_code
    return show("cards/look.html", seen=look_at_claim(session(), actor(), code), chair_code=code)


@card_desk.post("/claims/<uuid:claim_id>/confirmation")
@needs(Act.CARD_CONFIRM)
@shown_again(_code_form)
def confirm_one(claim_id: UUID) -> object:
    """确认激活"""
    confirm_in_person(session(), actor(), claim_id, filled(ChairCode).chair_code)
    return taken("/console/claims", "card_confirmed")


@card_desk.get("/unions/<uuid:union_id>/cards")
@needs(Act.CARD_RELEASE)
def list_cards(union_id: UUID) -> str:
    """会员的惠工卡"""
    union = reached_union(session(), actor(), Act.CARD_RELEASE, union_id)
    page = paged(partial(cards_reached, session(), actor(), Act.CARD_RELEASE, union_id))
    rows = [
        (card, masked_name(opened(card.person, "name")), card_status(card, membership))
        for card, membership in page.rows
    ]
    return show("cards/list.html", union=union, page=page, rows=rows)


def _release_form(card_id: UUID) -> str:
    card, membership = card_in_reach(session(), actor(), Act.CARD_RELEASE, card_id)
    name = masked_name(opened(card.person, "name"))
    return show("cards/release.html", card=card, union=membership.union, name=name, reasons=REASONS)


@card_desk.get("/cards/<uuid:card_id>/release")
@needs(Act.CARD_RELEASE)
def release_page(card_id: UUID) -> str:
    """解除绑定"""
    return _release_form(card_id)


@card_desk.post("/cards/<uuid:card_id>/release")
@needs(Act.CARD_RELEASE, step_up=True)
@shown_again(_release_form)
def release_one(card_id: UUID) -> object:
    """解除绑定"""
    release(session(), actor(), card_id, filled(Release).reason)
    return taken("/console/", "card_released")
