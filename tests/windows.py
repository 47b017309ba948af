"""Two acts aimed at one another: the first stands still before one of its statements, the second goes through or waits.

No clock decides: the first stands still inside its own transaction, at a statement that is named, until the second has
ended or the database says that it waits for a lock. Then the first goes on.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread, get_ident
from typing import Any

from sqlalchemy import create_engine, event, text

from service.ground.db import Database
from service.ground.errors import Refusal

Act = Callable[[], Any]
Opens = Callable[[str], bool]
PATIENCE = 20.0  # seconds; whoever waits longer is stuck, and the round fails
LOOK_EVERY = 0.002


def outcome_of(result: Any) -> str:
    """What came of an act in one word: what it says itself, the refusal's code, or the class of the fault."""
    if isinstance(result, Refusal):
        return result.code
    if isinstance(result, BaseException):
        return type(result).__name__
    return result if isinstance(result, str) else "done"


@dataclass
class _Runner:
    """One act in a thread of its own, with every statement that it sends."""

    act: Act
    opens: Opens | None = None
    result: Any = None
    statements: list[str] = field(default_factory=list)
    stands: Event = field(default_factory=Event)
    goes_on: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)
    opened: bool = False
    thread: Thread | None = None

    def start(self) -> None:
        """Run; the exception of an act is its result."""

        def run() -> None:
            _RUNNERS[get_ident()] = self
            try:
                self.result = self.act()
            except Exception as fault:  # what came of it is what is looked at
                self.result = fault
            finally:
                _RUNNERS.pop(get_ident(), None)
                self.ended.set()
                self.stands.set()

        self.thread = Thread(target=run, daemon=True)
        self.thread.start()

    def sends(self, statement: str) -> None:
        """Stand still before the statement that is waited for."""
        self.statements.append(statement)
        if not self.opened and self.opens is not None and self.opens(statement):
            self.opened = True
            self.stands.set()
            assert self.goes_on.wait(PATIENCE)


_RUNNERS: dict[int, _Runner] = {}


def acting() -> bool:
    """Whether this thread runs an act that is aimed at another one."""
    return get_ident() in _RUNNERS


@dataclass(frozen=True)
class Met:
    """What came of two acts: their outcomes, whether the window was met, and whether the second waited for the first."""

    first: str
    second: str
    opened: bool
    waited: bool
    statements: int
    results: tuple[Any, Any] = field(repr=False, compare=False, default=(None, None))

    @property
    def both(self) -> tuple[str, str]:
        """The outcomes of both."""
        return self.first, self.second


_LOCKS = re.compile(r" FOR (NO KEY UPDATE|SHARE)$")


@contextmanager
def watched(database: Database, *, unlocked: bool = False) -> Iterator[Callable[[], bool]]:
    """Hear every statement of the acts; gives a question: does one of them wait for a lock?

    With ``unlocked`` the locks of ``service.ground.holding`` are taken out of the statements: to see what they are for.
    """

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        runner = _RUNNERS.get(get_ident())
        if runner is None:
            return statement, parameters
        runner.sends(statement)
        return (_LOCKS.sub("", statement) if unlocked else statement), parameters

    event.listen(database.engine, "before_cursor_execute", hear, retval=True)
    beside = create_engine(database.url, isolation_level="AUTOCOMMIT")
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    def somebody_waits() -> bool:
        if (
            database.engine.dialect.name == "sqlite"
        ):  # one writer at a time: whoever begins waits for the other's end
            return any(one.statements[-1:] == ["BEGIN IMMEDIATE"] for one in list(_RUNNERS.values()))
        with beside.connect() as connection:
            return bool(connection.scalar(waiting))

    try:
        yield somebody_waits
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
        beside.dispose()


def meet(somebody_waits: Callable[[], bool], first: Act, second: Act, opens: Opens) -> Met:
    """Let ``second`` run while ``first`` stands before the first statement for which ``opens`` is true."""
    one, two = _Runner(first, opens), _Runner(second)
    one.start()
    assert one.stands.wait(PATIENCE)
    waited = False
    two.start()
    while not two.ended.wait(LOOK_EVERY):
        if not one.ended.is_set() and not one.goes_on.is_set() and somebody_waits():
            waited = True
            one.goes_on.set()
    one.goes_on.set()
    assert one.ended.wait(PATIENCE)
    outcomes = outcome_of(one.result), outcome_of(two.result)
    return Met(*outcomes, one.opened, waited, len(one.statements), (one.result, two.result))


def before(pattern: str) -> Opens:
    """The window before the first statement that begins so (a regular expression)."""
    return lambda statement: re.match(pattern, statement) is not None
