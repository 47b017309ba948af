"""扫码, the phone's side: open the code, see which browser asks and the number on it, confirm or refuse.

Only the first phone that opens a code can answer it. For every other one, and for a code that is unknown or over, the
answer is the same: there is nothing.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.limits import take
from service.ground.marks import FOLLOWED, mark_again
from service.register.accounts.bindings import binding_of_account
from service.register.accounts.models import Account
from service.register.accounts.scan_models import Scan, ScanKind
from service.register.audit.log import Author, record


def open_scan(session: Session, account: Account, scene: str, request_id: str | None) -> Scan:
    """The scan of a scene, from now on this account's alone; opening it again shows it again.

    Raises TOO_OFTEN, NOT_FOUND, and SCAN_NOT_YOURS or WECHAT_ALREADY_BOUND before the code is taken from the right phone.
    """
    author = Author("account", account.id, request_id)
    if not take(session, "scan.account", account.id.hex):
        raise Refusal("TOO_OFTEN", keep=True)
    live = _live() & (Scan.scene == scene)
    found = session.scalars(select(Scan).where(live)).one_or_none()
    if found is None:
        record(session, author, "scan:open", "scan", None, outcome="refused", reason="NOT_FOUND")
        raise Refusal("NOT_FOUND", keep=True)
    _must_speak(session, author, found, "scan:open")
    free = or_(Scan.account_id.is_(None), Scan.account_id == account.id)
    opened_at = func.coalesce(Scan.opened_at, clock.now())
    scan = _changed(session, live & free, account_id=account.id, opened_at=opened_at)
    if scan is None:
        record(session, author, "scan:open", "scan", found.id, outcome="refused", reason="NOT_FOUND")
        raise Refusal("NOT_FOUND", keep=True)
    record(session, author, "scan:open", "scan", scan.id, details={"kind": scan.kind.value})
    return scan


def confirm_scan(session: Session, account: Account, scan_id: UUID, request_id: str | None) -> Scan:
    """«It is me»: from now on the browser may go on. Raises NOT_FOUND, SCAN_NOT_YOURS, WECHAT_ALREADY_BOUND."""
    author = Author("account", account.id, request_id)
    own = _own(account, scan_id)
    found = session.scalars(select(Scan).where(own)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    staff_id = _must_speak(session, author, found, "scan:confirm")
    confirmed_at = func.coalesce(Scan.confirmed_at, clock.now())
    scan = _changed(session, own, staff_id=staff_id, confirmed_at=confirmed_at)
    if scan is None:
        raise Refusal("NOT_FOUND")
    record(session, author, "scan:confirm", "scan", scan.id, details={"kind": scan.kind.value})
    return scan


def refuse_scan(session: Session, account: Account, scan_id: UUID, request_id: str | None) -> Scan:
    """«It is not me»: the code is over, also when it had been confirmed but not used yet. Raises NOT_FOUND."""
    scan = _changed(session, _own(account, scan_id), refused_at=clock.now())
    if scan is None:
        raise Refusal("NOT_FOUND")
    author = Author("account", account.id, request_id)
    record(session, author, "scan:refuse", "scan", scan.id, details={"kind": scan.kind.value})
    return scan


def _live() -> ColumnElement[bool]:
    return (Scan.expires_at > clock.now()) & Scan.used_at.is_(None) & Scan.refused_at.is_(None)


def _own(account: Account, scan_id: UUID) -> ColumnElement[bool]:
    return _live() & (Scan.id == scan_id) & (Scan.account_id == account.id)


def _changed(session: Session, which: ColumnElement[bool], **values: Any) -> Scan | None:
    """Change the scan if it is still what the condition says; asked of the row itself, not of what was read before."""
    changed = update(Scan).where(which).values(**values).returning(Scan.id)
    scan_id = session.scalars(changed, execution_options=FOLLOWED).one_or_none()
    if scan_id is None:
        return None
    mark_again(session, Scan, [scan_id])
    return session.get_one(Scan, scan_id, populate_existing=True)


def _must_speak(session: Session, author: Author, scan: Scan, act: str) -> UUID:
    """The member of staff that this account may answer for; refusals are kept, so that trying stands in the log."""
    binding = binding_of_account(session, author.id) if author.id else None
    if scan.kind is ScanKind.BIND and scan.staff_id is not None:
        if binding is None:
            return scan.staff_id
        reason = "WECHAT_ALREADY_BOUND"
    else:
        right = binding is not None and binding.staff.disabled_at is None
        if binding is not None and right and scan.staff_id in (None, binding.staff_id):
            return binding.staff_id
        reason = "SCAN_NOT_YOURS"
    record(session, author, act, "scan", scan.id, outcome="refused", reason=reason)
    raise Refusal(reason, keep=True)
