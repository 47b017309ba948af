"""月度通报: townships, or unions, ranked by 激活率, with what changed since the end of the month before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from service.oversight.progress.figures import Figures, figures_of
from service.oversight.progress.funnel import Funnel
from service.oversight.progress.moments import AsOf, Month
from service.oversight.progress.tree import Branch, below, branches, summed
from service.register.access.models import Act, Actor
from service.register.access.queries import reached_union

FEWEST = 10


@dataclass(frozen=True)
class LeagueLine:
    """One line: a union with all below it, or (``own``) a township's own members apart from its unions."""

    branch: Branch
    own: bool
    now: Funnel
    before: Funnel
    rank: int | None = None

    @property
    def name(self) -> str:
        """The name as the bulletin prints it."""
        return f"{self.branch.name}（本级）" if self.own else self.branch.name

    @property
    def change(self) -> Fraction | None:
        """The rate against the end of the month before; None when there was, or is, nobody."""
        if self.now.rate is None or self.before.rate is None:
            return None
        return self.now.rate - self.before.rate


@dataclass(frozen=True)
class League:
    """The ranked lines, best first; those too small to be ranked; and everything together, as of one moment."""

    month: Month
    moment: AsOf
    ranked: list[LeagueLine]
    small: list[LeagueLine]
    whole: LeagueLine

    @property
    def lines(self) -> list[LeagueLine]:
        """All lines in the order of the page."""
        return self.ranked + self.small


def league(session: Session, actor: Actor, union_id: UUID, month: Month, *, by_union: bool) -> League:
    """The league below one union at the end of ``month``; NOT_FOUND out of reach. Four queries for any number, of live
    figures eight.

    ``by_union`` goes through the townships to their unions. A month that is over was counted at its end, and stays.
    """
    path = reached_union(session, actor, Act.PROGRESS_COMPARE, union_id).path
    tree = branches(session, actor, Act.PROGRESS_COMPARE, path)
    now, before = (
        figures_of(session, actor, one, path=path, act=Act.PROGRESS_COMPARE) for one in (month, month.earlier)
    )
    return ranked(tree, union_id, month, now, before, by_union=by_union)


def ranked(
    tree: Sequence[Branch],
    union_id: UUID,
    month: Month,
    at_end: Figures,
    earlier: Figures,
    *,
    by_union: bool,
) -> League:
    """The league of figures at hand: those at the month's end and those at the end of the one before."""
    now, before = summed(tree, at_end.own), summed(tree, earlier.own)
    top = next(one for one in tree if one.id == union_id)

    def line(branch: Branch) -> LeagueLine:
        return LeagueLine(branch, False, now[branch.path], before[branch.path])

    def own_line(branch: Branch) -> LeagueLine:
        return LeagueLine(
            branch, True, at_end.own.get(branch.path, Funnel()), earlier.own.get(branch.path, Funnel())
        )

    def lines_below(branch: Branch) -> list[LeagueLine]:
        found = [own_line(branch)] if branch.path in at_end.own else []
        for child in below(tree, branch, now):
            found += lines_below(child) if by_union and child.is_middle else [line(child)]
        return found

    lines = sorted(lines_below(top), key=_order)
    big = [one for one in lines if one.now.registered >= FEWEST]
    small = [one for one in lines if one.now.registered < FEWEST]
    return League(month, at_end.moment, _with_ranks(big), small, line(top))


def _order(line: LeagueLine) -> tuple[Fraction, int, str]:
    """The order of the league: the higher rate first; of equal ones the bigger first, then as the tree has them."""
    return (-(line.now.rate or Fraction(0)), -line.now.registered, line.branch.path)


def _with_ranks(lines: Sequence[LeagueLine]) -> list[LeagueLine]:
    """名次: equal rates share a rank, and the next one counts everybody before it (1, 2, 2, 4)."""
    ranked: list[LeagueLine] = []
    for place, line in enumerate(lines, start=1):
        shared = ranked[-1].rank if ranked and ranked[-1].now.rate == line.now.rate else place
        ranked.append(replace(line, rank=shared))
    return ranked
