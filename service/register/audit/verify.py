"""Check the audit log: links, order, the stored head, and the signed checkpoints."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.chain import Verdict, verify
from service.register.audit.log import canonical_fields
from service.register.audit.models import AuditEntry, AuditHead


def _rows(session: Session) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    statement = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    for entry in session.scalars(statement):
        yield entry.seq, canonical_fields(entry), entry.hash


def verify_log(session: Session) -> Verdict:
    """Re-derive every link from the first row to the head; the verdict names the first row that does not fit.

    The head row must be the last row exactly: rows beyond it, or a missing head, are faults too.
    """
    head = session.get(AuditHead, 1)
    if head is None:
        last = session.scalar(select(func.max(AuditEntry.seq)))
        return Verdict(last is None, 0, last, "" if last is None else "tail")
    verdict = verify(_rows(session), head=(head.seq, head.hash))
    if verdict.ok and verdict.checked != head.seq:
        return Verdict(False, verdict.checked, head.seq + 1, "order")
    return verdict
