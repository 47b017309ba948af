"""The worker's doors to the card: claim it, show it, freeze it, unbind it; and check somebody else's."""

from uuid import UUID

from apiflask import APIBlueprint

from service.register.access.guard import account, actor, client_address, deployment, needs, session
from service.register.access.models import Act
from service.register.memberships.queries import open_membership
from service.requests.cards import shapes
from service.requests.cards.checks import check, code_scanned
from service.requests.cards.claims import state_claim
from service.requests.cards.codes import batch
from service.requests.cards.endings import suspend, unbind
from service.requests.cards.messages import check_message_code, want_message
from service.requests.cards.queries import checks_of, own_card, own_claim

cards = APIBlueprint("cards", __name__, url_prefix="/api", tag="惠工卡")


@cards.post("/card-claims")
@needs(Act.CARD_OWN)
@cards.input(shapes.ClaimStated)
@cards.output(shapes.ClaimSeen, status_code=202)
@cards.doc(security="worker", responses=[401, 403, 422])
def state_one(json_data: shapes.ClaimStated) -> dict[str, object]:
    """提交激活核验

    The answer is the same for everybody who fills the form in correctly; the outcome shows in the claim
    later.
    """
    stated = (json_data.document_kind, json_data.name, json_data.number)
    return shapes.claim_seen(state_claim(session(), actor(), account(), *stated, client_address()))


@cards.get("/card-claims/<uuid:claim_id>")
@needs(Act.CARD_OWN)
@cards.output(shapes.ClaimSeen)
@cards.doc(security="worker", responses=[401, 404])
def read_claim(claim_id: UUID) -> dict[str, object]:
    """核验进度"""
    return shapes.claim_seen(own_claim(session(), actor(), claim_id))


@cards.post("/card-claims/<uuid:claim_id>/text-message")
@needs(Act.CARD_OWN)
@cards.output(shapes.ClaimSeen, status_code=202)
@cards.doc(security="worker", responses=[401, 404])
def want_text_message(claim_id: UUID) -> dict[str, object]:
    """请求短信验证码

    Always accepted; a message goes only to the roster's phone, at most one a day.
    """
    claim = own_claim(session(), actor(), claim_id, lock=True)
    want_message(session(), actor(), claim)
    return shapes.claim_seen(claim)


@cards.post("/card-claims/<uuid:claim_id>/verification")
@needs(Act.CARD_OWN)
@cards.input(shapes.MessageCode)
@cards.output(shapes.ClaimSeen)
@cards.doc(security="worker", responses=[401, 404, 422])
def verify_claim(claim_id: UUID, json_data: shapes.MessageCode) -> dict[str, object]:
    """填写短信验证码"""
    claim = own_claim(session(), actor(), claim_id, lock=True)
    check_message_code(session(), actor(), claim, json_data.code)
    return shapes.claim_seen(claim)


@cards.get("/card")
@needs(Act.CARD_OWN)
@cards.output(shapes.CardSeen)
@cards.doc(security="worker", responses=[401, 404])
def read_card() -> dict[str, object]:
    """我的惠工卡"""
    card = own_card(session(), actor())
    return shapes.card_seen(card, open_membership(session(), card.person_id))


@cards.post("/card/codes")
@needs(Act.CARD_OWN)
@cards.output(shapes.CodeBatch)
@cards.doc(security="worker", responses=[401, 404, 409, 429])
def fetch_codes() -> dict[str, object]:
    """领取动态会员码

    Twenty codes, ten minutes; fetch again when five are left.
    """
    return shapes.batch_seen(batch(session(), actor(), deployment().settings.public_url))


@cards.post("/card/suspension")
@needs(Act.CARD_OWN)
@cards.output(shapes.CardSeen)
@cards.doc(security="worker", responses=[401, 404])
def suspend_card() -> dict[str, object]:
    """冻结（挂失）

    At once and without proof; to use a card again, unbind it and claim it anew.
    """
    card = suspend(session(), actor())
    return shapes.card_seen(card, open_membership(session(), card.person_id))


@cards.delete("/card/binding")
@needs(Act.CARD_OWN)
@cards.output({}, status_code=204)
@cards.doc(security="worker", responses=[401, 403, 404])
def unbind_card() -> str:
    """解除绑定

    Needs the roster's phone, verified by WeChat within the last ten minutes.
    """
    unbind(session(), actor(), account())
    return ""


@cards.get("/card/checks")
@needs(Act.CARD_OWN)
@cards.output(shapes.ChecksSeen)
@cards.doc(security="worker", responses=[401, 404])
def list_checks() -> dict[str, object]:
    """核验记录"""
    return {"checked_at": checks_of(session(), own_card(session(), actor()))}


@cards.post("/card-checks")
@needs(Act.CARD_SCAN)
@cards.input(shapes.CodeScanned)
@cards.output(shapes.CheckSeen)
@cards.doc(security="worker", responses=[401, 404, 422, 429])
def check_one(json_data: shapes.CodeScanned) -> dict[str, object]:
    """核验别人出示的会员卡

    The first account that asks sees the card, and sees it again when it asks again; another one sees when it was
    checked first. Only asking with POST claims a code.
    """
    code, scanner = code_scanned(json_data.code), str(account().id)
    return shapes.check_seen(check(session(), code, scanner, scanner))
