"""What the audit log keeps of an export: its kind, purpose and hash, so that they stand there when the file is gone."""

from sqlalchemy.orm import Session

from service.register.access.models import Actor
from service.register.audit.log import record
from service.rolls.exports.models import Export


def note(session: Session, actor: Actor, action: str, export: Export, **more: int | str) -> None:
    """Write ``export:<action>``; the purpose is in every row, given by whoever asked."""
    details: dict[str, int | str] = {"kind": export.kind.value, "purpose": export.purpose}
    if export.file_hash is not None:
        details["file_hash"] = export.file_hash.hex()
    union_id = export.union_id
    record(session, actor, f"export:{action}", "export", export.id, union_id=union_id, details=details | more)
