"""The console's doors for the second person (第二人): see who asks for what and why, then agree or say no."""

from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.forms import filled, says, show, shown_again, taken
from service.rolls.exports import approvals
from service.rolls.exports.contents import sources_of
from service.rolls.exports.queries import export_to_decide

approval_pages = Blueprint("approval_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    approval_pages,
    {
        "export_approved": "已批准，文件正在生成。只有申请人能下载。",
        "export_refused": "已记录不批准，申请人会在自己的页面上看到原因。",
    },
)
LISTED = 100
BACK = "/console/exports"


class ExportRefusal(Shape):
    """The reason for turning a bulk export down."""

    reason: str = ""


def _page(bulk_id: UUID) -> str:
    one = export_to_decide(session(), actor(), bulk_id)
    unions = sources_of(session(), one)
    return show(
        "exports/approval.html",
        one=one,
        name=opened(one.requester, "name"),
        mine=one.requested_by == actor().id,
        unions=unions[:LISTED],
        count=len(unions),
        members=sum(union.members for union in unions),
    )


@approval_pages.get("/approvals/<uuid:bulk_id>")
@needs(Act.EXPORT_APPROVE)
def read_request(bulk_id: UUID) -> str:
    """一次批量导出申请：谁要、要什么、为什么"""
    return _page(bulk_id)


@approval_pages.post("/approvals/<uuid:bulk_id>/approval")
@needs(Act.EXPORT_APPROVE, step_up=True)
@shown_again(_page)
def approve_request(bulk_id: UUID) -> Response:
    """批准导出"""
    approvals.approve(session(), actor(), bulk_id)
    return taken(BACK, "export_approved")


@approval_pages.post("/approvals/<uuid:bulk_id>/refusal")
@needs(Act.EXPORT_APPROVE, step_up=True)
@shown_again(_page)
def refuse_request(bulk_id: UUID) -> Response:
    """不批准导出"""
    approvals.refuse(session(), actor(), bulk_id, filled(ExportRefusal).reason)
    return taken(BACK, "export_refused")
