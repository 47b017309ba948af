"""In which order an act locks: heard from the statements of every request and of every aimed race, on PostgreSQL.

Accounts, people, unions, then what hangs on people: an act that locks a person after a union, a person after one with a
greater id, or whoever it is about after his request, could wait for another act that waits for it. And what hangs on a
person is changed by nobody who does not hold him.
"""

import re
from typing import Any
from weakref import WeakKeyDictionary

from flask import has_request_context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from service.ground.holding import ORDER, held
from tests import windows

AFTER = ("memberships", "cards", "card_claims", "transfers", "corrections", "expulsions", "erasures")
_LOCKED = re.compile(r"\nFROM (\w+).* FOR (?:NO KEY UPDATE|UPDATE|SHARE)(?: OF (\w+))?", re.DOTALL)
_CHANGED = re.compile(r"(UPDATE|INSERT INTO) (\w+)\b")
FAULTS: list[str] = []


class _Transaction:
    """What one transaction has locked and changed so far, by table."""

    def __init__(self) -> None:
        self.locked: list[str] = []
        self.registers = False

    def hears(self, statement: str) -> None:
        """Note a fault of order, or a change of what nobody holds."""
        if changed := _CHANGED.match(statement):
            self._changes(*changed.groups())
        elif found := _LOCKED.search(statement):
            self._locks(found[2] or found[1])

    def _changes(self, verb: str, table: str) -> None:
        if table == "people" and verb == "INSERT INTO":
            self.registers = True
        if table in ("people", "memberships", "cards") and not self.registers and "people" not in self.locked:
            FAULTS.append(f"{table} changed, and whose they are is not held")
        if table in AFTER:
            self.locked.append(table)

    def _locks(self, table: str) -> None:
        if table in ORDER:
            later = {*ORDER[ORDER.index(table) + 1 :], *AFTER} & set(self.locked)
            if later:
                FAULTS.append(f"{table} locked after {', '.join(sorted(later))}")
        if table in (*ORDER, *AFTER):
            self.locked.append(table)


_OPEN: WeakKeyDictionary[Connection, _Transaction] = WeakKeyDictionary()


def _listens() -> bool:
    return has_request_context() or windows.acting()


def listen(engine: Engine) -> None:
    """Hear the statements of requests and of aimed acts on this engine; faults are kept in ``FAULTS``."""

    def hear(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if _listens():
            _OPEN.setdefault(connection, _Transaction()).hears(statement)

    if engine.dialect.name != "postgresql":
        return  # SQLite locks no rows
    event.listen(engine, "before_cursor_execute", hear)
    for end in ("commit", "rollback"):
        event.listen(engine, end, lambda connection: _OPEN.pop(connection, None))


@event.listens_for(Session, "before_commit")
def _in_order(session: Session) -> None:
    """Accounts, people and unions were locked in one order, each by their ids."""
    if _listens():
        locked = [(ORDER.index(table), id_) for (table, id_), ours in held(session).items() if ours]
        if locked != sorted(locked):
            FAULTS.append("locked out of order: " + ", ".join(ORDER[rank] for rank, _ in locked))


def faults() -> list[str]:
    """What was heard since the last time, once each."""
    found = sorted(set(FAULTS))
    FAULTS.clear()
    return found
