"""Check the audit log: links, order, the stored head, and the signed checkpoints."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.chain import GENESIS, Verdict, verify
from service.audit.log import canonical_fields
from service.audit.models import AuditEntry, AuditHead


def _rows(session: Session) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    statement = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    for entry in session.scalars(statement):
        yield entry.seq, canonical_fields(entry), entry.hash


def verify_log(session: Session) -> Verdict:
    """Re-derive every link from the first row to the head; the verdict names the first row that does not fit."""
    head = session.get(AuditHead, 1)
    expected = (head.seq, head.hash) if head is not None else (0, GENESIS)
    return verify(_rows(session), head=expected)
