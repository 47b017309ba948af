"""Reads of the audit log: all of it, for whoever may read it at all; no personal data stands in it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.audit.models import AuditEntry
from service.clock import COUNTY_ZONE


def entries(
    session: Session, act: str = "", day: date | None = None, before: int | None = None, size: int = 50
) -> Sequence[AuditEntry]:
    """Entries newest first: of one act, of one day of the county, below a number."""
    wanted = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(size)
    if act:
        wanted = wanted.where(AuditEntry.act == act)
    if day is not None:
        begins = datetime.combine(day, time(), COUNTY_ZONE)
        wanted = wanted.where(AuditEntry.at >= begins, AuditEntry.at < begins + timedelta(days=1))
    if before is not None:
        wanted = wanted.where(AuditEntry.seq < before)
    return session.scalars(wanted).all()


def acts_seen(session: Session) -> Sequence[str]:
    """The acts that the log holds, for the filter."""
    return session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)).all()
