"""The console's doors to exports: ask for a file with a purpose, wait for it, fetch it."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, request, send_file
from pydantic import Field

from service.access.guard import actor, needs, session
from service.access.models import Act
from service.access.queries import reached_union, reached_unions
from service.exports.actions import ask, fetch
from service.exports.models import ExportKind, ExportStatus
from service.exports.queries import own_export, own_exports
from service.forms import filled, show, shown_again, taken
from service.shapes import Shape

export_pages = Blueprint("export_pages", __name__, url_prefix="/console", template_folder="templates")
CHOICES = 50
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(Shape):
    """Which form, of which union, what for."""

    kind: ExportKind = Field(description="请选择是哪一种表。")
    union_id: UUID = Field(description="请选择导出哪个工会。")
    purpose: str = ""
