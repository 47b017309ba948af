"""The worker's doors to an application: find the union, begin, fill, sign, submit, withdraw."""

import base64
import binascii
from uuid import UUID

from apiflask import APIBlueprint
from flask import request
from sqlalchemy.orm import Session

from service.ground.errors import Refusal, invalid
from service.register.access.guard import account, actor, needs, session
from service.register.access.models import Act
from service.register.accounts.idempotency import earlier_result, remember
from service.register.facts.declared import STATED
from service.register.unions.models import Union
from service.register.unions.queries import middle_unions, union_of_scene, unions_named
from service.register.units.queries import unions_covering
from service.requests.applications import shapes
from service.requests.applications.actions import begin, fill, sign, submit, withdraw
from service.requests.applications.oath import CURRENT as OATH
from service.requests.applications.queries import own_application, own_applications

applications = APIBlueprint("applications", __name__, url_prefix="/api", tag="入会申请")


@applications.get("/code-lists")
@needs(Act.SIGN_IN)
@applications.output(shapes.CodeLists)
def code_lists() -> dict[str, object]:
    """代码表与誓词"""
    lists = [
        {
            "name": fact.name,
            "label": fact.question,
            "codes": [{"code": word.value, "label": word.label} for word in fact.codes],
        }
        for fact in STATED
        if fact.codes is not None
    ]
    return {"lists": lists, "oath_version": OATH.version, "oath": OATH.text}


@applications.get("/unions")
@needs(Act.APPLICATION_OWN)
@applications.input(shapes.UnionSearch, location="query")
@applications.output(shapes.UnionsSeen)
@applications.doc(security="worker", responses=[401, 422])
def find_unions(query_data: shapes.UnionSearch) -> dict[str, object]:
    """按名称或单位信用代码查找工会"""
    if query_data.uscc:
        found = unions_covering(session(), query_data.uscc)
    elif len(query_data.name) >= 2:
        found = unions_named(session(), query_data.name)
    else:
        raise invalid(name="请至少输入两个字。")
    return {"unions": [shapes.union_seen(union) for union in found]}


@applications.get("/unions/nearby")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.UnionsSeen)
@applications.doc(security="worker", responses=[401])
def nearby_unions() -> dict[str, object]:
    """我单位还没有工会：乡镇、街道、园区、产业工会"""
    return {"unions": [shapes.union_seen(union) for union in middle_unions(session())]}


@applications.get("/unions/by-scene/<scene>")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.UnionSeen)
@applications.doc(security="worker", responses=[401, 404])
def union_by_scene(scene: str) -> dict[str, object]:
    """扫码进来的工会"""
    return shapes.union_seen(_of_scene(session(), scene))


@applications.get("/applications")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.ApplicationsSeen)
@applications.doc(security="worker", responses=[401])
def list_own() -> dict[str, object]:
    """我的申请"""
    return {"applications": [shapes.application_seen(row) for row in own_applications(session(), actor())]}


@applications.post("/applications")
@needs(Act.APPLICATION_OWN)
@applications.input(shapes.ApplicationBegun)
@applications.output(shapes.ApplicationSeen, status_code=201)
@applications.doc(security="worker", responses=[401, 403, 404, 409, 422])
def begin_one(json_data: shapes.ApplicationBegun) -> dict[str, object]:
    """开始申请

    One application under way at a time; the name and document come from the stated identity.
    """
    union = _target(session(), json_data)
    started = begin(session(), actor(), account(), union, unit_has_union=json_data.unit_has_union)
    return shapes.application_seen(started)


@applications.get("/applications/<uuid:application_id>")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.ApplicationSeen)
@applications.doc(security="worker", responses=[401, 404])
def read_one(application_id: UUID) -> dict[str, object]:
    """一份申请与办理进度"""
    return shapes.application_seen(own_application(session(), actor(), application_id))


@applications.put("/applications/<uuid:application_id>/facts")
@needs(Act.APPLICATION_OWN)
@applications.input(shapes.ApplicationFacts)
@applications.output(shapes.ApplicationSeen)
@applications.doc(security="worker", responses=[401, 404, 409, 422])
def fill_in(application_id: UUID, json_data: shapes.ApplicationFacts) -> dict[str, object]:
    """填写

    Any fields, as often as needed; what is given takes its place, what is not given stays. A PUT: WeChat's phone has
    no PATCH.
    """
    application = own_application(session(), actor(), application_id, lock=True)
    fill(session(), actor(), application, json_data.model_dump(exclude_unset=True, exclude_none=True))
    return shapes.application_seen(application)


@applications.put("/applications/<uuid:application_id>/signature")
@needs(Act.APPLICATION_OWN)
@applications.input(shapes.SignatureDrawn)
@applications.output(shapes.ApplicationSeen)
@applications.doc(security="worker", responses=[401, 404, 409, 422])
def sign_oath(application_id: UUID, json_data: shapes.SignatureDrawn) -> dict[str, object]:
    """签名"""
    try:
        image = base64.b64decode(json_data.image.rsplit(",", 1)[-1], validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("SIGNATURE_INVALID", reason="图片读不出来。") from None
    application = own_application(session(), actor(), application_id, lock=True)
    sign(session(), actor(), application, image, json_data.oath_version)
    return shapes.application_seen(application)


@applications.post("/applications/<uuid:application_id>/submission")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.ApplicationSeen)
@applications.doc(security="worker", responses=[401, 404, 409, 422, 429])
def submit_one(application_id: UUID) -> dict[str, object]:
    """提交

    Needs an `Idempotency-Key` header: the same key again gives the same answer and has no second effect.
    """
    key, wish = request.headers.get("Idempotency-Key", ""), ["submit", str(application_id)]
    earlier = earlier_result(session(), account().id, key, wish)
    application = own_application(session(), actor(), earlier or application_id, lock=True)
    if earlier is None:
        submit(session(), actor(), application)
        remember(session(), account().id, key, wish, application.id)
    return shapes.application_seen(application)


@applications.post("/applications/<uuid:application_id>/withdrawal")
@needs(Act.APPLICATION_OWN)
@applications.output(shapes.ApplicationSeen)
@applications.doc(security="worker", responses=[401, 404, 409])
def withdraw_one(application_id: UUID) -> dict[str, object]:
    """撤回"""
    application = own_application(session(), actor(), application_id, lock=True)
    withdraw(session(), actor(), application)
    return shapes.application_seen(application)


def _of_scene(database_session: Session, scene: str) -> Union:
    union = union_of_scene(database_session, scene)
    if union is None:
        raise Refusal("UNION_CODE_INVALID")
    return union


def _target(database_session: Session, begun: shapes.ApplicationBegun) -> Union:
    if begun.scene:
        return _of_scene(database_session, begun.scene)
    union = database_session.get(Union, begun.union_id) if begun.union_id else None
    if union is None:
        raise Refusal("UNION_NOT_FOUND")
    return union
