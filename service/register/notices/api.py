"""The worker's doors to the inbox, and to what WeChat may say of it."""

from uuid import UUID

from apiflask import APIBlueprint

from service.register.access.guard import account, deployment, needs, session
from service.register.access.models import Act
from service.register.notices import shapes
from service.register.notices.actions import read_notice
from service.register.notices.grants import note_answers
from service.register.notices.queries import inbox
from service.register.notices.subscriptions import asked_at

notices = APIBlueprint("notices", __name__, url_prefix="/api", tag="消息")


@notices.get("/notices")
@needs(Act.NOTICE_OWN)
@notices.output(shapes.Inbox)
@notices.doc(security="worker", responses=[401])
def list_own() -> dict[str, object]:
    """我的消息"""
    return {"notices": [shapes.notice_seen(notice) for notice in inbox(session(), account().id)]}


@notices.post("/notices/<uuid:notice_id>/reading")
@needs(Act.NOTICE_OWN)
@notices.output(shapes.NoticeSeen)
@notices.doc(security="worker", responses=[401, 404])
def read_one(notice_id: UUID) -> dict[str, object]:
    """标为已读"""
    return shapes.notice_seen(read_notice(session(), account().id, notice_id))


@notices.get("/notices/templates")
@needs(Act.NOTICE_OWN)
@notices.input(shapes.Asked, location="query")
@notices.output(shapes.TemplatesSeen)
@notices.doc(security="worker", responses=[401, 422])
def list_templates(query_data: shapes.Asked) -> dict[str, object]:
    """可以请求授权的订阅消息模板

    For wx.requestSubscribeMessage, in the tap itself; with an empty list nothing is asked.
    """
    return {"templates": asked_at(deployment().settings, query_data.moment)}


@notices.post("/notices/grants")
@needs(Act.NOTICE_OWN)
@notices.input(shapes.Answers)
@notices.output({}, status_code=204)
@notices.doc(security="worker", responses=[401, 422])
def answer_templates(json_data: shapes.Answers) -> str:
    """订阅消息的授权结果

    What the dialogue answered. A refusal is as good an answer as any other: nothing depends on it.
    """
    note_answers(session(), account().id, deployment().settings, json_data.answers)
    return ""
