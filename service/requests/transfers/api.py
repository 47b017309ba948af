"""The member's doors to a transfer: ask for one with a proved card, see how far it is, take it back."""

from uuid import UUID

from apiflask import APIBlueprint

from service.ground.errors import Refusal
from service.register.access.guard import account, actor, deployment, needs, session
from service.register.access.models import Act
from service.register.memberships.queries import open_membership
from service.register.unions.models import Union
from service.register.unions.queries import union_of_scene
from service.requests.cards.holders import proved_card, proved_person
from service.requests.transfers import shapes
from service.requests.transfers.asking import agree, ask, decline, withdraw
from service.requests.transfers.models import AskedBy
from service.requests.transfers.queries import own_transfer, own_transfers

transfers = APIBlueprint("transfers", __name__, url_prefix="/api", tag="会籍接转")


@transfers.post("/transfers")
@needs(Act.TRANSFER_OWN)
@transfers.input(shapes.TransferAsked)
@transfers.output(shapes.TransferSeen, status_code=201)
@transfers.doc(security="worker", responses=[401, 404, 409, 422])
def ask_one(json_data: shapes.TransferAsked) -> dict[str, object]:
    """申请会籍接转

    Only with an activated card of this account, which proves who asks; one at a time.
    """
    held = open_membership(session(), proved_card(session(), actor()).person_id)
    if held is None:
        raise Refusal("MEMBERSHIP_MISSING")
    asked = ask(
        session(),
        actor(),
        held,
        _target(json_data),
        AskedBy.MEMBER,
        days=deployment().settings.release_days,
        unit_name=json_data.unit_name,
        account_id=account().id,
    )
    session().expire(asked)
    return shapes.transfer_seen(asked)


@transfers.get("/transfers")
@needs(Act.TRANSFER_OWN)
@transfers.output(shapes.TransfersSeen)
@transfers.doc(security="worker", responses=[401])
def list_own() -> dict[str, object]:
    """我的会籍接转"""
    rows = own_transfers(session(), actor(), proved_person(session(), actor()))
    return {"transfers": [shapes.transfer_seen(row) for row in rows]}


@transfers.post("/transfers/<uuid:transfer_id>/withdrawal")
@needs(Act.TRANSFER_OWN)
@transfers.output(shapes.TransferSeen)
@transfers.doc(security="worker", responses=[401, 404, 409])
def withdraw_one(transfer_id: UUID) -> dict[str, object]:
    """撤回"""
    transfer = own_transfer(session(), actor(), proved_person(session(), actor()), transfer_id)
    withdraw(session(), actor(), transfer)
    session().expire(transfer)
    return shapes.transfer_seen(transfer)


@transfers.post("/transfers/<uuid:transfer_id>/agreement")
@needs(Act.TRANSFER_OWN)
@transfers.output(shapes.TransferSeen)
@transfers.doc(security="worker", responses=[401, 404, 409])
def agree_to_one(transfer_id: UUID) -> dict[str, object]:
    """同意转入工会提出的接转"""
    transfer = own_transfer(session(), actor(), proved_person(session(), actor()), transfer_id)
    agree(session(), actor(), transfer)
    session().expire(transfer)
    return shapes.transfer_seen(transfer)


@transfers.post("/transfers/<uuid:transfer_id>/refusal")
@needs(Act.TRANSFER_OWN)
@transfers.output(shapes.TransferSeen)
@transfers.doc(security="worker", responses=[401, 404, 409])
def decline_one(transfer_id: UUID) -> dict[str, object]:
    """不同意转入工会提出的接转"""
    transfer = own_transfer(session(), actor(), proved_person(session(), actor()), transfer_id)
    decline(session(), actor(), transfer)
    session().expire(transfer)
    return shapes.transfer_seen(transfer)


def _target(asked: shapes.TransferAsked) -> Union:
    if asked.scene:
        union = union_of_scene(session(), asked.scene)
        if union is None:
            raise Refusal("UNION_CODE_INVALID")
        return union
    union = session().get(Union, asked.union_id) if asked.union_id else None
    if union is None:
        raise Refusal("UNION_NOT_FOUND")
    return union
