"""经办人账号 and 换届移交: what a chair does for his own union without asking the county."""

from base64 import b64encode
from uuid import UUID

import pyotp
from flask import Blueprint

from service.ground.drawing import draw_png
from service.ground.sealing import opened
from service.register.access.cookies import drop
from service.register.access.guard import actor, cookie_name, deployment, needs, session
from service.register.access.handlers import end_handler, hand_over_chair, open_handler
from service.register.access.models import Act
from service.register.access.queries import (
    handler_term,
    handlers_at,
    own_chair_term,
    reached_union,
    reached_unions,
    successors_at,
)
from service.register.accounts.models import Staff
from service.register.forms import filled, says, show, shown_again, taken
from service.register.staff.forms import ChairHandOver, HandlerHire

handler_pages = Blueprint("handler_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    handler_pages,
    {
        "handler_dismissed": "任职已结束，账号已停用，对方的登录已经失效。",
        "chair_handed_over": "已移交，从现在起由接任者办理。您的登录已结束；还有其他角色的，请重新登录。",
    },
)


def secret_page(staff: Staff, name: str, secret: str, onward: str, onward_words: str) -> str:
    """The page that shows the secret of the one-time codes, on this answer and never again."""
    issuer = f"{deployment().settings.county_name}总工会惠工卡"
    address = pyotp.TOTP(secret).provisioning_uri(staff.login, issuer_name=issuer)
    picture = b64encode(draw_png(address, 6)).decode()
    facts = {"staff": staff, "name": name, "secret": secret, "picture": picture}
    return show("staff/hired.html", **facts, onward=onward, onward_words=onward_words)


def _list(**_ids: UUID) -> str:
    unions = reached_unions(session(), actor(), Act.HANDLER_APPOINT, size=50)
    return show(
        "staff/handlers.html",
        unions=unions,
        handlers=handlers_at(session(), [union.id for union in unions]),
        chaired=reached_unions(session(), actor(), Act.CHAIR_HAND_OVER, size=50),
        opened=opened,
    )


@handler_pages.get("/handlers")
@needs(Act.HANDLER_APPOINT)
def list_handlers() -> str:
    """经办人账号"""
    return _list()


@handler_pages.post("/handlers")
@needs(Act.HANDLER_APPOINT, step_up=True)
@shown_again(_list)
def open_one() -> str:
    """开通经办人账号"""
    form = filled(HandlerHire)
    union = reached_union(session(), actor(), Act.HANDLER_APPOINT, form.union_id)
    person = (form.login, form.name, form.title, form.password)
    staff, secret = open_handler(session(), actor(), union, *person, form.until_on)
    return secret_page(staff, form.name, secret, "/console/handlers", "回到经办人账号")


@handler_pages.post("/handlers/<uuid:handler_term_id>/ending")
@needs(Act.HANDLER_APPOINT, step_up=True)
@shown_again(_list)
def end_one(handler_term_id: UUID) -> object:
    """结束经办人任职"""
    gone = end_handler(session(), actor(), handler_term(session(), actor(), handler_term_id))
    return taken("/console/handlers", "handler_dismissed" if gone else "term_ended")


def _handover(union_id: UUID) -> str:
    own_chair_term(session(), actor(), union_id)
    followers = [
        (term.staff_id, f"{opened(term.staff, 'name')}（{term.staff.login}）")
        for term in successors_at(session(), union_id)
    ]
    union = reached_union(session(), actor(), Act.CHAIR_HAND_OVER, union_id)
    return show("staff/handover.html", union=union, followers=followers)


@handler_pages.get("/unions/<uuid:union_id>/handover")
@needs(Act.CHAIR_HAND_OVER)
def read_handover(union_id: UUID) -> str:
    """换届移交"""
    return _handover(union_id)


@handler_pages.post("/unions/<uuid:union_id>/handover")
@needs(Act.CHAIR_HAND_OVER, step_up=True)
@shown_again(_handover)
def hand_over(union_id: UUID) -> object:
    """移交，从今天起: with the next request the office is the successor's; the outgoing chair signs in anew."""
    term = own_chair_term(session(), actor(), union_id, lock=True)
    form = filled(ChairHandOver)
    facts = (form.successor_id, form.elected_on, form.approval_no, form.until_on)
    hand_over_chair(session(), actor(), term, *facts)
    answer = taken("/console/sign-in", "chair_handed_over")
    drop(answer, cookie_name())
    return answer
