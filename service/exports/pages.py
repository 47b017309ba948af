"""The console's doors to exports: ask for a file with a purpose, wait for it, fetch it."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, request, send_file
from pydantic import Field

from service.access.guard import actor, needs, session
from service.access.models import Act
from service.access.queries import reached_union, reached_unions
from service.exports import actions
from service.exports.models import ExportKind, ExportStatus
from service.exports.queries import own_export, own_exports
from service.forms import filled, show, shown_again, taken
from service.shapes import Shape

export_pages = Blueprint("export_pages", __name__, url_prefix="/console", template_folder="templates")
CHOICES = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(Shape):
    """Which form, of which union, what for."""

    kind: ExportKind = Field(description="请选择是哪一种表。")
    union_id: UUID = Field(description="请选择导出哪个工会。")
    purpose: str = Field(default="", max_length=60)


def _list() -> str:
    words = request.args.get("union_name", "").strip()
    return show(
        "exports/list.html",
        rows=own_exports(session(), actor()),
        kinds=[(kind.value, kind.label) for kind in ExportKind],
        unions=reached_unions(session(), actor(), Act.EXPORT_MAKE, words, size=CHOICES),
        words=words,
    )


@export_pages.get("/exports")
@needs(Act.EXPORT_MAKE)
def list_exports() -> str:
    """导出"""
    return _list()


@export_pages.post("/exports")
@needs(Act.EXPORT_MAKE)
@shown_again(_list)
def ask_for_one() -> object:
    """申请导出: who, what for and of which union is noted before there is a file."""
    form = filled(Asked)
    union = reached_union(session(), actor(), Act.EXPORT_MAKE, form.union_id)
    export = actions.request(session(), actor(), form.kind, union, form.purpose)
    return taken(f"/console/exports/{export.id}", "requested")


def _page(export_id: UUID) -> str:
    export = own_export(session(), actor(), export_id)
    return show("exports/one.html", one=export, running=export.status is ExportStatus.WAITING)


@export_pages.get("/exports/<uuid:export_id>")
@needs(Act.EXPORT_MAKE)
def read_one(export_id: UUID) -> str:
    """一次导出：进度与下载"""
    return _page(export_id)


@export_pages.post("/exports/<uuid:export_id>/file")
@needs(Act.EXPORT_MAKE, step_up=True)
@shown_again(_page)
def fetch_file(export_id: UUID) -> Response:
    """下载: a form and not a link, for every download is noted."""
    name, data = actions.fetch(session(), actor(), export_id)
    return send_file(BytesIO(data), mimetype=WORKBOOK, as_attachment=True, download_name=name)
