"""追查 at the auditor's desk: what was found in a leaked copy is typed in, and the export it came from is told."""

from flask import Blueprint
from pydantic import Field

from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import filled, show, shown_again
from service.rolls.exports.traces import trace

trace_pages = Blueprint("trace_pages", __name__, url_prefix="/console", template_folder="templates")


class TraceSought(Shape):
    """The number of an export, or a document number or phone that stands in the leaked copy."""

    words: str = Field(max_length=60, repr=False, description="请填写导出编号、证件号码或手机号。")


def _page() -> str:
    return show("exports/traces.html", found=None)


@trace_pages.get("/traces")
@needs(Act.EXPORT_TRACE)
def ask() -> str:
    """追查外泄文件"""
    return _page()


@trace_pages.post("/traces")
@needs(Act.EXPORT_TRACE)
@shown_again(_page)
def answer() -> str:
    """追查: a form and not an address, for what is typed must not stand in one."""
    return show("exports/traces.html", found=trace(session(), actor(), filled(TraceSought).words))
