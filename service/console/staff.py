"""Staff and their terms of office (工作人员与任职): the administrator's pages."""

from base64 import b64encode
from uuid import UUID

import pyotp
from flask import Blueprint, request

from service.access.actions import appoint, end_term, hand_over
from service.access.guard import actor, deployment, needs, session
from service.access.models import GRANTS, Act, Role, Term
from service.access.queries import (
    current_term,
    reached_union,
    reached_unions,
    staff_account,
    staff_listed,
    terms_of,
)
from service.accounts.models import Staff
from service.accounts.staff import dismiss, hire
from service.cards.drawing import draw_png
from service.console.shapes import Appointment, HandOver, Hire
from service.forms import filled, show, shown_again, taken
from service.sealing import opened

staff_pages = Blueprint("staff_pages", __name__, url_prefix="/console", template_folder="templates")
ROLES = [(role.value, role.label) for role in GRANTS if role not in (Role.ANYONE, Role.WORKER)]


def _list() -> str:
    return show("console/staff.html", listed=staff_listed(session()), opened=opened)


@staff_pages.get("/staff")
@needs(Act.ACCOUNT_ADMINISTER)
def list_staff() -> str:
    """工作人员"""
    return _list()


@staff_pages.post("/staff")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_list)
def hire_one() -> str:
    """开通账号: the secret of the one-time codes is on this answer and never again."""
    form = filled(Hire)
    staff, secret = hire(session(), actor(), form.login, form.name, form.title, form.password)
    county = deployment().settings.county_name
    address = pyotp.TOTP(secret).provisioning_uri(form.login, issuer_name=f"{county}总工会惠工卡")
    picture = b64encode(draw_png(address, 6)).decode()
    return show("console/hired.html", staff=staff, name=form.name, secret=secret, picture=picture)


def _page(staff_id: UUID) -> str:
    return _account(staff_account(session(), staff_id))


def _account(staff: Staff) -> str:
    words = request.args.get("union_name", "").strip()
    colleagues = [one for one, _ in staff_listed(session()) if one.id != staff.id and not one.disabled_at]
    return show(
        "console/account.html",
        staff=staff,
        name=opened(staff, "name"),
        terms=terms_of(session(), staff),
        roles=ROLES,
        words=words,
        unions=reached_unions(session(), actor(), Act.ACCOUNT_ADMINISTER, words, size=50),
        colleagues=[(one.id, f"{opened(one, 'name')}（{one.login}）") for one in colleagues],
    )


@staff_pages.get("/staff/<uuid:staff_id>")
@needs(Act.ACCOUNT_ADMINISTER)
def read_account(staff_id: UUID) -> str:
    """一个账号和它的任职"""
    return _page(staff_id)


@staff_pages.post("/staff/<uuid:staff_id>/dismissal")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page)
def dismiss_one(staff_id: UUID) -> object:
    """停用账号"""
    dismiss(session(), actor(), staff_account(session(), staff_id))
    return taken(f"/console/staff/{staff_id}", "dismissed")


@staff_pages.post("/staff/<uuid:staff_id>/terms")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page)
def appoint_one(staff_id: UUID) -> object:
    """授予角色"""
    form, staff = filled(Appointment), staff_account(session(), staff_id)
    union = reached_union(session(), actor(), Act.ACCOUNT_ADMINISTER, form.union_id)
    appoint(session(), actor(), staff.id, form.role, union, form.from_on, form.until_on)
    return taken(f"/console/staff/{staff_id}", "appointed")


def _page_of_term(term_id: UUID) -> str:
    return _account(current_term(session(), term_id).staff)


def _holder(term: Term) -> str:
    return f"/console/staff/{term.staff_id}"


@staff_pages.post("/terms/<uuid:term_id>/ending")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page_of_term)
def end_one(term_id: UUID) -> object:
    """结束任职"""
    term = current_term(session(), term_id)
    end_term(session(), actor(), term)
    return taken(_holder(term), "term_ended")


@staff_pages.post("/terms/<uuid:term_id>/handover")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page_of_term)
def hand_over_one(term_id: UUID) -> object:
    """换届移交"""
    form, term = filled(HandOver), current_term(session(), term_id)
    successor = staff_account(session(), form.successor_id)
    hand_over(session(), actor(), term, successor.id, form.until_on)
    return taken(_holder(term), "handed_over")
