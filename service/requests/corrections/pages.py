"""The console's doors to corrections: read what a member asks, look at a whole value, answer."""

from uuid import UUID

from flask import Blueprint, request
from pydantic import Field

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, show, shown_again, taken
from service.register.people.shown import told
from service.requests.cards.queries import card_status, live_cards
from service.requests.corrections.actions import accept, refuse
from service.requests.corrections.fields import fact_of, value_now
from service.requests.corrections.models import CorrectionStatus
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.reveal import WHOLE, Side, reveal_side

correction_pages = Blueprint(
    "correction_pages", __name__, url_prefix="/console/corrections", template_folder="templates"
)


class Declined(Shape):
    """The reason for turning a correction down."""

    words: str = ""


class SideWanted(Shape):
    """Which of the two values is to be shown in full, and the purpose."""

    field: Side = Field(description="请选择看哪一项。")
    purpose: str = ""


def page_of(
    correction_id: UUID,
    act: Act = Act.CORRECTION_READ,
    answers: Act = Act.CORRECTION_ANSWER,
    shown: tuple[Side, str] | None = None,
) -> str:
    """One correction for who may ``act``, with the buttons of who ``answers``."""
    one, held = correction_in_reach(session(), actor(), act, correction_id)
    waiting, field = one.status is CorrectionStatus.WAITING, one.field
    card = live_cards(session(), [one.person_id]).get(one.person_id)
    return show(
        "corrections/one.html",
        one=one,
        held=held,
        name=opened(one.person, "name"),
        before=told(fact_of(field), value_now(field, one.person, held)) if waiting else "",
        after=told(fact_of(field), opened(one, "value")),
        reason=opened(one, "reason"),
        answer=opened(one, "answer"),
        card=card_status(card, held if held.ended_on is None else None).label if card else "没有激活",
        sides=[(side.value, side.label) for side in Side],
        here=request.path if request.method == "GET" else request.path.rpartition("/")[0],
        may_answer=waiting and reaches(actor(), answers, held.union),
        may_reveal=field in WHOLE and waiting and reaches(actor(), Act.PERSON_REVEAL, held.union),
        shown=shown,
    )


@correction_pages.get("/<uuid:correction_id>")
@needs(Act.CORRECTION_READ)
def read_one(correction_id: UUID) -> str:
    """一份更正申请"""
    return page_of(correction_id)


@correction_pages.post("/<uuid:correction_id>/acceptance")
@needs(Act.CORRECTION_ANSWER)
@shown_again(page_of)
def accept_one(correction_id: UUID) -> object:
    """同意更正"""
    found = correction_in_reach(session(), actor(), Act.CORRECTION_ANSWER, correction_id, lock=True)
    accept(session(), actor(), *found)
    return taken(f"/console/corrections/{correction_id}", "correction_accepted")


@correction_pages.post("/<uuid:correction_id>/refusal")
@needs(Act.CORRECTION_ANSWER)
@shown_again(page_of)
def refuse_one(correction_id: UUID) -> object:
    """不同意更正"""
    found = correction_in_reach(session(), actor(), Act.CORRECTION_ANSWER, correction_id, lock=True)
    refuse(session(), actor(), *found, filled(Declined).words)
    return taken(f"/console/corrections/{correction_id}", "correction_refused")


def _revealing_page(correction_id: UUID) -> str:
    return page_of(correction_id, Act.PERSON_REVEAL)


@correction_pages.post("/<uuid:correction_id>/reveal")
@needs(Act.PERSON_REVEAL, step_up=True)
@shown_again(_revealing_page)
def reveal_one(correction_id: UUID) -> str:
    """查看一项的完整内容: this answer and no other holds it."""
    one, held = correction_in_reach(session(), actor(), Act.PERSON_REVEAL, correction_id)
    form = filled(SideWanted)
    value = reveal_side(session(), actor(), one, held.union_id, form.field, form.purpose)
    return page_of(correction_id, Act.PERSON_REVEAL, shown=(form.field, value))
