"""Staff at the door: password (argon2id) and one-time code (TOTP, RFC 6238)."""

import secrets
from datetime import timedelta
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.limits import count_failed, forget_failed, seconds_to_wait
from service.ground.marks import genuine
from service.ground.sealing import opened, seal_fields
from service.register.accounts.bindings import end_binding
from service.register.accounts.models import SignInWay, Staff, StaffSession
from service.register.accounts.sessions import end_all_sessions, end_other_sessions, open_session
from service.register.accounts.trials import must_be_let_try, note_failed, note_right, trial_of
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
    *,
    device: str = "",
    second: str = "",
) -> tuple[str, StaffSession]:
    """A new session and its cookie value; every failure is one refusal, counted even though it is refused.

    ``device`` is what a browser known to this name holds, ``second`` the code after ``code``. Raises SIGN_IN_FAILED,
    TOO_OFTEN, SIGN_IN_SLOWED, SIGN_IN_TWO_CODES, all committed (``keep``), so that trying is what is limited.
    """
    trial = trial_of(session, login, address, device, two_codes=bool(second))
    must_be_let_try(session, trial)
    staff = session.scalars(select(Staff).where(Staff.login == login)).one_or_none()
    fits = _password_fits(staff, password)
    if (
        not fits
        or staff is None
        or staff.disabled_at
        or not genuine(session, staff)
        or not _codes_fit(_locked(session, staff.id), code, second)
    ):
        known = staff.id if staff else None
        author = Author("staff", known, request_id)
        record(session, author, "session:open", "staff", known, outcome="refused", details=_BY_PASSWORD)
        note_failed(session, trial)
        raise Refusal("SIGN_IN_FAILED", keep=True)
    note_right(session, trial)
    return open_session(session, staff, SignInWay.PASSWORD, browser, request_id)


def _locked(session: Session, staff_id: UUID) -> Staff:
    """The member of staff, locked, so that a code is used once; only with the right password, or strangers would queue here."""
    locked = select(Staff).where(Staff.id == staff_id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def _password_fits(staff: Staff | None, password: str) -> bool:
    try:
        return _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except VerificationError:
        return False


def _codes_fit(staff: Staff, code: str, second: str = "") -> bool:
    """Whether a one-time code fits now, one step of drift allowed; each step counts once, so a code that was seen is used up.

    With ``second`` both must fit, one right after the other, and neither may have been used.
    """
    if not _well_spelt(code) or (second and not _well_spelt(second)):
        return False
    totp, current = pyotp.TOTP(opened(staff, "totp_secret")), int(clock.now().timestamp()) // TOTP_STEP
    for step in (current - 1, current, current + 1):
        codes = ((step - 1, code), (step, second)) if second else ((step, code),)
        if codes[0][0] > staff.totp_step and all(
            secrets.compare_digest(totp.at(at * TOTP_STEP), given.strip()) for at, given in codes
        ):
            staff.totp_step = step
            return True
    return False


def _well_spelt(code: str) -> bool:
    digits = "".join(character for character in code if character in "0123456789")
    return len(digits) == 6 and digits == code.strip()


def step_up(session: Session, current: StaffSession, code: str, request_id: str | None = None) -> None:
    """Prove presence again for a sensitive act, counted by this session; raises SIGN_IN_FAILED (counted) or TOO_OFTEN."""
    staff = _locked(session, current.staff_id)
    author = Author("staff", staff.id, request_id)
    if seconds_to_wait(session, "session.presence", current.id.hex):
        raise Refusal("TOO_OFTEN", keep=True)
    if not _codes_fit(staff, code):
        record(session, author, "session:prove", "staff", staff.id, outcome="refused", details=_BY_CODE)
        count_failed(session, "session.presence", current.id.hex)
        raise Refusal("SIGN_IN_FAILED", keep=True)
    forget_failed(session, "session.presence", current.id.hex)
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
    staff = _locked(session, current.staff_id)
    if seconds_to_wait(session, "session.password", current.id.hex):
        raise Refusal("TOO_OFTEN", keep=True)
    if not _password_fits(staff, old):
        record(session, owner, "password:change", "staff", staff.id, outcome="refused")
        count_failed(session, "session.password", current.id.hex)
        raise Refusal("INPUT_INVALID", fields={"old": "现在的密码不对，请核对。"}, keep=True)
    forget_failed(session, "session.password", current.id.hex)
    _must_be_long(password)
    if password == old:
        raise invalid(password="新密码和现在的一样，请换一个。")
    staff.password_hash = _hasher.hash(password)
    end_other_sessions(session, owner, current.id)
    record(session, owner, "password:change", "staff", staff.id)
