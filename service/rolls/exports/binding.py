"""What a second person approves is exactly what was asked: a keyed digest over it, compared before anything is made."""

import hmac
import json

from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground.sealing import keyed_digest, make_keys
from service.rolls.exports.models import Export

FORMAT = "xlsx"


def bind(session: Session, export: Export) -> None:
    """Give a new export its key, and keep the digest of what was asked under it."""
    make_keys(session, [export.id])
    export.digest = _digest(session, export)


def is_as_asked(session: Session, export: Export) -> bool:
    """Whether kind, union, snapshot, purpose, requester and format are still those of the request."""
    try:
        now = _digest(session, export)
    except Unreadable:
        return False
    return export.digest is not None and hmac.compare_digest(export.digest, now)


def may_be_made(session: Session, export: Export) -> bool:
    """Whether nothing was changed since the request, and many unions' rosters have their second person."""
    approved = not export.bulk or export.decided_by not in (None, export.requested_by)
    return approved and is_as_asked(session, export)


def _digest(session: Session, export: Export) -> bytes:
    asked = [export.kind.value, export.union_id.hex, export.purpose, export.requested_by.hex, FORMAT]
    if export.snapshot_id is not None:
        asked.append(export.snapshot_id.hex)
    return keyed_digest(session, export.id, "export", json.dumps(asked).encode())
