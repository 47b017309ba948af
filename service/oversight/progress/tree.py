"""The unions in reach as a tree, and figures summed along it (乡镇 = 本级 + 所辖)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.oversight.progress.funnel import Funnel
from service.register.access.models import GRANTS, Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import MIDDLE_KINDS, Union, UnionKind, UnionState


@dataclass(frozen=True)
class Branch:
    """A union of the tree without its sealed fields: enough to name it, to place it and to sum by it."""

    id: UUID
    path: str
    name: str
    kind: UnionKind
    state: UnionState

    @property
    def above(self) -> str:
        """The path of the union above; empty above the county."""
        return self.path[: self.path.rfind(".", 0, -1) + 1]

    @property
    def is_middle(self) -> bool:
        """A township, street, park or industry: it oversees unions, and may have members of its own."""
        return self.kind in MIDDLE_KINDS


def branches(session: Session, actor: Actor, act: Act, path: str = "") -> list[Branch]:
    """Every union where the actor may do ``act``, in the order of the tree; only below ``path`` when one is given."""
    parts = (Union.id, Union.path, Union.name, Union.kind, Union.state)
    tree = select(*parts).where(reachable(actor, act)).order_by(Union.path)
    if path:
        tree = tree.where(Union.path.startswith(path, autoescape=True))
    return [Branch(*row) for row in session.execute(tree)]


def stands_at(actor: Actor, act: Act) -> set[UUID]:
    """The unions at which one of the actor's roles has ``act``."""
    return {place.union_id for place in actor.places if act in GRANTS[place.role]}


def tops_of(actor: Actor, act: Act, tree: Sequence[Branch]) -> list[Branch]:
    """Where the actor's own tree begins: the unions at which a role with ``act`` stands, none below another."""
    own = stands_at(actor, act)
    tops: list[Branch] = []
    for branch in tree:
        if branch.id in own and not any(branch.path.startswith(top.path) for top in tops):
            tops.append(branch)
    return tops


def summed(tree: Sequence[Branch], own: Mapping[str, Funnel]) -> dict[str, Funnel]:
    """The funnel of every union with all below it, by its path, of figures that each union has by itself."""
    whole = {branch.path: own.get(branch.path, Funnel()) for branch in tree}
    for branch in reversed(tree):  # in the order of the tree what is below stands behind
        if branch.above in whole:
            whole[branch.above] += whole[branch.path]
    return whole


def below(tree: Iterable[Branch], top: Branch, whole: Mapping[str, Funnel]) -> list[Branch]:
    """The unions directly below ``top``; a closed one (撤销) only while it still has members, so that sums add up."""
    children = (one for one in tree if one.above == top.path)
    return [one for one in children if one.state is not UnionState.CLOSED or whole[one.path].registered]
