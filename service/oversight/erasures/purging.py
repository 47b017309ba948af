"""到期清理: once a night what has served its time is deleted, kind by kind; what is kept how long stands in ``periods``."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Base
from service.ground.limits import Bucket, seconds_kept
from service.ground.marks import Marked, forget_marks
from service.ground.sealing import readable
from service.oversight.erasures.expiring import end_periods
from service.register.access.models import SYSTEM
from service.register.accounts.models import AccountSession, IdempotencyKey, PushReceipt, StaffSession
from service.register.audit.log import record
from service.register.notices.models import Notice
from service.register.schedule import Plan, Task, daily
from service.requests.applications.actions import forget
from service.requests.applications.models import Application, Status
from service.requests.proofs.models import MembershipProof

AT_NIGHT = 3  # o'clock
AT_ONCE = 5000
APPLICATION_DAYS = 730
NOTICE_DAYS = 730
SESSION_DAYS = 180
KEY_DAYS = 30
PROOF_DAYS = 365
# What was not accepted proves nothing to anybody after two years; what was approved goes with the person.
IN_VAIN = (Status.WITHDRAWN, Status.REJECTED, Status.EXPIRED)


def purge(session: Session, settings: Settings, _due_at: datetime) -> None:
    """Delete what is due of every kind and note how much it was; a kind with more goes on the night after.

    网络安全法: 网络日志留存不少于六个月, so log-ins stay that long. 个人信息保护法 第十九条: no longer than necessary.
    """
    counts = {"applications": _applications(session), "erasures": end_periods(session, settings)}
    for kind, model, key, old in _served():
        counts[kind] = counts.get(kind, 0) + _delete(session, model, key, old)
    done = {kind: count for kind, count in counts.items() if count}
    if done:
        record(session, SYSTEM, "retention:purge", "retention", None, details=done)


def _served() -> Iterator[tuple[str, type[Base], InstrumentedAttribute[Any], ColumnElement[bool]]]:
    """The kinds whose rows are deleted and leave nothing: the word in the log, the table, its key, the condition."""
    yield "notices", Notice, Notice.id, Notice.created_at < _ago(NOTICE_DAYS)
    yield "logins", AccountSession, AccountSession.id, AccountSession.expires_at < _ago(SESSION_DAYS)
    yield "logins", StaffSession, StaffSession.id, StaffSession.expires_at < _ago(SESSION_DAYS)
    yield "receipts", IdempotencyKey, IdempotencyKey.id, IdempotencyKey.created_at < _ago(KEY_DAYS)
    yield "receipts", PushReceipt, PushReceipt.key, PushReceipt.received_at < _ago(KEY_DAYS)
    invalid_since = clock.today() - timedelta(days=PROOF_DAYS)
    yield "proofs", MembershipProof, MembershipProof.id, MembershipProof.expires_on < invalid_since
    yield "limits", Bucket, Bucket.key, Bucket.name.not_in(seconds_kept())  # of limits that are no more
    for name, seconds in seconds_kept().items():
        drained = clock.now() - timedelta(seconds=seconds)
        yield "limits", Bucket, Bucket.key, (Bucket.name == name) & (Bucket.updated_at < drained)


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _delete(
    session: Session, model: type[Base], key: InstrumentedAttribute[Any], old: ColumnElement[bool]
) -> int:
    some = select(key).where(old).limit(AT_ONCE)
    gone = session.scalars(delete(model).where(old, key.in_(some)).returning(key)).all()
    if issubclass(model, Marked):
        forget_marks(session, gone)
    return len(gone)


def _applications(session: Session) -> int:
    """Destroy what was filled in; that there was an application, and how it ended, stays as a number."""
    old = (
        select(Application)
        .where(
            Application.status.in_(IN_VAIN),
            Application.touched_at < _ago(APPLICATION_DAYS),
            readable(Application.id),
        )
        .limit(AT_ONCE // 10)
    )
    found = session.scalars(old).all()
    for application in found:
        forget(session, application)
    return len(found)


PURGING = Plan(Task.PURGE, daily(AT_NIGHT), purge)
