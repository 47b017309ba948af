"""校验: whether a snapshot still is what was frozen, and every roster that it names what was confirmed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.audit.models import AuditEntry
from service.rolls.rosters.models import Roster
from service.rolls.snapshots.hashing import FIELDS, content_hash
from service.rolls.snapshots.models import Snapshot, SnapshotLine


@dataclass(frozen=True)
class SnapshotCheck:
    """与封存时一致, or which unions' rosters are not."""

    intact: bool
    altered: tuple[str, ...] = ()


def verify(session: Session, snapshot: Snapshot) -> SnapshotCheck:
    """Recompute the hash from the lines, hold it to the audit log's and each line to its roster, in three statements.

    Whoever can write lines can write their hash beside them; the log's is linked into a chain that is signed.
    The rows of one roster are held to its hash where they are opened (``rosters.verify``).
    """
    lines = session.scalars(
        select(SnapshotLine).where(SnapshotLine.snapshot_id == snapshot.id).order_by(SnapshotLine.position)
    ).all()
    named = select(SnapshotLine.union_id, Roster.content_hash, Roster.members).join(
        Roster, Roster.id == SnapshotLine.roster_id
    )
    rosters = {
        row[0]: (row[1], row[2])
        for row in session.execute(named.where(SnapshotLine.snapshot_id == snapshot.id))
    }
    altered = tuple(
        line.name
        for line in lines
        if line.roster_id is not None and rosters.get(line.union_id) != (line.roster_hash, line.members)
    )
    facts = [{name: getattr(line, name) for name in FIELDS} for line in lines]
    now = content_hash(snapshot.kind, snapshot.label, snapshot.as_of, facts)
    intact = now == snapshot.content_hash and now.hex() == _logged(session, snapshot)
    return SnapshotCheck(intact and not altered, altered)


def _logged(session: Session, snapshot: Snapshot) -> str | None:
    """The hash that the audit log keeps of the freezing; none before that transaction is over."""
    frozen = (AuditEntry.object_id == snapshot.id) & (AuditEntry.act == "snapshot:freeze")
    details = session.scalars(select(AuditEntry.details).where(frozen)).one_or_none()
    return str(details["content_hash"]) if details else None
