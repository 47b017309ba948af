"""登录会话（工作人员）: kept on the server, listed for their owner, ended by him or when he is dismissed."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.db import new_id
from service.ground.errors import Refusal
from service.ground.marks import genuine, one_with_marks
from service.register.accounts.actions import token_hash
from service.register.accounts.models import SignInWay, Staff, StaffSession
from service.register.audit.log import Author, By, record

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)


def open_session(
    session: Session, staff: Staff, way: SignInWay, browser: str, request_id: str | None
) -> tuple[str, StaffSession]:
    """A new session with an id that nobody could know before; the cookie's value, stored as a hash only.

    A password with a one-time code counts as presence just proved; a scan proves it anew for every sensitive act.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    opened_session = StaffSession(
        id=new_id(),
        staff_id=staff.id,
        token_hash=token_hash(session, token),
        form_token=secrets.token_urlsafe(24),
        expires_at=now + LONGEST,
        seen_at=now,
        stepped_up_at=now if way is SignInWay.PASSWORD else None,
        browser=browser,
        way=way,
    )
    session.add(opened_session)
    session.flush()
    author = Author("staff", staff.id, request_id)
    record(session, author, "session:open", "staff", staff.id, details={"by": way.value})
    return token, opened_session


def live_session(session: Session, token: str) -> StaffSession | None:
    """The session of a cookie while it lives: not revoked, not idle, not too old, its owner not disabled.

    A session or an account that the service did not write itself is none.
    """
    of_token = select(StaffSession).where(StaffSession.token_hash == token_hash(session, token))
    of_token = of_token.options(joinedload(StaffSession.staff))
    found: StaffSession | None = one_with_marks(session, of_token, StaffSession.id, StaffSession.staff_id)
    if found is None or found.revoked_at or found.staff.disabled_at:
        return None
    if not (genuine(session, found) and genuine(session, found.staff)):
        return None
    return found if clock.now() < min(found.expires_at, found.seen_at + IDLE) else None


def live_sessions(session: Session, staff_id: UUID) -> Sequence[StaffSession]:
    """The sessions of one member of staff that still open the console, the last used first."""
    now = clock.now()
    return session.scalars(
        select(StaffSession)
        .where(_open_ones(staff_id), StaffSession.expires_at > now, StaffSession.seen_at > now - IDLE)
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    ).all()


def sign_out(session: Session, session_id: Any) -> None:
    """End a session at once."""
    _revoked(session, StaffSession.id == session_id)


def end_session(session: Session, owner: By, session_id: UUID) -> None:
    """End one of one's own sessions, on whatever browser; somebody else's reads as NOT_FOUND."""
    if not _revoked(session, _open_ones(owner.id) & (StaffSession.id == session_id)):
        raise Refusal("NOT_FOUND")
    record(session, owner, "session:end", "staff_session", session_id)


def end_other_sessions(session: Session, owner: By, kept: UUID) -> int:
    """End every session of one's own but ``kept``; how many there were."""
    ended = _revoked(session, _open_ones(owner.id) & (StaffSession.id != kept))
    record(session, owner, "session:end", "staff", owner.id, details={"others": ended})
    return ended


def end_scanned_sessions(session: Session, staff_id: UUID, kept: UUID | None) -> None:
    """End what a WeChat account opened: its phone may be in other hands. ``kept`` is where this is being done."""
    scanned = _open_ones(staff_id) & (StaffSession.way == SignInWay.SCAN)
    _revoked(session, scanned & (StaffSession.id != kept) if kept else scanned)


def end_all_sessions(session: Session, staff_id: UUID) -> None:
    """End every session of a member of staff with the same commit."""
    _revoked(session, _open_ones(staff_id))


def note_used(session: Session, session_id: Any, at: datetime) -> None:
    """Note that a session is in use (at most once a minute is enough)."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(seen_at=at))


def _open_ones(staff_id: UUID | None) -> ColumnElement[bool]:
    return (StaffSession.staff_id == staff_id) & StaffSession.revoked_at.is_(None)


def _revoked(session: Session, which: ColumnElement[bool]) -> int:
    open_ones = session.scalars(select(StaffSession).where(which).with_for_update()).all()
    for one in open_ones:
        one.revoked_at = clock.now()
    session.flush()
    return len(open_ones)
