"""两人同时办理: whoever begins, ends, moves, binds, merges or erases holds first what it is about, and all in one order.

Accounts, then people, then unions, each by their ids; whatever hangs on them (requests, memberships, cards) only after
these. So of two acts about one person the second waits, finds what the first left, and neither waits for the other. A
condition that was read before is read again: the rows come back as they are now, and keys opened before are forgotten.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.ground.db import in_parts
from service.ground.sealing import forget_keys

ORDER = ("accounts", "people", "unions")
Wanted = Iterable[UUID] | Select[Any]
Row = tuple[str, UUID]


def hold(
    session: Session, rows: Mapping[type[Any], Wanted], shared: Mapping[type[Any], Wanted] | None = None
) -> None:
    """Lock accounts, people and unions until the transaction ends, and read them as they are now.

    ``rows`` are held against everybody; ``shared`` only against whoever changes them: many may be admitted to one union
    at once, and none while it closes. What is held already costs nothing. A row may be named through another one, by a
    statement that gives its id.
    """
    wanted = [(model, ids, False) for model, ids in rows.items()]
    wanted += [(model, ids, True) for model, ids in (shared or {}).items()]
    for model, ids, read in sorted(wanted, key=lambda one: ORDER.index(one[0].__tablename__)):
        if isinstance(ids, Select):
            _lock(session, model, ids, read)
            continue
        missing = {id_ for id_ in ids if (model.__tablename__, id_) not in held(session)}
        for part in in_parts(sorted(missing)):
            _lock(session, model, part, read)


def _lock(session: Session, model: type[Any], ids: Wanted, read: bool) -> None:
    # FOR NO KEY UPDATE: a row that only refers to one of these does not wait, and so cannot be waited for.
    wanted = select(model).where(model.id.in_(ids)).order_by(model.id)
    locked = wanted.with_for_update(read=read, key_share=not read)
    found = session.scalars(locked.execution_options(populate_existing=True)).all()
    held(session).update(dict.fromkeys(((model.__tablename__, row.id) for row in found), True))
    forget_keys(session, [row.id for row in found])


def held(session: Session) -> dict[Row, bool]:
    """What this transaction holds, in the order in which it was locked; False for what it has written anew itself."""
    if not session.in_transaction():
        session.begin()
    transaction, rows = session.info.get("held", (None, {}))
    if transaction is not session.get_transaction():
        rows = {}
        session.info["held"] = (session.get_transaction(), rows)
    return rows  # type: ignore[no-any-return]


def note_held(session: Session, model: type[Any], ids: Iterable[UUID]) -> None:
    """Rows that this transaction has written anew need no lock: nobody else sees them."""
    held(session).update(dict.fromkeys(((model.__tablename__, id_) for id_ in ids), False))
