"""Staff and their terms of office (工作人员与任职): the administrator's pages, and the county's for all below it."""

from functools import partial
from uuid import UUID

from flask import Blueprint, request

from service.ground.errors import invalid
from service.ground.paging import paged
from service.ground.sealing import opened
from service.register.access.actions import appoint, end_term, hand_over
from service.register.access.guard import actor, needs, session
from service.register.access.models import GRANTS, TOP_ROLES, Act, Role, Term
from service.register.access.queries import (
    current_term,
    reached_union,
    reached_unions,
    staff_account,
    staff_listed,
    staff_of_login,
    terms_of,
)
from service.register.accounts.bindings import binding_of, unbind
from service.register.accounts.models import Staff
from service.register.accounts.staff import dismiss, hire
from service.register.forms import filled, says, show, shown_again, taken
from service.register.staff.forms import Appointment, HandOver, Hire
from service.register.staff.handler_pages import secret_page

staff_pages = Blueprint("staff_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    staff_pages,
    {
        "dismissed": "账号已停用，对方的登录已经失效。",
        "unbound": "微信绑定已解除，用它扫码的登录都已经结束。",
        "appointed": "角色已生效。",
        "term_ended": "角色已结束，对方的下一次操作就没有这个角色了。",
        "handed_over": "已移交，接任者从今天起有这个角色。",
    },
)
ROLES = [role for role in GRANTS if role not in (Role.ANYONE, Role.WORKER)]


def _list() -> str:
    words = request.args.get("find", "").strip()
    page = paged(partial(staff_listed, session(), actor(), words))
    return show("staff/list.html", page=page, words=words, opened=opened)


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
    return secret_page(staff, form.name, secret, f"/console/staff/{staff.id}", "下一步：授予角色")


def _page(staff_id: UUID) -> str:
    return _account(staff_account(session(), actor(), staff_id))


def _account(staff: Staff) -> str:
    words, top = request.args.get("union_name", "").strip(), actor().may(Act.ACCOUNT_TOP)
    return show(
        "staff/account.html",
        staff=staff,
        name=opened(staff, "name"),
        terms=terms_of(session(), staff),
        roles=[(role.value, role.label) for role in ROLES if top or role not in TOP_ROLES],
        words=words,
        unions=reached_unions(session(), actor(), Act.ACCOUNT_ADMINISTER, words, size=50),
        binding=binding_of(session(), staff.id),
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
    dismiss(session(), actor(), staff_account(session(), actor(), staff_id))
    return taken(f"/console/staff/{staff_id}", "dismissed")


@staff_pages.post("/staff/<uuid:staff_id>/binding/ending")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page)
def end_binding(staff_id: UUID) -> object:
    """解除微信绑定: for a phone that is lost; what it had opened ends too."""
    unbind(session(), actor(), staff_account(session(), actor(), staff_id).id)
    return taken(f"/console/staff/{staff_id}", "unbound")


@staff_pages.post("/staff/<uuid:staff_id>/terms")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page)
def appoint_one(staff_id: UUID) -> object:
    """授予角色"""
    form, staff = filled(Appointment), staff_account(session(), actor(), staff_id)
    union = reached_union(session(), actor(), Act.ACCOUNT_ADMINISTER, form.union_id)
    appoint(session(), actor(), staff.id, form.role, union, form.from_on, form.until_on)
    return taken(f"/console/staff/{staff_id}", "appointed")


def _page_of_term(term_id: UUID) -> str:
    return _account(current_term(session(), actor(), term_id).staff)


def _holder(term: Term) -> str:
    return f"/console/staff/{term.staff_id}"


@staff_pages.post("/terms/<uuid:term_id>/ending")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page_of_term)
def end_one(term_id: UUID) -> object:
    """结束任职"""
    term = current_term(session(), actor(), term_id)
    end_term(session(), actor(), term)
    return taken(_holder(term), "term_ended")


@staff_pages.post("/terms/<uuid:term_id>/handover")
@needs(Act.ACCOUNT_ADMINISTER, step_up=True)
@shown_again(_page_of_term)
def hand_over_one(term_id: UUID) -> object:
    """换届移交"""
    form, term = filled(HandOver), current_term(session(), actor(), term_id)
    successor = staff_of_login(session(), actor(), form.successor)
    if successor is None:
        raise invalid(successor="没有这个用户名，或者账号已停用，请核对。")
    hand_over(session(), actor(), term, successor.id, form.until_on)
    return taken(_holder(term), "handed_over")
