"""The console's doors to what is reported to the province: packs, results, and who stands how."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground import clock
from service.ground.errors import invalid
from service.ground.moves import allowed
from service.ground.paging import NOTHING, paged
from service.oversight.province.actions import ask, close, drop, send, take_result
from service.oversight.province.drawing import row_code
from service.oversight.province.models import MOVES, RowResult
from service.oversight.province.queries import pack_in_reach, packs_listed, results_counted, rows_listed
from service.oversight.province.shapes import HandedIn, PackAsked, Scope, read_result, read_standing
from service.oversight.province.standings import (
    BESIDE,
    OF_MEMBERS,
    Standing,
    people,
    shown_name,
    shown_reason,
)
from service.oversight.province.tree import lines_below, top_lines
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.forms import filled, says, show, shown_again, taken
from service.rolls.exports.models import LEAVES

province_pages = Blueprint(
    "province_pages", __name__, url_prefix="/console/province", template_folder="templates"
)
says(
    province_pages,
    {
        "pack_sent": "已登记上传。省平台有结果以后，在这里导入结果文件。",
        "pack_closed": "已办结。",
        "pack_dropped": "已作废，这个包里的人算没有报送。",
    },
)
CHOICES = 50


def _list() -> str:
    words, reports = request.args.get("union_name", "").strip(), actor().may(Act.PROVINCE_REPORT)
    return show(
        "province/list.html",
        lines=top_lines(session(), actor()),
        shown=(*OF_MEMBERS, *BESIDE),
        now=clock.now(),
        reports=reports,
        packs=paged(partial(packs_listed, session(), actor())) if reports else NOTHING,
        unions=reached_unions(session(), actor(), Act.PROVINCE_REPORT, words, size=CHOICES)
        if reports
        else [],
        scopes=[(scope.value, scope.label) for scope in Scope],
        words=words,
    )


@province_pages.get("")
@needs(Act.PROVINCE_READ)
def list_packs() -> str:
    """省平台报送"""
    return _list()


@province_pages.post("/packs")
@needs(Act.PROVINCE_REPORT, step_up=True)
@shown_again(_list)
def ask_for_pack() -> object:
    """申请做报送包: a second person agrees before there is a file."""
    form = filled(PackAsked)
    union = reached_union(session(), actor(), Act.PROVINCE_REPORT, form.union_id)
    export = ask(session(), actor(), union, form.purpose, changes=form.scope is Scope.CHANGES)
    return taken(f"/console/exports/{export.id}", "requested_bulk")


def _page(pack_id: UUID) -> str:
    one = pack_in_reach(session(), actor(), pack_id)
    result = read_result(request.args.get("result", ""))
    page = paged(partial(rows_listed, session(), one, result))
    return show(
        "province/pack.html",
        one=one,
        counts=results_counted(session(), [one.id])[one.id],
        results=list(RowResult),
        result=result,
        rows=[
            (row, row_code(one.export_id, row.number), shown_name(row.person), shown_reason(row))
            for row in page.rows
        ],
        may=allowed(one, MOVES),
        now=clock.now(),
        page=page,
    )


@province_pages.get("/packs/<uuid:pack_id>")
@needs(Act.PROVINCE_REPORT)
def read_pack(pack_id: UUID) -> str:
    """一个报送包：进度、结果、逐行"""
    return _page(pack_id)


@province_pages.post("/packs/<uuid:pack_id>/sending")
@needs(Act.PROVINCE_REPORT)
@shown_again(_page)
def send_pack(pack_id: UUID) -> object:
    """登记已上传省平台"""
    pack = pack_in_reach(session(), actor(), pack_id, lock=True)
    send(session(), actor(), pack, filled(HandedIn).sent_on)
    return taken(f"/console/province/packs/{pack_id}", "pack_sent")


@province_pages.post("/packs/<uuid:pack_id>/result")
@needs(Act.PROVINCE_REPORT)
@shown_again(_page)
def upload_result(pack_id: UUID) -> object:
    """上传省平台的结果文件: read by the worker, confirmed on the page of the import."""
    pack, file = pack_in_reach(session(), actor(), pack_id, lock=True), request.files.get("file")
    if file is None or not file.filename:
        raise invalid(file="请选择省平台的结果文件。")
    import_ = take_result(session(), actor(), pack, file.filename, file.read())
    return taken(f"/console/imports/{import_.id}", "uploaded")


@province_pages.post("/packs/<uuid:pack_id>/closing")
@needs(Act.PROVINCE_REPORT)
@shown_again(_page)
def close_pack(pack_id: UUID) -> object:
    """办结"""
    close(session(), actor(), pack_in_reach(session(), actor(), pack_id, lock=True))
    return taken(f"/console/province/packs/{pack_id}", "pack_closed")


@province_pages.post("/packs/<uuid:pack_id>/dropping")
@needs(Act.PROVINCE_REPORT)
@shown_again(_page)
def drop_pack(pack_id: UUID) -> object:
    """没有报送"""
    drop(session(), actor(), pack_in_reach(session(), actor(), pack_id, lock=True))
    return taken(f"/console/province/packs/{pack_id}", "pack_dropped")


@province_pages.get("/unions/<uuid:union_id>")
@needs(Act.PROVINCE_READ)
def read_union(union_id: UUID) -> str:
    """一个工会和下级的报送情况，每个数字后面的名单"""
    union = reached_union(session(), actor(), Act.PROVINCE_READ, union_id)
    standing = read_standing(request.args.get("standing", "")) or Standing.REJECTED
    whole, lines = lines_below(session(), actor(), union.path)
    told = (Standing.CHANGED,) if union.kind in LEAVES else ()
    somebody = standing is Standing.CHANGED or whole.counts[standing] > 0
    return show(
        "province/union.html",
        union=union,
        whole=whole,
        lines=lines,
        shown=(*OF_MEMBERS, *BESIDE),
        choices=(*OF_MEMBERS, *BESIDE, *told),
        standing=standing,
        page=paged(partial(people, session(), actor(), union, standing)) if somebody else NOTHING,
        now=clock.now(),
    )
