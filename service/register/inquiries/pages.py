"""The console's doors to the budget of numbers: a union asks for more, the county agrees or does not."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request
from pydantic import Field

from service.ground.paging import paged
from service.ground.shapes import Shape
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.inquiries.budget import allowances_listed, ask_more, budget_of, decide
from service.register.inquiries.decoys import alarms_listed

inquiry_pages = Blueprint("inquiry_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    inquiry_pages,
    {
        "allowance_asked": "已送县总工会。同意以后，请再确认导入。",
        "allowance_agreed": "已同意，这个工会现在可以确认导入了。",
        "allowance_refused": "已记录不同意，那个工会在这一页看得到。",
    },
)
PAGE = "/console/allowances"


class MoreNumbers(Shape):
    """For which union, how many more, and why."""

    union_id: UUID = Field(description="请选择工会。")
    numbers: int = Field(description="请填要增加多少个号码。")
    purpose: str = ""


def _page(**_: UUID) -> str:
    page = paged(partial(allowances_listed, session(), actor()))
    words = request.args.get("union_name", "").strip()[:60]
    unions = reached_unions(session(), actor(), Act.IMPORT_ROSTER, words, size=50)
    settings = deployment().settings
    own = unions[0] if len(unions) == 1 else None
    return show(
        "inquiries/allowances.html",
        page=page,
        unions=unions,
        words=words,
        budget=budget_of(session(), settings, own.id) if own else None,
        settings=settings,
        may={one.id for one in page.rows if reaches(actor(), Act.IMPORT_AGREE, one.union)},
        me=actor().id,
    )


@inquiry_pages.get("/allowances")
@needs(Act.IMPORT_ROSTER)
def list_allowances() -> str:
    """核对额度"""
    return _page()


@inquiry_pages.post("/allowances")
@needs(Act.IMPORT_ROSTER)
@shown_again(_page)
def ask_for_more() -> object:
    """请县总工会增加额度"""
    form = filled(MoreNumbers)
    union = reached_union(session(), actor(), Act.IMPORT_ROSTER, form.union_id)
    ask_more(session(), actor(), union, form.numbers, form.purpose)
    return taken(PAGE, "allowance_asked")


@inquiry_pages.post("/allowances/<uuid:allowance_id>/agreement")
@needs(Act.IMPORT_AGREE)
@shown_again(_page)
def agree_to_more(allowance_id: UUID) -> object:
    """同意增加"""
    decide(session(), actor(), allowance_id, "agree")
    return taken(PAGE, "allowance_agreed")


@inquiry_pages.post("/allowances/<uuid:allowance_id>/refusal")
@needs(Act.IMPORT_AGREE)
@shown_again(_page)
def refuse_more(allowance_id: UUID) -> object:
    """不同意增加"""
    decide(session(), actor(), allowance_id, "refuse")
    return taken(PAGE, "allowance_refused")


@inquiry_pages.get("/alarms")
@needs(Act.AUDIT_READ)
def list_alarms() -> str:
    """暗记号码被问到的记录"""
    return show("inquiries/alarms.html", page=paged(partial(alarms_listed, session(), actor())))
