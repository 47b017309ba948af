"""The console's doors of who oversees: close a union, find a place for its members, move a unit to its own union."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import NOTHING, paged
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.forms import filled, says, show, shown_again, taken
from service.register.people.contact import masked_name
from service.register.unions.closing import close, living_above
from service.register.unions.models import CloseReason
from service.requests.transfers.founding import (
    fingerprint,
    ids_of_unit,
    members_of_unit,
    move_unit,
    units_to_move,
)
from service.requests.transfers.rehoming import rehome, stranded, stranded_by_union
from service.requests.transfers.typed import Closing, Rehomed, UnitMoved

rehoming_pages = Blueprint("rehoming_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    rehoming_pages,
    {
        "union_closed": "工会已撤销，它的会员列在下面，请逐一安置。",
        "rehomed": "已安置，本人会收到通知。",
        "unit_moved": "已全部转过去，本人会收到通知。新工会请到花名册确认。",
    },
)
SHOWN = 100
REASONS = [(reason.value, reason.label) for reason in CloseReason]


@rehoming_pages.get("/unions/<uuid:union_id>/closing")
@needs(Act.UNION_CLOSE)
def closing_page(union_id: UUID) -> str:
    """撤销工会"""
    return _closing_page(union_id)


def _closing_page(union_id: UUID) -> str:
    union = reached_union(session(), actor(), Act.UNION_CLOSE, union_id)
    return show("transfers/closing.html", union=union, reasons=REASONS)


@rehoming_pages.post("/unions/<uuid:union_id>/closing")
@needs(Act.UNION_CLOSE, step_up=True)
@shown_again(_closing_page)
def close_one(union_id: UUID) -> object:
    """撤销工会: its members stand on the list of those who need a place."""
    union, form = reached_union(session(), actor(), Act.UNION_CLOSE, union_id), filled(Closing)
    close(session(), actor(), union, form.reason, form.closed_on, form.close_no)
    return taken("/console/rehoming", "union_closed")


@rehoming_pages.get("/rehoming")
@needs(Act.TRANSFER_OVERSEE)
def list_closed() -> str:
    """待安置: closed unions that still have members"""
    return show("transfers/rehoming.html", page=paged(partial(stranded_by_union, session(), actor())))


@rehoming_pages.get("/rehoming/<uuid:union_id>")
@needs(Act.TRANSFER_OVERSEE)
def list_stranded(union_id: UUID) -> str:
    """一个撤销工会的待安置会员"""
    return _stranded_page(union_id)


def _stranded_page(union_id: UUID) -> str:
    union = reached_union(session(), actor(), Act.TRANSFER_OVERSEE, union_id)
    words = request.args.get("union_name", "").strip()[:60]
    page = paged(partial(stranded, session(), actor(), union))
    return show(
        "transfers/stranded.html",
        union=union,
        upper=living_above(session(), union),
        rows=[(row, masked_name(opened(row.person, "name"))) for row in page.rows],
        unions=reached_unions(session(), actor(), Act.TRANSFER_OVERSEE, words, size=50),
        union_words=words,
        page=page,
    )


@rehoming_pages.post("/rehoming/<uuid:union_id>")
@needs(Act.TRANSFER_OVERSEE)
@shown_again(_stranded_page)
def rehome_some(union_id: UUID) -> object:
    """安置: transfer to a living union, or keep at a union above."""
    union, form = reached_union(session(), actor(), Act.TRANSFER_OVERSEE, union_id), filled(Rehomed)
    target = reached_union(session(), actor(), Act.TRANSFER_OVERSEE, form.union_id)
    ids, no = form.membership_ids, form.minute_no
    rehome(session(), actor(), union, ids, target, keep=form.keep, minute_no=no)
    return taken(f"/console/rehoming/{union_id}", "rehomed")


@rehoming_pages.get("/unit-moves")
@needs(Act.TRANSFER_OVERSEE)
def unit_page() -> str:
    """建会批转"""
    return _unit_page()


def _unit_page() -> str:
    unit = request.values.get("unit", "").strip()[:120]
    words = request.values.get("union_name", "").strip()[:60]
    rows = members_of_unit(session(), actor(), unit, SHOWN) if unit else []
    ids = ids_of_unit(session(), actor(), unit) if unit else []
    return show(
        "transfers/unit.html",
        unit=unit,
        rows=[(row, masked_name(opened(row.person, "name"))) for row in rows],
        count=len(ids),
        mark=fingerprint(ids),
        founded=NOTHING if unit else paged(partial(units_to_move, session(), actor())),
        unions=reached_unions(session(), actor(), Act.TRANSFER_OVERSEE, words or unit[:8], size=50),
        union_words=words,
    )


@rehoming_pages.post("/unit-moves")
@needs(Act.TRANSFER_OVERSEE)
@shown_again(_unit_page)
def move_one_unit() -> object:
    """建会批转: everybody who was shown, in one act."""
    form = filled(UnitMoved)
    target = reached_union(session(), actor(), Act.TRANSFER_OVERSEE, form.union_id)
    move_unit(session(), actor(), form.unit, target, form.fingerprint, minute_no=form.minute_no)
    return taken("/console/unit-moves", "unit_moved")
