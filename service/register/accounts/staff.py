"""Staff at the door: password (argon2id) and one-time code (TOTP, RFC 6238)."""

import secrets
from datetime import timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import give_back, take
from service.ground.sealing import opened, seal_fields
from service.register.accounts.actions import token_hash
from service.register.accounts.bindings import end_binding
from service.register.accounts.models import SignInWay, Staff, StaffSession
from service.register.accounts.sessions import end_all_sessions, end_other_sessions, open_session
from service.register.audit.log import Author, By, record

STEP_UP_LASTS = timedelta(minutes=5)
TOTP_STEP = 30
SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()
# Verified when the login name is unknown, so that an unknown name costs the same work as a known one.
_NOBODY = _hasher.hash(secrets.token_hex(16))
_BY_PASSWORD, _BY_CODE = {"by": SignInWay.PASSWORD.value}, {"by": "code"}


def hire(session: Session, actor: By, login: str, name: str, title: str, password: str) -> tuple[Staff, str]:
    """Open an account for a member of staff; returns it with the TOTP secret, shown once.

    Raises PASSWORD_WEAK, and INPUT_INVALID for a login name that is taken.
    """
    _must_be_long(password)
    staff = Staff(id=new_id(), login=login, title=title, password_hash=_hasher.hash(password))
    try:
        with session.begin_nested():
            session.add(staff)
            session.flush()
    except IntegrityError:
        raise invalid(login="这个用户名已经有人用了，请换一个。") from None
    secret = pyotp.random_base32()
    seal_fields(session, staff, name=name, totp_secret=secret)
    record(session, actor, "staff:hire", "staff", staff.id)
    return staff, secret


def _must_be_long(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        said = f"请用至少 {SHORTEST_PASSWORD} 个字符，可以是一句话。"
        raise Refusal("PASSWORD_WEAK", fields={"password": said})


def sign_in(
    session: Session,
    login: str,
    password: str,
    code: str,
    address: str,
    request_id: str | None,
    browser: str = "",
) -> tuple[str, StaffSession]:
    """A new session and its cookie value; every failure is one refusal, counted even though it is refused.

    Raises SIGN_IN_FAILED or TOO_OFTEN, both committed (``keep``), so that trying is what is limited.
    """
    staff = session.scalars(select(Staff).where(Staff.login == login).with_for_update()).one_or_none()
    if not take(session, "sign_in.address", address) or not take(session, "sign_in.staff", _limit_key(login)):
        raise Refusal("TOO_OFTEN", keep=True)
    fits = _password_fits(staff, password)
    if not fits or staff is None or staff.disabled_at or not _code_fits(staff, code):
        known = staff.id if staff else None
        author = Author("staff", known, request_id)
        record(session, author, "session:open", "staff", known, outcome="refused", details=_BY_PASSWORD)
        raise Refusal("SIGN_IN_FAILED", keep=True)
    give_back(session, "sign_in.staff", _limit_key(login))
    return open_session(session, staff, SignInWay.PASSWORD, browser, request_id)


def _limit_key(login: str) -> str:
    return token_hash(login.strip().lower()).hex()


def _password_fits(staff: Staff | None, password: str) -> bool:
    try:
        return _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except VerificationError:
        return False


def _code_fits(staff: Staff, code: str) -> bool:
    """Whether a one-time code fits now, one step of drift allowed; each step counts once, so a code that was seen is used up."""
    digits = "".join(character for character in code if character in "0123456789")
    if len(digits) != 6 or digits != code.strip():
        return False
    totp, now = pyotp.TOTP(opened(staff, "totp_secret")), clock.now()
    current = int(now.timestamp()) // TOTP_STEP
    for step in (current - 1, current, current + 1):
        if step > staff.totp_step and secrets.compare_digest(totp.at(step * TOTP_STEP), digits):
            staff.totp_step = step
            return True
    return False


def step_up(session: Session, current: StaffSession, code: str, request_id: str | None = None) -> None:
    """Prove presence again for a sensitive act; raises SIGN_IN_FAILED (counted) or TOO_OFTEN."""
    staff = session.scalars(select(Staff).where(Staff.id == current.staff_id).with_for_update()).one()
    author = Author("staff", staff.id, request_id)
    if not take(session, "sign_in.staff", _limit_key(staff.login)):
        raise Refusal("TOO_OFTEN", keep=True)
    if not _code_fits(staff, code):
        record(session, author, "session:prove", "staff", staff.id, outcome="refused", details=_BY_CODE)
        raise Refusal("SIGN_IN_FAILED", keep=True)
    give_back(session, "sign_in.staff", _limit_key(staff.login))
    current.stepped_up_at = clock.now()
    record(session, author, "session:prove", "staff", staff.id, details=_BY_CODE)


def stepped_up(current: StaffSession) -> bool:
    """Whether presence was proved within the last minutes."""
    return current.stepped_up_at is not None and clock.now() - current.stepped_up_at < STEP_UP_LASTS


def dismiss(session: Session, actor: By, staff: Staff) -> None:
    """Disable an account; its sessions and its WeChat binding end with the same commit; nobody dismisses himself (NOT_ALLOWED)."""
    if actor.id == staff.id:
        raise Refusal("NOT_ALLOWED")
    staff.disabled_at = clock.now()
    end_all_sessions(session, staff.id)
    end_binding(session, actor, staff.id)
    record(session, actor, "staff:dismiss", "staff", staff.id)


def change_password(session: Session, owner: By, current: StaffSession, old: str, password: str) -> None:
    """A new password of one's own, against the old one; every other session ends with the same commit.

    Raises TOO_OFTEN and INPUT_INVALID for a wrong old one (both counted), PASSWORD_WEAK, INPUT_INVALID for the same again.
    """
    staff = session.scalars(select(Staff).where(Staff.id == current.staff_id).with_for_update()).one()
    if not take(session, "sign_in.staff", _limit_key(staff.login)):
        raise Refusal("TOO_OFTEN", keep=True)
    if not _password_fits(staff, old):
        record(session, owner, "password:change", "staff", staff.id, outcome="refused")
        raise Refusal("INPUT_INVALID", fields={"old": "现在的密码不对，请核对。"}, keep=True)
    give_back(session, "sign_in.staff", _limit_key(staff.login))
    _must_be_long(password)
    if password == old:
        raise invalid(password="新密码和现在的一样，请换一个。")
    staff.password_hash = _hasher.hash(password)
    end_other_sessions(session, owner, current.id)
    record(session, owner, "password:change", "staff", staff.id)
