"""Write the audit log: rows collected during the act, linked into the chain last, in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crypto.chain import GENESIS, link
from crypto.derivation import frame
from service.ground import clock
from service.ground.db import insert_many, insert_unless_there
from service.ground.marks import marks
from service.register.audit.models import AuditEntry, AuditHead

COVERED = (
    *("seq", "at", "actor_kind", "actor_id", "act", "object_type", "object_id", "union_id"),
    *("outcome", "reason", "request_id", "details", "algorithm"),
)


class By(Protocol):
    """Whoever acts: the kind and opaque id that the log keeps."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> UUID | None: ...
    @property
    def request_id(self) -> str | None: ...


@dataclass(frozen=True)
class Author:
    """An actor known only by kind and id, as at the door before roles are read."""

    kind: str
    id: UUID | None = None
    request_id: str | None = None


def record(
    session: Session,
    actor: By,
    act: str,
    object_type: str,
    object_id: UUID | None,
    *,
    union_id: UUID | None = None,
    outcome: str = "done",
    reason: str | None = None,
    details: Mapping[str, int | str] | None = None,
) -> None:
    """Note one act; ``details`` holds field names, counts and hashes, never what a person is called or owns."""
    waiting: list[dict[str, Any]] = session.info.setdefault("audit_waiting", [])
    waiting.append(
        {
            "at": clock.now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "act": act,
            "object_type": object_type,
            "object_id": object_id,
            "union_id": union_id,
            "outcome": outcome,
            "reason": reason,
            "request_id": actor.request_id,
            "details": dict(details or {}),
            "algorithm": _algorithm(session),
        }
    )


def _algorithm(session: Session) -> str:
    suite = session.info["vault"].ring.suite.name
    return "sm3" if suite.startswith("sm4") else "sha256"


def canonical_fields(entry: AuditEntry) -> dict[str, Any]:
    """The fields that the hash covers, as JSON knows them."""
    return _canonical({name: getattr(entry, name) for name in COVERED})


def _canonical(values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: values[name] for name in COVERED}
    fields["at"] = values["at"].isoformat(timespec="microseconds")
    for name in ("actor_id", "object_id", "union_id"):
        fields[name] = values[name].hex if values[name] else None
    return fields


def mark_head(session: Session, head: AuditHead) -> None:
    """Mark the head, so that a chain that was cut or written anew without the ring does not pass for this one."""
    head.mark = marks(session).make(head_content(head))


def head_content(head: AuditHead) -> bytes:
    """What the mark of the head covers."""
    return frame(b"audit_head", str(head.seq).encode(), head.hash)


def link_waiting(session: Session) -> None:
    """Link the collected rows; the head row is locked last, so the chain never forks and is held shortest."""
    waiting: list[dict[str, Any]] = session.info.pop("audit_waiting", [])
    if not waiting:
        return
    session.execute(insert_unless_there(session, AuditHead, id=1, seq=0, hash=GENESIS))
    locked = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    head = session.scalars(locked.execution_options(populate_existing=True)).one()
    seq, last = head.seq, head.hash
    for values in waiting:
        seq += 1
        values |= {"seq": seq, "previous": last}
        last = values["hash"] = link(last, _canonical(values), values["algorithm"])
    head.seq, head.hash = seq, last
    mark_head(session, head)
    insert_many(session, AuditEntry, waiting)
    session.flush()
