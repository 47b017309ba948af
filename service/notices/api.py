"""The worker's door to the inbox."""

from uuid import UUID

from apiflask import APIBlueprint

from service.access.guard import account, needs, session
from service.access.models import Act
from service.notices import shapes
from service.notices.actions import read_notice
from service.notices.queries import inbox

notices = APIBlueprint("notices", __name__, url_prefix="/api", tag="消息")


@notices.get("/notices")
@needs(Act.NOTICE_OWN)
@notices.output(shapes.Inbox)
@notices.doc(security="worker", responses=[401])
def list_own() -> dict[str, object]:
    """我的消息"""
    return {"notices": [shapes.seen(notice) for notice in inbox(session(), account().id)]}


@notices.post("/notices/<uuid:notice_id>/reading")
@needs(Act.NOTICE_OWN)
@notices.output(shapes.NoticeSeen)
@notices.doc(security="worker", responses=[401, 404])
def read_one(notice_id: UUID) -> dict[str, object]:
    """标为已读"""
    return shapes.seen(read_notice(session(), account().id, notice_id))
