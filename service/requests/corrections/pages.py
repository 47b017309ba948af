"""The console's doors to corrections: read what a member asks, look at a whole value, answer.

The union answers; what it left lying past the last day the county answers in its stead (逾期由县总工会答复). 个人信息保护法
第四十六条: 个人请求更正、补充其个人信息的，个人信息处理者应当……及时更正、补充. A union without a chair must not make that right an
empty one.
"""

from functools import partial
from uuid import UUID

from flask import Blueprint, request
from pydantic import Field

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.people.shown import told
from service.requests.cards.queries import card_status, live_cards
from service.requests.corrections.actions import accept, refuse
from service.requests.corrections.fields import fact_of, value_now
from service.requests.corrections.models import CorrectionStatus
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.reveal import WHOLE, Side, reveal_side


class Declined(Shape):
    """The reason for turning a correction down."""

    words: str = ""


class SideWanted(Shape):
    """Which of the two values is to be shown in full, and the purpose."""

    field: Side = Field(description="请选择看哪一项。")
    purpose: str = ""


def _page(correction_id: UUID, act: Act, answer: Act, shown: tuple[Side, str] | None = None) -> str:
    """One correction for who may ``act``, with the buttons of who may ``answer``."""
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
        may_answer=waiting and reaches(actor(), answer, held.union),
        may_reveal=field in WHOLE and waiting and reaches(actor(), Act.PERSON_REVEAL, held.union),
        shown=shown,
    )


def _doors(name: str, path: str, *, read: Act, answer: Act, reveal: Act) -> Blueprint:
    """The doors at one address, each signed with the act of who comes in there; what it finds depends on the act."""
    doors = Blueprint(name, __name__, url_prefix=path, template_folder="templates")
    page, revealing = partial(_page, act=read, answer=answer), partial(_page, act=reveal, answer=answer)

    @doors.get("/<uuid:correction_id>")
    @needs(read)
    def read_one(correction_id: UUID) -> str:
        """一份更正申请"""
        return page(correction_id)

    @doors.post("/<uuid:correction_id>/acceptance")
    @needs(answer)
    @shown_again(page)
    def accept_one(correction_id: UUID) -> object:
        """同意更正"""
        found = correction_in_reach(session(), actor(), answer, correction_id, lock=True)
        accept(session(), actor(), *found, deployment().settings)
        numbers = found[0].field.value == "id_number"
        return taken(f"{path}/{correction_id}", "correction_agreed" if numbers else "correction_accepted")

    @doors.post("/<uuid:correction_id>/refusal")
    @needs(answer)
    @shown_again(page)
    def refuse_one(correction_id: UUID) -> object:
        """不同意更正"""
        found = correction_in_reach(session(), actor(), answer, correction_id, lock=True)
        refuse(session(), actor(), *found, filled(Declined).words)
        return taken(f"{path}/{correction_id}", "correction_refused")

    @doors.post("/<uuid:correction_id>/reveal")
    @needs(reveal, step_up=True)
    @shown_again(revealing)
    def reveal_one(correction_id: UUID) -> str:
        """查看一项的完整内容: this answer and no other holds it."""
        one, held = correction_in_reach(session(), actor(), reveal, correction_id)
        form = filled(SideWanted)
        value = reveal_side(session(), actor(), one, held.union_id, form.field, form.purpose)
        return revealing(correction_id, shown=(form.field, value))

    return doors


correction_pages = _doors(
    "correction_pages",
    "/console/corrections",
    read=Act.CORRECTION_READ,
    answer=Act.CORRECTION_ANSWER,
    reveal=Act.PERSON_REVEAL,
)
says(
    correction_pages,
    {
        "correction_agreed": "已同意，证件号码由系统核对后写入。核对完，申请人会收到通知；三天还没有核对完的，请带证件原件到县总工会查。",
        "correction_accepted": "已更正，申请人会收到通知。花名册的待确认变动里会列出这次更正。",
        "correction_refused": "已答复，申请人会看到您写的原因。",
    },
)
overdue_correction_pages = _doors(
    "overdue_correction_pages",
    "/console/overdue-corrections",
    read=Act.CORRECTION_OVERSEE,
    answer=Act.CORRECTION_OVERSEE,
    reveal=Act.CORRECTION_OVERSEE,
)
