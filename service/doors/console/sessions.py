"""登录管理: my sessions, my password, my WeChat account."""

from uuid import UUID

from flask import Blueprint, g

from service.doors.console.entering import asked
from service.doors.console.shapes import NewPassword
from service.register.access.cookies import drop, scan_cookie, scan_secret
from service.register.access.guard import actor, needs, session, staff_session
from service.register.access.models import Act
from service.register.accounts.bindings import binding_of, unbind
from service.register.accounts.scan_models import ScanKind
from service.register.accounts.scans import bind_by_scan, scan_of_browser
from service.register.accounts.sessions import end_other_sessions, end_session, live_sessions
from service.register.accounts.staff import change_password
from service.register.forms import filled, says, show, shown_again, taken

session_pages = Blueprint("session_pages", __name__, url_prefix="/console", template_folder="templates")
says(
    session_pages,
    {
        "session_ended": "这个登录已经结束。",
        "sessions_ended": "其他登录都已经结束，只剩这里。",
        "password_changed": "密码已修改，其他登录都已经结束。",
        "bound": "微信已绑定，下次可以扫码登录。",
    },
)
PAGE = "/console/sessions"


def _page(**_ids: UUID) -> str:
    owner = staff_session().staff_id
    scan = scan_of_browser(session(), ScanKind.BIND, scan_secret(), g.staff_session_id)
    return show(
        "console/sessions.html",
        sessions=live_sessions(session(), owner),
        current=g.staff_session_id,
        binding=binding_of(session(), owner),
        scan=scan if scan is None or scan.used_at is None else None,
    )


@session_pages.get("/sessions")
@needs(Act.SIGNED_IN)
def list_sessions() -> str:
    """登录管理"""
    return _page()


@session_pages.post("/sessions/<uuid:staff_session_id>/ending")
@needs(Act.SIGNED_IN)
@shown_again(_page)
def end_one(staff_session_id: UUID) -> object:
    """结束一个登录"""
    end_session(session(), actor(), staff_session_id)
    return taken(PAGE, "session_ended")


@session_pages.post("/sessions/others/ending")
@needs(Act.SIGNED_IN)
@shown_again(_page)
def end_others() -> object:
    """结束其他登录"""
    end_other_sessions(session(), actor(), g.staff_session_id)
    return taken(PAGE, "sessions_ended")


@session_pages.post("/sessions/password")
@needs(Act.SIGNED_IN, step_up=True)
@shown_again(_page)
def change_own_password() -> object:
    """修改密码"""
    form = filled(NewPassword)
    change_password(session(), actor(), staff_session(), form.old, form.password)
    return taken(PAGE, "password_changed")


@session_pages.post("/sessions/scans")
@needs(Act.SIGNED_IN, step_up=True)
@shown_again(_page)
def ask_phone() -> object:
    """绑定微信: a code for the phone that is to speak for this account."""
    return asked(ScanKind.BIND, PAGE, staff_session())


@session_pages.post("/scans/current/binding")
@needs(Act.SIGNED_IN, step_up=True)
@shown_again(_page)
def bind() -> object:
    """两边数字一致，完成绑定: the last word is the browser's, so that nobody binds the phone of a passer-by."""
    bind_by_scan(session(), actor(), staff_session(), scan_secret())
    answer = taken(PAGE, "bound")
    drop(answer, scan_cookie())
    return answer


@session_pages.post("/sessions/binding/ending")
@needs(Act.SIGNED_IN, step_up=True)
@shown_again(_page)
def end_binding() -> object:
    """解除微信绑定"""
    unbind(session(), actor(), staff_session().staff_id, g.staff_session_id)
    return taken(PAGE, "unbound")
