"""等办的事: what waits for somebody until a day; each room declares its kinds, one statement lists or counts all of them.

A kind is one ``select`` of what waits within a reach. The same one, in the reach of who does it, makes the home page, its
numbers and the menu's badges; in the reach of who oversees, what is late below.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, overload
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Instant
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import Union

Within = ColumnElement[bool]
Rows = Select[*tuple[Any, ...]]
NEVER = datetime.max.replace(tzinfo=UTC)
STEP_WORKING_DAYS = 5  # for every step of a roster that somebody waits for, as for an application


@overload
def is_late(due_on: date | None) -> bool: ...
@overload
def is_late(due_on: SQLColumnExpression[Any]) -> ColumnElement[bool]: ...
def is_late(due_on: Any) -> Any:
    """Whether the last day in time has passed (超期), of a day or of a column; without a day nothing is late."""
    return due_on is not None and due_on < clock.today()


def waits(
    thing: SQLColumnExpression[UUID],
    *,
    since: SQLColumnExpression[Any] | None = None,
    due_on: SQLColumnExpression[Any] | None = None,
) -> Rows:
    """The beginning of every ``select``: what waits, in which union (to be joined), since when, until which day."""
    begun = cast(null(), Instant()) if since is None else since
    last_day = cast(null(), Date()) if due_on is None else due_on
    return select(
        thing.label("id"), Union.id.label("union_id"), begun.label("since"), last_day.label("due_on")
    )


@dataclass(frozen=True)
class Matter:
    """等您办理的一件事; ``note`` is a word more; ``quiet`` is good to know, not to do; ``first`` goes before everything else."""

    what: str = field(repr=False)
    union: str
    act: Act
    link: str
    since: datetime | None = None
    due_on: date | None = None
    note: str = ""
    quiet: bool = False
    first: bool = False

    @property
    def late(self) -> bool:
        """Whether its last day has passed."""
        return is_late(self.due_on)

    @property
    def order(self) -> tuple[bool, datetime, str]:
        """What goes first, then the oldest; what has no beginning comes last."""
        return (not self.first, self.since or NEVER, self.link)


@dataclass(frozen=True)
class Row:
    """One line of the statement: a thing, or with ``count`` all of a kind that wait in one union."""

    waiting: "Waiting"
    id: UUID
    union_id: UUID
    union: str
    since: datetime | None
    due_on: date | None
    count: int

    def matter(self, what: str, link: str, note: str = "") -> Matter:
        """The row as people read it."""
        one = self.waiting
        return Matter(what, self.union, one.act, link, self.since, self.due_on, note, one.quiet, one.first)


Render = Callable[[Session, Actor, Sequence[Row]], Iterable[Matter]]


@dataclass(frozen=True)
class Waiting:
    """等办的一类事, as a room declares it.

    ``key`` stands in addresses, ``label`` is the Chinese name, ``to_do`` the name for whoever has to do it where ``label``
    speaks of him to others, ``act`` whose it is. ``select`` gives what waits within a
    condition on unions; ``mine`` narrows it to the actor where reach alone does not say. ``render`` turns a page of rows
    into matters with a number of statements that does not depend on theirs. With ``working_days`` a row has so many from
    its beginning, else the day that the row states. ``menu`` is the entry whose badge counts it, ``above`` the page for
    whoever oversees a union in which it is late ({union}: its id); without, it is nobody's above.
    """

    key: str
    label: str
    act: Act
    select: Callable[[Within], Rows]
    render: Render
    mine: Callable[[Session, Actor], Within] | None = None
    by_union: bool = False
    working_days: int | None = None
    menu: str = ""
    above: str = ""
    quiet: bool = False
    first: bool = False
    to_do: str = ""

    def within(self, session: Session, actor: Actor) -> Within:
        """Where it waits for this actor."""
        return self.mine(session, actor) if self.mine else reachable(actor, self.act)

    @property
    def title(self) -> str:
        """The name of the kind for whoever has to do it."""
        return self.to_do or self.label

    def due(self, since: datetime | None, due_on: date | None) -> date | None:
        """The last day in time."""
        if self.working_days is None or since is None:
            return due_on
        return clock.due(since, self.working_days)

    def late(self, rows: Subquery) -> ColumnElement[bool]:
        """The rows whose last day in time has passed; the same as ``is_late`` of ``due``."""
        if self.working_days is None:
            return is_late(rows.c.due_on)
        return rows.c.since < clock.overdue_before(self.working_days)

    def chased(self) -> Rows:
        """The ids of what is late, wherever it is: for the worker, who reminds whoever it waits for."""
        rows = self.select(true()).subquery()
        return select(rows.c.id).where(self.late(rows))


def of_actor(actor: Actor, kinds: Iterable[Waiting]) -> list[Waiting]:
    """The kinds that may wait for this actor."""
    return [one for one in kinds if actor.may(one.act)]


@dataclass(frozen=True)
class Listed:
    """The first matters of one kind, and how many there are."""

    waiting: Waiting
    total: int
    matters: list[Matter] = field(repr=False)

    @property
    def left(self) -> int:
        """How many are not listed."""
        return self.total - len(self.matters)


def listed(
    session: Session, actor: Actor, kinds: Sequence[Waiting], size: int, start: int = 0
) -> list[Listed]:
    """What waits for the actor, ``size`` of each kind, the oldest first; one statement, and what each kind renders by."""
    parts = [_page(one, one.within(session, actor), size, start) for one in kinds]
    found: dict[str, list[Row]] = {}
    totals: dict[str, int] = {}
    named = {one.key: one for one in kinds}
    for kind, union, id_, union_id, since, due_on, count, total in _named(session, parts):
        one = named[kind]
        totals[kind] = total
        row = Row(one, id_, union_id, union, since, one.due(since, due_on), count)
        found.setdefault(kind, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.since or NEVER, row.id))
    return [
        Listed(one, totals[one.key], list(one.render(session, actor, found[one.key])))
        for one in kinds
        if one.key in found
    ]


def _named(session: Session, parts: Sequence[Rows]) -> Sequence[Any]:
    """The rows of all parts, each with the name of its union behind its kind."""
    if not parts:
        return []
    rows = union_all(*parts).subquery()
    kind, *facts = rows.c
    return session.execute(select(kind, Union.name, *facts).join(Union, Union.id == rows.c.union_id)).all()


def _page(one: Waiting, within: Within, size: int, start: int) -> Rows:
    """``size`` rows of a kind, the oldest first, each with the number of all."""
    rows = one.select(within).subquery()
    kind = literal(one.key, String()).label("kind")
    if one.by_union:
        sums = _sums(rows)
        page = select(kind, rows.c.union_id.label("id"), *sums, func.count().over().label("total"))
        page = page.group_by(rows.c.union_id)
    else:
        single = literal(1).label("count")
        page = select(kind, *rows.c, single, func.count().over().label("total"))
    since = page.selected_columns.since
    ordered = page.order_by(since.is_(None), since, page.selected_columns.id)
    return select(ordered.limit(size).offset(start).subquery())


def _sums(rows: Subquery) -> list[ColumnElement[Any]]:
    return [
        rows.c.union_id,
        func.min(rows.c.since).label("since"),
        func.min(rows.c.due_on).label("due_on"),
        func.count().label("count"),
    ]


def badges(session: Session, actor: Actor, kinds: Iterable[Waiting]) -> dict[str, int]:
    """How many matters wait behind each entry of the menu; one statement for any number of kinds and things."""
    shown = {one.key: one for one in of_actor(actor, kinds) if one.menu}
    found: dict[str, int] = {}
    parts = [_count(one, one.within(session, actor)) for one in shown.values()]
    if parts:
        for key, count in session.execute(union_all(*parts)):
            found[shown[key].menu] = found.get(shown[key].menu, 0) + count
    return found


def _count(one: Waiting, within: Within) -> Rows:
    rows = one.select(within).subquery()
    counted = func.count(rows.c.union_id.distinct()) if one.by_union else func.count()
    return select(literal(one.key, String()), counted).select_from(rows)


@dataclass(frozen=True)
class Late:
    """超期的事 of one kind in one union: how many, until when the oldest should have been done, the page for who oversees."""

    waiting: Waiting
    union_id: UUID
    union: str
    count: int
    due_on: date

    @property
    def link(self) -> str:
        """Where whoever oversees the union sees them."""
        return self.waiting.above.format(union=self.union_id)

    @property
    def days(self) -> int:
        """逾期天数: calendar days since the last day in time."""
        return (clock.today() - self.due_on).days


def late_below(session: Session, actor: Actor, kinds: Iterable[Waiting]) -> list[Late]:
    """Everything late in the unions that the actor oversees, the longest first; one statement."""
    overseen = {one.key: one for one in kinds if one.above}
    parts = []
    for one in overseen.values():
        rows = one.select(reachable(actor, Act.PROGRESS_COMPARE)).subquery()
        late = select(literal(one.key, String()).label("kind"), *_sums(rows)).where(one.late(rows))
        parts.append(late.group_by(rows.c.union_id))
    found = []
    for kind, union, union_id, since, due_on, count in _named(session, parts):
        last_day = overseen[kind].due(since, due_on)
        assert last_day is not None
        found.append(Late(overseen[kind], union_id, union, count, last_day))
    return sorted(found, key=lambda one: (one.due_on, one.union, one.waiting.key))


def late_counted(session: Session, actor: Actor, kinds: Iterable[Waiting]) -> int:
    """How many things are late in the unions that the actor oversees."""
    return sum(one.count for one in late_below(session, actor, kinds))
