"""The worker's own door: sessions, phone, consents."""

from apiflask import APIBlueprint
from flask import g
from sqlalchemy import select

from service.register.access.guard import account, actor, bearer_token, deployment, needs, session
from service.register.access.models import Act
from service.register.accounts import shapes
from service.register.accounts.actions import (
    SESSION_DAYS,
    agree,
    current_consent,
    keep_phone,
    log_in,
    log_out,
)
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account
from service.register.accounts.wechat_door import wechat_phone, wechat_session
from service.register.people.phones import Phone, masked_phone

worker = APIBlueprint("worker", __name__, url_prefix="/api", tag="登录与同意")


@worker.post("/sessions")
@needs(Act.SIGN_IN)
@worker.input(shapes.LoginCode)
@worker.output(shapes.SessionOpened, status_code=201)
@worker.doc(responses=[401, 403, 422, 503])
def open_session(json_data: shapes.LoginCode) -> dict[str, object]:
    """微信登录

    Exchange a wx.login code for our own session token. The WeChat session key is not kept.
    """
    wechat = wechat_session(deployment().gateway, json_data.code)
    return {"token": log_in(session(), wechat, g.request_id), "expires_in": SESSION_DAYS * 86400}


@worker.delete("/sessions/current")
@needs(Act.SIGNED_IN)
@worker.output({}, status_code=204)
@worker.doc(security="worker", responses=[401])
def close_session() -> str:
    """退出登录"""
    log_out(session(), bearer_token())
    return ""


@worker.post("/phone")
@needs(Act.SIGNED_IN)
@worker.input(shapes.PhoneCode)
@worker.output(shapes.PhoneKept, status_code=201)
@worker.doc(security="worker", responses=[401, 422, 503])
def verify_phone(json_data: shapes.PhoneCode) -> dict[str, str]:
    """微信手机号

    Exchange the phone button's code, together with the openid. Never required to use the service.
    """
    with deployment().database.reading() as reading:
        openid = reading.scalars(select(Account.openid).where(Account.id == actor().id)).one()
    told = wechat_phone(deployment().gateway, json_data.code, openid)
    phone = Phone.of(told.country_code, told.number)
    keep_phone(session(), account(), phone, g.request_id)
    return {"phone": masked_phone(phone)}


@worker.get("/consents")
@needs(Act.SIGNED_IN)
@worker.output(shapes.ConsentTexts)
@worker.doc(security="worker", responses=[401])
def read_consents() -> dict[str, object]:
    """告知书与同意情况"""
    given = {kind: current_consent(session(), account().id, kind) for kind in CURRENT}
    texts = []
    for kind, text in CURRENT.items():
        consent = given[kind]
        at = consent.agreed_at if consent and consent.document_version == text.version else None
        told = {"version": text.version, "title": text.title, "text": text.text}
        texts.append({"kind": kind, **told, "agreed": at is not None, "agreed_at": at})
    return {"consents": texts}


@worker.post("/consents")
@needs(Act.SIGNED_IN)
@worker.input(shapes.Agreement)
@worker.output(shapes.Agreed, status_code=201)
@worker.doc(security="worker", responses=[401, 409, 422])
def give_consent(json_data: shapes.Agreement) -> dict[str, object]:
    """同意告知书

    Separate consent for sensitive personal information, recorded by version and time (个人信息保护法 第二十九条).
    """
    consent = agree(session(), account(), json_data.kind, json_data.version, g.request_id)
    return {"kind": consent.kind, "version": consent.document_version, "agreed_at": consent.agreed_at}
