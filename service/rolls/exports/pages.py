"""The console's doors for who asks for a file: ask with a purpose, wait, take a link and the password, each on its own."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request
from pydantic import Field
from werkzeug.wrappers import Response

from service.ground.paging import paged
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.queries import reached_union, reached_unions
from service.register.forms import filled, says, show, shown_again, taken
from service.rolls.exports import actions, downloads
from service.rolls.exports.models import PACKS, ExportKind, ExportStatus
from service.rolls.exports.queries import NEEDED, exports_to_decide, own_export, own_exports
from service.rolls.snapshots.queries import snapshot_named, snapshots

export_pages = Blueprint("export_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    export_pages,
    {
        "requested": "已记录用途，文件正在生成。",
        "requested_bulk": "已提交申请，等第二个人批准。请当面告诉能批准的同事；24 小时内没有批准，申请自动失效。",
        "export_withdrawn": "已撤回，不会生成文件。",
    },
)
CHOICES = 50
FIRST = 20  # of what waits to be approved; the page of that kind of matter lists all


class ExportWanted(Shape):
    """An export as it is asked for: which form, of which union, for what purpose."""

    kind: ExportKind = Field(description="请选择是哪一种表。")
    union_id: UUID = Field(description="请选择导出哪个工会。")
    purpose: str = Field(default="", max_length=60)
    snapshot_id: UUID | None = None


def _list() -> str:
    words = request.args.get("union_name", "").strip()
    approves = actor().may(Act.EXPORT_APPROVE)
    waiting = exports_to_decide(session(), actor(), FIRST + 1) if approves else []
    return show(
        "exports/list.html",
        page=paged(partial(own_exports, session(), actor())),
        waiting=waiting[:FIRST],
        more=len(waiting) > FIRST,
        kinds=[(kind.value, kind.label) for kind in ExportKind if kind not in PACKS],
        unions=reached_unions(session(), actor(), Act.EXPORT_MAKE, words, size=CHOICES),
        words=words,
        snapshots=[(one.id, one.label) for one in snapshots(session())],
        snapshot=request.args.get("snapshot_id", ""),
    )


@export_pages.get("/exports")
@needs(Act.EXPORT_MAKE)
def list_exports() -> str:
    """导出"""
    return _list()


@export_pages.post("/exports")
@needs(Act.EXPORT_MAKE, step_up=True)
@shown_again(_list)
def ask_for_one() -> Response:
    """申请导出: who, what for and of which union is noted before there is a file."""
    form = filled(ExportWanted)
    union = reached_union(session(), actor(), NEEDED[form.kind], form.union_id)
    snapshot = snapshot_named(session(), form.snapshot_id) if form.snapshot_id else None
    export = actions.request(session(), actor(), form.kind, union, form.purpose, snapshot)
    return taken(f"/console/exports/{export.id}", "requested_bulk" if export.bulk else "requested")


def _page(export_id: UUID) -> str:
    one = own_export(session(), actor(), export_id)
    return show("exports/one.html", one=one, running=one.status is ExportStatus.WAITING)


@export_pages.get("/exports/<uuid:export_id>")
@needs(Act.EXPORT_MAKE)
def read_one(export_id: UUID) -> str:
    """一次导出：进度、下载链接、文件密码"""
    return _page(export_id)


@export_pages.post("/exports/<uuid:export_id>/withdrawal")
@needs(Act.EXPORT_MAKE)
@shown_again(_page)
def withdraw_one(export_id: UUID) -> Response:
    """撤回还没有批准的申请"""
    actions.withdraw(session(), actor(), export_id)
    return taken(f"/console/exports/{export_id}", "export_withdrawn")


@export_pages.post("/exports/<uuid:export_id>/link")
@needs(Act.EXPORT_MAKE, step_up=True)
@shown_again(_page)
def take_link(export_id: UUID) -> str:
    """取得下载链接: it stands on this answer and nowhere else."""
    token = downloads.make_link(session(), actor(), export_id)
    return show("exports/link.html", export_id=export_id, token=token)


@export_pages.post("/exports/<uuid:export_id>/password")
@needs(Act.EXPORT_MAKE, step_up=True)
@shown_again(_page)
def take_password(export_id: UUID) -> str:
    """查看文件密码: on a page of its own, never beside the link."""
    password = downloads.show_password(session(), actor(), export_id)
    one = own_export(session(), actor(), export_id)
    left = downloads.PASSWORDS - one.passwords_shown
    return show("exports/password.html", export_id=export_id, password=password, left=left)
