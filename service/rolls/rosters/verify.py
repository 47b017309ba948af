"""校验: whether a confirmed roster still is what was confirmed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.rolls.rosters.lines import chained, digest_of, frozen_line
from service.rolls.rosters.models import Roster, RosterRow
from service.rolls.rosters.queries import rows_of


def content_hash(union_id: UUID, number: int, as_of: date, digests: Iterable[bytes]) -> bytes:
    """SHA-256 (32 bytes) over union, version number, day and the row digests in their order."""
    return chained(union_id.bytes, str(number).encode(), as_of.isoformat().encode(), *digests)


def verify(session: Session, roster: Roster) -> bool:
    """Recompute the content hash and every row's digest; for an erased person the hash alone vouches."""
    rows = rows_of(session, roster)
    positions = [row.position for row in rows]
    if positions != list(range(1, roster.members + 1)):
        return False
    digests = [row.digest for row in rows]
    if content_hash(roster.union_id, roster.number, roster.as_of, digests) != roster.content_hash:
        return False
    return all(_intact(session, row) for row in rows)


def _intact(session: Session, row: RosterRow) -> bool:
    try:
        return digest_of(session, row.person_id, frozen_line(row)) == row.digest
    except Unreadable:
        return True
