"""The console's doors to erasure: a chair registers what was asked on paper, the county agrees; how long what is kept."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.moves import allowed
from service.ground.paging import paged
from service.ground.sealing import opened, with_key
from service.ground.shapes import Shape
from service.oversight.erasures.actions import take_back
from service.oversight.erasures.models import MOVES, OPEN, Erasure, ErasureBasis, ErasureStatus
from service.oversight.erasures.on_paper import agree, register, turn_down
from service.oversight.erasures.periods import periods
from service.oversight.erasures.queries import erasure_in_reach, erasures_listed
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.memberships.queries import membership_in_reach
from service.register.people.contact import masked_name

erasure_pages = Blueprint("erasure_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    erasure_pages,
    {
        "erasure_registered": "已登记，报县总工会核准。本人绑定过惠工卡的，会收到通知。",
        "erasure_agreed": "已核准，到期系统自动删除。到期以前都可以撤回。",
        "erasure_turned_down": "已记录不核准，请工会把理由告诉申请人。",
        "erasure_withdrawn": "已撤回，什么都没有删除。",
    },
)


class OnPaper(Shape):
    """A request on paper: who asked, and which documents were seen."""

    basis: ErasureBasis
    words: str = ""


class TurnedDown(Shape):
    """The reason for turning an erasure down."""

    words: str = ""


@erasure_pages.get("/erasures")
@needs(Act.ERASURE_READ)
def list_erasures() -> str:
    """等待删除的，或者已经办完的"""
    ended = bool(request.args.get("ended"))
    statuses = [one for one in ErasureStatus if (one not in OPEN) is ended]
    page = paged(partial(erasures_listed, session(), actor(), Act.ERASURE_READ, statuses))
    kept = with_key(session(), [one.key_owner for one in page.rows])
    rows = [(one, _name(one) if one.key_owner in kept else "") for one in page.rows]
    return show("erasures/list.html", page=page, rows=rows, ended=ended)


def _name(one: Erasure) -> str:
    assert one.person is not None
    return masked_name(opened(one.person, "name"))


@erasure_pages.get("/erasures/<uuid:erasure_id>")
@needs(Act.ERASURE_READ)
def read_one(erasure_id: UUID) -> str:
    """一份删除申请"""
    return _page(erasure_id)


def _page(erasure_id: UUID) -> str:
    one = erasure_in_reach(session(), actor(), Act.ERASURE_READ, erasure_id)
    assert one.union is not None
    kept, open_to = bool(with_key(session(), [one.key_owner])), allowed(one, MOVES)
    agrees = reaches(actor(), Act.ERASURE_AGREE, one.union) and one.staff_id != actor().id
    return show(
        "erasures/one.html",
        one=one,
        name=_name(one) if kept else "",
        words=opened(one, "words") if kept else "",
        answer=opened(one, "answer") if kept else "",
        days=deployment().settings.erasure_days,
        may_agree=agrees and "agree" in open_to,
        may_withdraw="withdraw" in open_to and reaches(actor(), Act.ERASURE_REGISTER, one.union),
    )


def _registering(membership_id: UUID) -> str:
    held = membership_in_reach(session(), actor(), Act.ERASURE_REGISTER, membership_id)
    choices = [(one.value, one.label) for one in (ErasureBasis.PAPER, ErasureBasis.RELATIVE)]
    name = opened(held.person, "name")
    return show("erasures/register.html", held=held, name=name, choices=choices)


@erasure_pages.get("/members/<uuid:membership_id>/erasure")
@needs(Act.ERASURE_REGISTER)
def begin(membership_id: UUID) -> str:
    """登记书面删除申请"""
    return _registering(membership_id)


@erasure_pages.post("/members/<uuid:membership_id>/erasure")
@needs(Act.ERASURE_REGISTER, step_up=True)
@shown_again(_registering)
def register_one(membership_id: UUID) -> object:
    """登记，报县总工会核准"""
    held = membership_in_reach(session(), actor(), Act.ERASURE_REGISTER, membership_id)
    form = filled(OnPaper)
    asked = register(session(), actor(), held, form.basis, form.words)
    return taken(f"/console/erasures/{asked.id}", "erasure_registered")


@erasure_pages.post("/erasures/<uuid:erasure_id>/agreement")
@needs(Act.ERASURE_AGREE, step_up=True)
@shown_again(_page)
def agree_to_one(erasure_id: UUID) -> object:
    """核准"""
    asked = erasure_in_reach(session(), actor(), Act.ERASURE_AGREE, erasure_id, lock=True)
    agree(session(), actor(), asked, deployment().settings.erasure_days)
    return taken(f"/console/erasures/{erasure_id}", "erasure_agreed")


@erasure_pages.post("/erasures/<uuid:erasure_id>/refusal")
@needs(Act.ERASURE_AGREE)
@shown_again(_page)
def turn_one_down(erasure_id: UUID) -> object:
    """不核准"""
    asked = erasure_in_reach(session(), actor(), Act.ERASURE_AGREE, erasure_id, lock=True)
    turn_down(session(), actor(), asked, filled(TurnedDown).words)
    return taken(f"/console/erasures/{erasure_id}", "erasure_turned_down")


@erasure_pages.post("/erasures/<uuid:erasure_id>/withdrawal")
@needs(Act.ERASURE_REGISTER)
@shown_again(_page)
def withdraw_one(erasure_id: UUID) -> object:
    """撤回：申请人改了主意"""
    asked = erasure_in_reach(session(), actor(), Act.ERASURE_REGISTER, erasure_id, lock=True)
    take_back(session(), actor(), asked)
    return taken(f"/console/erasures/{erasure_id}", "erasure_withdrawn")


@erasure_pages.get("/retention")
@needs(Act.RETENTION_READ)
def read_periods() -> str:
    """个人信息保存期限一览"""
    return show("erasures/periods.html", rows=periods(deployment().settings))
