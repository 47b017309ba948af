"""进度: the funnel of one union with the lines below it, each of which leads to the next page or to its list."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from service.oversight.progress.figures import figures_of
from service.oversight.progress.funnel import Funnel
from service.oversight.progress.moments import AsOf, Month
from service.oversight.progress.tree import Branch, below, branches, summed, tops_of
from service.register.access.models import Act, Actor
from service.register.access.queries import reached_union


@dataclass(frozen=True)
class ProgressOverview:
    """``whole`` is ``own`` and all the ``lines``; ``top`` is None for who stands at several unions."""

    top: Branch | None
    whole: Funnel
    own: Funnel
    lines: list[tuple[Branch, Funnel]]
    moment: AsOf


def overview(session: Session, actor: Actor, month: Month, union_id: UUID | None = None) -> ProgressOverview:
    """The funnel of ``union_id``, or of the union where the actor stands; NOT_FOUND out of reach.

    Two queries (live figures: four), and one that asks for reach, for any number of unions and members.
    """
    path = reached_union(session, actor, Act.PROGRESS_READ, union_id).path if union_id else ""
    tree = branches(session, actor, Act.PROGRESS_READ, path)
    figures = figures_of(session, actor, month, path=path)
    whole = summed(tree, figures.own)
    tops = (
        [one for one in tree if one.id == union_id] if union_id else tops_of(actor, Act.PROGRESS_READ, tree)
    )
    if len(tops) != 1:
        lines = [(one, whole[one.path]) for one in tops]
        return ProgressOverview(
            None, sum((part for _, part in lines), Funnel()), Funnel(), lines, figures.moment
        )
    top = tops[0]
    lines = [(one, whole[one.path]) for one in below(tree, top, whole)]
    return ProgressOverview(top, whole[top.path], figures.own.get(top.path, Funnel()), lines, figures.moment)
