"""Re-wrap data keys after a rotation: the ciphertexts stay, only the wrapping changes; resumable at any point."""

from sqlalchemy import select

from crypto.keys import WrappedKey
from service.ground.db import Database
from service.ground.sealing import OwnedKey, vault


def rewrap_some(database: Database, most: int = 500) -> int:
    """Re-wrap up to ``most`` keys that still hang on an older version; returns how many."""
    with database.writing() as session:
        ring = vault(session).ring
        ring.versions("wrapping", reread=True)
        version, _ = ring.current("wrapping")
        old = select(OwnedKey).where(OwnedKey.wrapping_version != version).order_by(OwnedKey.owner_id)
        rows = session.scalars(old.limit(most).with_for_update(skip_locked=True)).all()
        for row in rows:
            wrapped = WrappedKey(row.key_id, row.wrapping_version, row.wrapped)
            fresh = ring.rewrap(row.owner_id, wrapped)
            row.wrapping_version, row.wrapped = fresh.wrapping_version, fresh.blob
        return len(rows)
