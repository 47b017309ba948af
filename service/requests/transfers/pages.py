"""The console's doors to transfers: what waits, one transfer, and the answer of each side and of the county."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.errors import Refusal
from service.ground.moves import allowed
from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, printed, says, show, shown_again, taken
from service.register.memberships.queries import membership_in_reach
from service.register.people.contact import masked_number
from service.register.unions.models import Union
from service.register.unions.queries import unions_named
from service.requests.applications.queries import application_in_reach, applications_locked
from service.requests.transfers.actions import (
    close_transfer,
    grant,
    receive,
    refuse,
    release,
    release_above,
    turn_of,
)
from service.requests.transfers.asking import ask
from service.requests.transfers.conversion import convert
from service.requests.transfers.models import MOVES, UNRELEASED, AskedBy, RefuseReason, Transfer
from service.requests.transfers.paper import PRINTED, print_slip, slip_pdf
from service.requests.transfers.queries import (
    steps_of,
    transfer_arbitrated,
    transfer_handled,
    transfer_overseen,
    transfer_seen,
    transfers_waiting,
)
from service.requests.transfers.shapes import STEP_WORDS
from service.requests.transfers.typed import Converted, Reception, Ruling, TransferRefusal, TransferWanted

transfer_pages = Blueprint("transfer_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    transfer_pages,
    {
        "transfer_asked": "已转为会籍接转，等转出工会放行。本人会收到通知。",
        "transfer_released": "已放行，等转入工会接收。本人会收到通知。",
        "transfer_done": "会籍已接转，从今天起在转入工会。本人会收到通知，请到花名册确认。",
        "transfer_refused": "已记录，交县总工会裁定。本人会收到通知。",
        "transfer_closed": "已裁定不接转，会籍不变。本人会收到通知。",
    },
)
REASONS = [(reason.value, reason.label) for reason in RefuseReason]


@transfer_pages.get("/transfers")
@needs(Act.TRANSFER_READ)
def list_transfers() -> str:
    """等您办的会籍接转"""
    page = paged(partial(transfers_waiting, session(), actor()))
    return show("transfers/list.html", opened=opened, page=page)


@transfer_pages.get("/transfers/<uuid:transfer_id>")
@needs(Act.TRANSFER_READ)
def read_transfer(transfer_id: UUID) -> str:
    """一件会籍接转"""
    return _page(transfer_id)


def _page(transfer_id: UUID) -> str:
    one = transfer_seen(session(), actor(), transfer_id)
    return show(
        "transfers/one.html",
        one=one,
        name=opened(one.person, "name"),
        number=masked_number(opened(one.person, "id_number")),
        whose=turn_of(one),
        steps=steps_of(session(), one),
        step_words=STEP_WORDS,
        opened=opened,
        may=_allowed(one),
        reasons=REASONS,
        printable=one.status in PRINTED,
    )


def _allowed(one: Transfer) -> set[str]:
    """The moves that this state allows and this person may make, for the buttons."""
    leaving = reaches(actor(), Act.TRANSFER_HANDLE, one.from_union)
    coming = reaches(actor(), Act.TRANSFER_HANDLE, one.to_union)
    above = reaches(actor(), Act.TRANSFER_ARBITRATE, one.from_union)
    makers = {
        "release": leaving,
        "receive": coming,
        "refuse": leaving if one.status in UNRELEASED else coming,
        "release_above": reaches(actor(), Act.TRANSFER_OVERSEE, one.from_union),
        "grant": above,
        "close": above,
    }
    return {action for action in allowed(one, MOVES) if makers.get(action)}


def _answered(transfer_id: UUID, find: Callable[..., Transfer], act: Callable[..., None]) -> str:
    """Find it locked, and act; the page of it."""
    act(session(), actor(), find(session(), actor(), transfer_id))
    return f"/console/transfers/{transfer_id}"


@transfer_pages.post("/transfers/<uuid:transfer_id>/release")
@needs(Act.TRANSFER_HANDLE)
@shown_again(_page)
def release_one(transfer_id: UUID) -> object:
    """放行"""
    return taken(_answered(transfer_id, transfer_handled, release), "transfer_released")


@transfer_pages.post("/transfers/<uuid:transfer_id>/upper-release")
@needs(Act.TRANSFER_OVERSEE)
@shown_again(_page)
def release_above_one(transfer_id: UUID) -> object:
    """上级放行"""
    return taken(_answered(transfer_id, transfer_overseen, release_above), "transfer_released")


@transfer_pages.post("/transfers/<uuid:transfer_id>/reception")
@needs(Act.TRANSFER_HANDLE)
@shown_again(_page)
def receive_one(transfer_id: UUID) -> object:
    """接收"""
    transfer, form = transfer_handled(session(), actor(), transfer_id), filled(Reception)
    receive(session(), actor(), transfer, minute_no=form.minute_no)
    return taken(f"/console/transfers/{transfer_id}", "transfer_done")


@transfer_pages.post("/transfers/<uuid:transfer_id>/refusal")
@needs(Act.TRANSFER_HANDLE)
@shown_again(_page)
def refuse_one(transfer_id: UUID) -> object:
    """不同意"""
    transfer, form = transfer_handled(session(), actor(), transfer_id), filled(TransferRefusal)
    refuse(session(), actor(), transfer, form.reason, form.words)
    return taken(f"/console/transfers/{transfer_id}", "transfer_refused")


@transfer_pages.post("/transfers/<uuid:transfer_id>/grant")
@needs(Act.TRANSFER_ARBITRATE)
@shown_again(_page)
def grant_one(transfer_id: UUID) -> object:
    """裁定接转"""
    transfer, form = transfer_arbitrated(session(), actor(), transfer_id), filled(Ruling)
    grant(session(), actor(), transfer, form.words, minute_no=form.minute_no)
    return taken(f"/console/transfers/{transfer_id}", "transfer_done")


@transfer_pages.post("/transfers/<uuid:transfer_id>/closure")
@needs(Act.TRANSFER_ARBITRATE)
@shown_again(_page)
def close_one(transfer_id: UUID) -> object:
    """裁定不接转"""
    transfer, form = transfer_arbitrated(session(), actor(), transfer_id), filled(Ruling)
    close_transfer(session(), actor(), transfer, form.words)
    return taken(f"/console/transfers/{transfer_id}", "transfer_closed")


@transfer_pages.post("/transfers/<uuid:transfer_id>/slip")
@needs(Act.TRANSFER_READ)
@shown_again(_page)
def print_one(transfer_id: UUID) -> object:
    """接转单（PDF）"""
    slip = print_slip(session(), actor(), transfer_seen(session(), actor(), transfer_id))
    return printed(f"transfer-{transfer_id.hex[-8:]}", lambda: slip_pdf(slip))


@transfer_pages.get("/transfers/new/<uuid:membership_id>")
@needs(Act.TRANSFER_HANDLE)
def ask_page(membership_id: UUID) -> str:
    """为会员申请接转"""
    return _ask_page(membership_id)


def _ask_page(membership_id: UUID) -> str:
    held = membership_in_reach(session(), actor(), Act.TRANSFER_HANDLE, membership_id)
    words = request.args.get("union_name", "").strip()[:60]
    found = unions_named(session(), words, 50) if len(words) >= 2 else []
    return show(
        "transfers/ask.html", held=held, name=opened(held.person, "name"), union_words=words, unions=found
    )


@transfer_pages.post("/transfers/new/<uuid:membership_id>")
@needs(Act.TRANSFER_HANDLE)
@shown_again(_ask_page)
def ask_one(membership_id: UUID) -> object:
    """由转出工会申请接转"""
    held = membership_in_reach(session(), actor(), Act.TRANSFER_HANDLE, membership_id)
    form, days = filled(TransferWanted), deployment().settings.release_days
    union = session().get(Union, form.union_id)
    if union is None:
        raise Refusal("UNION_NOT_FOUND")
    asked_by, unit = AskedBy.OLD_UNION, form.unit_name
    transfer = ask(session(), actor(), held, union, asked_by, days=days, unit_name=unit)
    return taken(f"/console/transfers/{transfer.id}", "transfer_released")


@transfer_pages.get("/applications/<uuid:application_id>/conversion")
@needs(Act.APPLICATION_DECIDE)
def conversion_page(application_id: UUID) -> str:
    """转为会籍接转"""
    return _conversion_page(application_id)


def _conversion_page(application_id: UUID) -> str:
    one = application_in_reach(session(), actor(), Act.APPLICATION_DECIDE, application_id)
    days = deployment().settings.release_days
    return show("transfers/conversion.html", one=one, name=opened(one, "name"), days=days)


@transfer_pages.post("/applications/<uuid:application_id>/conversion")
@needs(Act.APPLICATION_DECIDE)
@shown_again(_conversion_page)
def convert_one(application_id: UUID) -> object:
    """把入会申请转为会籍接转"""
    seen = application_in_reach(session(), actor(), Act.APPLICATION_DECIDE, application_id)
    locked = applications_locked(session(), actor(), Act.APPLICATION_DECIDE, seen.union_id, [seen.id])[0]
    days = deployment().settings.release_days
    transfer = convert(session(), actor(), locked, seen=filled(Converted).seen, days=days)
    return taken(f"/console/transfers/{transfer.id}", "transfer_asked")
