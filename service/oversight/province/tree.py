"""The numbers along the tree of unions: a union itself, all below it, and the sum that is both (合计 = 本级 + 所辖)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.oversight.progress.tree import Branch, branches, tops_of
from service.oversight.province.standings import OF_MEMBERS, Standing, numbers
from service.register.access.models import Act, Actor


@dataclass(frozen=True)
class ProvinceLine:
    """The figures of one union with all below it."""

    union: Branch
    counts: Counter[Standing]

    @property
    def members(self) -> int:
        """在册会员（含保留会籍）: the denominator."""
        return sum(self.counts[one] for one in OF_MEMBERS)


def top_lines(session: Session, actor: Actor) -> list[ProvinceLine]:
    """The unions at which the actor's own tree begins, each with all below it."""
    tree = branches(session, actor, Act.PROVINCE_READ)
    found = numbers(session, actor)
    return [_line(top, found) for top in tops_of(actor, Act.PROVINCE_READ, tree)]


def lines_below(session: Session, actor: Actor, path: str) -> tuple[ProvinceLine, list[ProvinceLine]]:
    """One union with all below it, and each union directly below that has anybody; the caller has it in reach."""
    tree = branches(session, actor, Act.PROVINCE_READ, path)
    found = numbers(session, actor, path)
    whole = _line(tree[0], found)
    children = (_line(branch, found) for branch in tree if branch.above == path)
    return whole, [line for line in children if line.counts.total()]


def _line(union: Branch, found: Mapping[str, Counter[Standing]]) -> ProvinceLine:
    below = (counts for path, counts in found.items() if path.startswith(union.path))
    return ProvinceLine(union, sum(below, Counter()))
