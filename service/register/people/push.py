"""/wechat/push: what WeChat tells us of itself; each message has one effect however often it is sent."""

import time
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import insert_unless_there
from service.ground.errors import Refusal
from service.register.access.guard import deployment, needs, session
from service.register.access.models import SYSTEM, Act
from service.register.accounts.actions import forget_phone
from service.register.accounts.models import Account, PushReceipt
from service.register.notices.grants import hear
from wechat.push import SUBSCRIPTIONS, PushDoor, PushRefused

push = Blueprint("push", __name__)
# RevokeInfo of user_authorization_revoke that means the phone number (WeChat 安全指引).
PHONE_REVOKED = "8"


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


def carry_out(database_session: Session, appid: str, message: dict[str, object]) -> UUID | None:
    """Act on the events that bind us, for the account they are about; None when they are about nobody here."""
    event = message.get("Event")
    forgets_phone = event == "user_authorization_revoke" and str(message.get("RevokeInfo")) == PHONE_REVOKED
    if not forgets_phone and event not in SUBSCRIPTIONS:
        return None
    openid = str(message.get("OpenID") or message.get("FromUserName") or "")
    account = database_session.scalars(
        select(Account).where(Account.appid == appid, Account.openid == openid)
    ).one_or_none()
    if account is None:
        return None
    if forgets_phone:
        forget_phone(database_session, SYSTEM, account)
    else:
        hear(database_session, account.id, message)
    return account.id
