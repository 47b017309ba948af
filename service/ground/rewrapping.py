"""Re-wrap data keys after a rotation: the ciphertexts stay, only the wrapping changes; resumable at any point.

And what is sealed under a suite that is not accepted any more: no command re-seals it, so it stays shut.
"""

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from crypto.keys import WrappedKey
from crypto.suites import SUITES
from service.ground.db import Base, Database
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


def sealed_shut(session: Session) -> list[str]:
    """The columns that hold a value under a suite which ``HUIGONGKA_SUITES`` leaves out; nothing is read when it leaves none out."""
    shut = [bytes([number]) for number in SUITES if number not in vault(session).accepted]
    found = []
    for table in Base.metadata.sorted_tables if shut else ():
        for column in table.columns:
            suite = func.substr(column, 2, 1, type_=LargeBinary)
            sealed = column.name.endswith("_sealed")
            if sealed and session.scalar(select(suite).where(suite.in_(shut)).limit(1)) is not None:
                found.append(f"{table.name}.{column.name}")
    return found
