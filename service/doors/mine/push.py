"""/wechat/push: what WeChat tells us of itself; each message has one effect however often it is sent."""

import time

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from service.doors.mine.events import carry_out
from service.ground import clock
from service.ground.db import insert_unless_there
from service.ground.errors import Refusal
from service.register.access.guard import deployment, needs, session
from service.register.access.models import Act
from service.register.accounts.models import PushReceipt
from wechat.push import PushDoor, PushRefused

push = Blueprint("push", __name__)


def _door() -> PushDoor:
    settings = deployment().settings
    if not settings.wechat_push_token or not settings.wechat_push_key:
        raise Refusal("NOT_FOUND")
    token, key = settings.wechat_push_token, settings.wechat_push_key
    return PushDoor(settings.wechat_appid, token.get_secret_value(), key.get_secret_value(), time.time)


@push.get("/wechat/push")
@needs(Act.SIGN_IN)
def verify_address() -> Response:
    """Answer WeChat's GET, by which it verifies this address when it is configured."""
    try:
        return Response(_door().verify_url(request.args), content_type="text/plain; charset=utf-8")
    except PushRefused:
        raise Refusal("NOT_FOUND") from None


@push.post("/wechat/push")
@needs(Act.SIGN_IN)
def receive() -> Response:
    """Take a message of WeChat in safe mode: judge it, remember it, carry it out once, answer at once."""
    door, body = _door(), request.get_data()
    try:
        message, key = door.open_push(request.args, body), door.replay_key(request.args, body)
    except PushRefused:
        raise Refusal("NOT_FOUND") from None
    if is_first(session(), key):
        carry_out(session(), deployment().settings.wechat_appid, message)
    return Response("success", content_type="text/plain; charset=utf-8")


def is_first(database_session: Session, key: str) -> bool:
    """Note a message by its digest; False when it was noted before (the unique key decides between two at once)."""
    fresh = insert_unless_there(database_session, PushReceipt, key=key, received_at=clock.now())
    return database_session.execute(fresh.returning(PushReceipt.key)).scalar() is not None
