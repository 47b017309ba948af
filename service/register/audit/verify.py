"""Check the audit log: links, order, the stored head, and the signed checkpoints."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.chain import GENESIS, Verdict, verify
from service.ground.marks import marks
from service.register.audit.log import canonical_fields, head_content
from service.register.audit.models import AuditEntry, AuditHead


def _rows(session: Session) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    statement = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    last = GENESIS
    for entry in session.scalars(statement):
        # The row's own copy of the link before it is not part of what is hashed, so it is compared here.
        yield entry.seq, canonical_fields(entry), entry.hash if entry.previous == last else b""
        last = entry.hash


def verify_log(session: Session) -> Verdict:
    """Re-derive every link from the first row to the head; the verdict names the first row that does not fit.

    The head row must be the last row exactly: rows beyond it, or a missing head, are faults too. Its mark says that the
    service wrote it: without the ring, nobody cuts the end off or writes the chain anew unseen. An older head that was put
    back with its mark, and the end cut off behind it, is seen by a head that is kept outside only.
    """
    head = session.get(AuditHead, 1)
    if head is None:
        last = session.scalar(select(func.max(AuditEntry.seq)))
        return Verdict(last is None, 0, last, "" if last is None else "tail")
    verdict = verify(_rows(session), head=(head.seq, head.hash))
    if verdict.ok and verdict.checked != head.seq:
        return Verdict(False, verdict.checked, head.seq + 1, "order")
    if verdict.ok and not marks(session).fits(head_content(head), head.mark):
        return Verdict(False, verdict.checked, head.seq, "head")
    return verdict
