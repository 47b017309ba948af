"""Unions as staff see them, with their newest rosters: the tree within reach, and one union."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import chairs_of, reached_union, reached_unions
from service.register.access.reach import reaches
from service.register.forms import show
from service.register.memberships.queries import members_counted
from service.register.people.phones import masked_phone
from service.register.unions.models import Union
from service.register.units.queries import units_covered
from service.rolls.rosters.queries import history

union_pages = Blueprint("union_pages", __name__, url_prefix="/console/unions", template_folder="templates")
PAGE, UNITS = 100, 50


@union_pages.get("")
@needs(Act.UNION_READ)
def list_unions() -> str:
    """工会组织"""
    words = request.args.get("name", "").strip()
    under = _under(request.args.get("under", type=UUID))
    page = paged(partial(reached_unions, session(), actor(), Act.UNION_READ, words, under=under), PAGE)
    top = min((row.path.count(".") for row in page.rows), default=0)
    return show(
        "unions/list.html",
        page=page,
        rows=[(row, min(row.path.count(".") - top, 3)) for row in page.rows],
        members=members_counted(session(), [row.id for row in page.rows]),
        words=words,
        under=under,
    )


def _under(union_id: UUID | None) -> Union | None:
    return reached_union(session(), actor(), Act.UNION_READ, union_id) if union_id else None


@union_pages.get("/<uuid:union_id>")
@needs(Act.UNION_READ)
def read_union(union_id: UUID) -> str:
    """一个工会"""
    union = reached_union(session(), actor(), Act.UNION_READ, union_id)
    return show(
        "unions/one.html",
        union=union,
        leader=opened(union, "leader"),
        phone=masked_phone(opened(union, "phone")),
        members=members_counted(session(), [union.id]).get(union.id, 0),
        chairs=chairs_of(session(), union.id),
        units=units_covered(session(), union.id, UNITS),
        rosters=history(session(), actor(), union.id)[:3],
        may_close=union.parent_id is not None and reaches(actor(), Act.UNION_CLOSE, union),
    )
