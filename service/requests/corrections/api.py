"""The member's doors to corrections: what I asked, ask, take back."""

from uuid import UUID

from apiflask import APIBlueprint

from service.register.access.guard import account, actor, needs, session
from service.register.access.models import Act
from service.register.memberships.queries import last_membership
from service.requests.cards.queries import card_held
from service.requests.corrections import shapes
from service.requests.corrections.actions import ask, withdraw
from service.requests.corrections.fields import correctable
from service.requests.corrections.queries import own_correction, own_corrections

corrections = APIBlueprint("corrections", __name__, url_prefix="/api/me", tag="更正申请")


@corrections.get("/corrections")
@needs(Act.CORRECTION_OWN)
@corrections.output(shapes.CorrectionsSeen)
@corrections.doc(security="worker", responses=[401])
def list_own() -> dict[str, object]:
    """我的更正申请，和可以更正的项目"""
    asked = [shapes.correction_seen(one) for one in own_corrections(session(), actor())]
    card = card_held(session(), account().id)
    open_to = correctable(card.person, last_membership(session(), card.person_id)) if card else []
    return {"corrections": asked, "fields": [{"field": one, "label": one.label} for one in open_to]}


@corrections.post("/corrections")
@needs(Act.CORRECTION_OWN)
@corrections.input(shapes.CorrectionAsked)
@corrections.output(shapes.CorrectionSeen, status_code=201)
@corrections.doc(security="worker", responses=[401, 403, 409, 422, 429])
def ask_one(json_data: shapes.CorrectionAsked) -> dict[str, object]:
    """申请更正一项信息

    Only for the holder of a card in force (个人信息保护法 第四十六条); the union of the membership answers.
    """
    wish = (json_data.field, json_data.value, json_data.reason)
    return shapes.correction_seen(ask(session(), actor(), account(), *wish))


@corrections.post("/corrections/<uuid:correction_id>/withdrawal")
@needs(Act.CORRECTION_OWN)
@corrections.output(shapes.CorrectionSeen)
@corrections.doc(security="worker", responses=[401, 404, 409])
def withdraw_one(correction_id: UUID) -> dict[str, object]:
    """撤回更正申请"""
    correction = own_correction(session(), actor(), correction_id)
    withdraw(session(), actor(), correction)
    return shapes.correction_seen(correction)
