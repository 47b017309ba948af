"""Staff at the door: password (argon2id) and one-time code (TOTP, RFC 6238), sessions kept on the server."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import clock
from service.accounts.actions import token_hash
from service.accounts.models import Staff, StaffSession
from service.audit.log import Author, By, record
from service.db import new_id
from service.errors import Refusal, invalid
from service.limits import give_back, take
from service.sealing import opened, seal_fields

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
STEP_UP_LASTS = timedelta(minutes=5)
TOTP_STEP = 30
_hasher = PasswordHasher()
# Verified when the login name is unknown, so that an unknown name costs the same work as a known one.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def hire(session: Session, actor: By, login: str, name: str, title: str, password: str) -> tuple[Staff, str]:
    """Open an account for a member of staff; returns it with the TOTP secret, shown once.

    Raises PASSWORD_WEAK, and INPUT_INVALID for a login name that is taken.
    """
    if len(password) < 12:
        raise Refusal("PASSWORD_WEAK", fields={"password": "请用至少 12 个字符，可以是一句话。"})
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


def sign_in(
    session: Session, login: str, password: str, code: str, address: str, request_id: str | None
) -> tuple[str, StaffSession]:
    """A new session and its cookie value; every failure is one refusal, counted even though it is refused.

    Raises SIGN_IN_FAILED or TOO_OFTEN, both committed (``keep``), so that trying is what is limited.
    """
    staff = session.scalars(select(Staff).where(Staff.login == login).with_for_update()).one_or_none()
    if not take(session, "sign_in.address", address) or not take(session, "sign_in.staff", _limit_key(login)):
        raise Refusal("TOO_OFTEN", keep=True)
    if (
        not _password_fits(staff, password)
        or staff is None
        or staff.disabled_at
        or not _code_fits(staff, code)
    ):
        record(
            session,
            Author("staff", staff.id if staff else None, request_id),
            "session:open",
            "staff",
            staff.id if staff else None,
            outcome="refused",
        )
        raise Refusal("SIGN_IN_FAILED", keep=True)
    give_back(session, "sign_in.staff", _limit_key(login))
    token = secrets.token_urlsafe(32)
    opened_session = StaffSession(
        id=new_id(),
        staff_id=staff.id,
        token_hash=token_hash(token),
        form_token=secrets.token_urlsafe(24),
        expires_at=clock.now() + LONGEST,
        seen_at=clock.now(),
        stepped_up_at=clock.now(),
    )
    session.add(opened_session)
    session.flush()
    record(session, Author("staff", staff.id, request_id), "session:open", "staff", staff.id)
    return token, opened_session


def _limit_key(login: str) -> str:
    return token_hash(login.strip().lower()).hex()


def _password_fits(staff: Staff | None, password: str) -> bool:
    try:
        return _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except VerificationError:
        return False


def _code_fits(staff: Staff, code: str) -> bool:
    """One step of drift, each step once: a code that was seen over a shoulder is already used."""
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


def step_up(session: Session, current: StaffSession, code: str) -> None:
    """Prove presence again for a sensitive act; raises SIGN_IN_FAILED (counted) or TOO_OFTEN."""
    staff = session.scalars(select(Staff).where(Staff.id == current.staff_id).with_for_update()).one()
    if not take(session, "sign_in.staff", _limit_key(staff.login)):
        raise Refusal("TOO_OFTEN", keep=True)
    if not _code_fits(staff, code):
        raise Refusal("SIGN_IN_FAILED", keep=True)
    give_back(session, "sign_in.staff", _limit_key(staff.login))
    current.stepped_up_at = clock.now()


def stepped_up(current: StaffSession) -> bool:
    """Whether presence was proved within the last minutes."""
    return current.stepped_up_at is not None and clock.now() - current.stepped_up_at < STEP_UP_LASTS


def live_session(session: Session, token: str) -> StaffSession | None:
    """The session of a cookie while it lives: not revoked, not idle, not too old, its owner not disabled."""
    found = session.scalars(
        select(StaffSession).where(StaffSession.token_hash == token_hash(token))
    ).one_or_none()
    if found is None or found.revoked_at or found.staff.disabled_at:
        return None
    return found if clock.now() < min(found.expires_at, found.seen_at + IDLE) else None


def sign_out(session: Session, session_id: Any) -> None:
    """End a session at once."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(revoked_at=clock.now()))


def dismiss(session: Session, actor: By, staff: Staff) -> None:
    """Disable an account and end its sessions with the same commit; nobody dismisses himself (NOT_ALLOWED)."""
    if actor.id == staff.id:
        raise Refusal("NOT_ALLOWED")
    staff.disabled_at = clock.now()
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff.id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )
    record(session, actor, "staff:dismiss", "staff", staff.id)


def seen(session: Session, session_id: Any, at: datetime) -> None:
    """Note that a session is in use (at most once a minute is enough)."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=at))
