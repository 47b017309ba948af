"""扫码, the browser's side: ask for a code, look at it, and use it once when the phone has confirmed.

The browser proves itself by a secret in a cookie of which only the hash is stored; whoever photographs the code has no
part in it, and what somebody else's browser shows can never be used in this one.
"""

import secrets
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.marks import FOLLOWED, forget_marks, genuine, mark_again
from service.register.accounts.actions import token_hash
from service.register.accounts.bindings import bind, binding_of, speaker
from service.register.accounts.models import SignInWay, Staff, StaffSession
from service.register.accounts.scan_models import Scan, ScanKind, ScanState
from service.register.accounts.sessions import open_session
from service.register.audit.log import Author, By, record

LIFETIME = timedelta(minutes=2)
KEPT = timedelta(days=1)
_ACTS = {ScanKind.SIGN_IN: "session:open", ScanKind.STEP_UP: "session:prove", ScanKind.BIND: "binding:begin"}


def ask_for_scan(
    session: Session, kind: ScanKind, browser: str, address: str, current: StaffSession | None = None
) -> str:
    """A new code for one browser; returns the secret that this browser keeps. ``current`` is the session it serves.

    Raises TOO_OFTEN, WECHAT_NOT_BOUND for a step-up that no phone could confirm, WECHAT_ALREADY_BOUND for a second binding.
    """
    counted = ("scan.address", address) if current is None else ("scan.session", current.id.hex)
    if not take(session, *counted):
        raise Refusal("TOO_OFTEN", keep=True)
    if current is not None:
        bound = binding_of(session, current.staff_id) is not None
        if bound is not (kind is ScanKind.STEP_UP):
            raise Refusal("WECHAT_ALREADY_BOUND" if bound else "WECHAT_NOT_BOUND")
    secret = secrets.token_urlsafe(32)
    scan = Scan(
        kind=kind,
        scene=secrets.token_urlsafe(20),
        browser_hash=token_hash(session, secret),
        match_number=str(10 + secrets.randbelow(90)),
        browser=browser,
        staff_id=current.staff_id if current else None,
        staff_session_id=current.id if current else None,
        expires_at=clock.now() + LIFETIME,
    )
    session.add(scan)
    session.flush()
    return secret


def scan_of_browser(
    session: Session, kind: ScanKind, secret: str, session_id: UUID | None = None
) -> Scan | None:
    """The scan that this browser asked for, from this very session of the console when there was one."""
    mine = (Scan.browser_hash == token_hash(session, secret)) & (Scan.kind == kind)
    return session.scalars(select(Scan).where(mine, Scan.staff_session_id == session_id)).one_or_none()


def live_scene(session: Session, secret: str) -> str | None:
    """What the code of this browser leads to, of whatever kind, while a phone may still open it."""
    waiting = (Scan.opened_at.is_(None)) & (Scan.expires_at > clock.now())
    mine = select(Scan.scene).where(Scan.browser_hash == token_hash(session, secret), waiting)
    return session.scalars(mine).one_or_none()


def sign_in_by_scan(
    session: Session, secret: str, address: str, browser: str, request_id: str | None
) -> tuple[str, StaffSession]:
    """A new session for whoever's phone confirmed this browser's code; raises SCAN_FAILED or TOO_OFTEN, both kept.

    Whose phone has confirmed is not counted, so nobody of the same address keeps him out.
    """
    shown = scan_of_browser(session, ScanKind.SIGN_IN, secret)
    confirmed = shown is not None and shown.state is ScanState.CONFIRMED
    if not confirmed and not take(session, "scan.address", address):
        raise Refusal("TOO_OFTEN", keep=True)
    scan = _used(session, ScanKind.SIGN_IN, secret, None, request_id)
    return open_session(session, _spoken_for(session, scan, request_id), SignInWay.SCAN, browser, request_id)


def step_up_by_scan(session: Session, current: StaffSession, secret: str, request_id: str | None) -> None:
    """Presence proved by the phone that is bound to this very member of staff; raises SCAN_FAILED, kept."""
    scan = _used(session, ScanKind.STEP_UP, secret, current.id, request_id)
    staff = _spoken_for(session, scan, request_id)
    current.stepped_up_at = clock.now()
    author = Author("staff", staff.id, request_id)
    record(session, author, "session:prove", "staff", staff.id, details={"by": SignInWay.SCAN.value})


def bind_by_scan(session: Session, owner: By, current: StaffSession, secret: str) -> None:
    """Bind the account whose phone confirmed, now that both screens were compared; raises SCAN_FAILED, kept.

    Raises WECHAT_ALREADY_BOUND when one of the two was bound meanwhile, ACCOUNT_BLOCKED.
    """
    scan = _used(session, ScanKind.BIND, secret, current.id, owner.request_id)
    bind(session, owner, current.staff_id, cast(UUID, scan.account_id))  # whoever confirmed it had opened it


def forget_scans(session: Session) -> int:
    """Delete what ended a day ago: what came of it stands in the log; how many there were."""
    old = delete(Scan).where(Scan.expires_at < clock.now() - KEPT)
    gone = session.scalars(old.returning(Scan.id)).all()
    forget_marks(session, gone)
    return len(gone)


def _used(
    session: Session, kind: ScanKind, secret: str, session_id: UUID | None, request_id: str | None
) -> Scan:
    """Take the confirmed scan, once: the UPDATE finds it only while nobody has."""
    mine = scan_of_browser(session, kind, secret, session_id)
    if mine is None or not genuine(session, mine):
        raise Refusal("SCAN_FAILED")
    ready = Scan.confirmed_at.is_not(None) & Scan.refused_at.is_(None) & (Scan.expires_at > clock.now())
    take_it = update(Scan).where(Scan.id == mine.id, ready, Scan.used_at.is_(None))
    take_it = take_it.values(used_at=clock.now()).returning(Scan.id)
    taken = session.scalars(take_it, execution_options=FOLLOWED).one_or_none()
    if taken is not None:
        mark_again(session, Scan, [taken])
    session.refresh(mine)
    if taken is None:
        _note_failure(session, mine, request_id)
        raise Refusal("SCAN_FAILED", keep=True)
    return mine


def _spoken_for(session: Session, scan: Scan, request_id: str | None) -> Staff:
    """The member of staff for whom the scan's phone speaks at this moment, not only when it confirmed."""
    named = scan.staff_id and scan.account_id
    staff = speaker(session, cast(UUID, scan.staff_id), cast(UUID, scan.account_id)) if named else None
    if staff is None:
        _note_failure(session, scan, request_id)
        raise Refusal("SCAN_FAILED", keep=True)
    return staff


def _note_failure(session: Session, scan: Scan, request_id: str | None) -> None:
    author = (
        Author("staff", scan.staff_id, request_id) if scan.staff_id else Author("anyone", None, request_id)
    )
    by_scan = {"by": SignInWay.SCAN.value}
    record(session, author, _ACTS[scan.kind], "scan", scan.id, outcome="refused", details=by_scan)
