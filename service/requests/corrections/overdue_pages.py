"""The county's doors to corrections that a union left lying: it answers in the union's stead (逾期由县总工会答复).

个人信息保护法 第四十六条: 个人请求更正、补充其个人信息的，个人信息处理者应当……及时更正、补充. A union without a chair must not make that
right an empty one.
"""

from uuid import UUID

from flask import Blueprint

from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import filled, shown_again, taken
from service.requests.corrections.actions import accept, refuse
from service.requests.corrections.pages import Declined, SideWanted, page_of
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.reveal import reveal_side

overdue_correction_pages = Blueprint(
    "overdue_correction_pages", __name__, url_prefix="/console/overdue-corrections"
)
_ACT = Act.CORRECTION_OVERSEE


def _page(overdue_id: UUID) -> str:
    return page_of(overdue_id, _ACT, _ACT)


@overdue_correction_pages.get("/<uuid:overdue_id>")
@needs(Act.CORRECTION_OVERSEE)
def read_overdue(overdue_id: UUID) -> str:
    """一份逾期的更正申请"""
    return _page(overdue_id)


@overdue_correction_pages.post("/<uuid:overdue_id>/acceptance")
@needs(Act.CORRECTION_OVERSEE)
@shown_again(_page)
def accept_overdue(overdue_id: UUID) -> object:
    """同意更正"""
    accept(session(), actor(), *correction_in_reach(session(), actor(), _ACT, overdue_id, lock=True))
    return taken(f"/console/overdue-corrections/{overdue_id}", "correction_accepted")


@overdue_correction_pages.post("/<uuid:overdue_id>/refusal")
@needs(Act.CORRECTION_OVERSEE)
@shown_again(_page)
def refuse_overdue(overdue_id: UUID) -> object:
    """不同意更正"""
    found = correction_in_reach(session(), actor(), _ACT, overdue_id, lock=True)
    refuse(session(), actor(), *found, filled(Declined).words)
    return taken(f"/console/overdue-corrections/{overdue_id}", "correction_refused")


@overdue_correction_pages.post("/<uuid:overdue_id>/reveal")
@needs(Act.CORRECTION_OVERSEE, step_up=True)
@shown_again(_page)
def reveal_overdue(overdue_id: UUID) -> str:
    """查看一项的完整内容: this answer and no other holds it."""
    one, held = correction_in_reach(session(), actor(), _ACT, overdue_id)
    form = filled(SideWanted)
    value = reveal_side(session(), actor(), one, held.union_id, form.field, form.purpose)
    return page_of(overdue_id, _ACT, _ACT, (form.field, value))
