"""Reach as a SQL condition: every query passes through it, so what one may not see does not exist."""

from sqlalchemy import ColumnElement, false, or_

from service.register.access.models import GRANTS, Act, Actor, Reach
from service.register.unions.models import Union


def reachable(actor: Actor, act: Act) -> ColumnElement[bool]:
    """The unions in which ``actor`` may do ``act``, as a condition on ``unions``."""
    parts: list[ColumnElement[bool]] = []
    for place in actor.places:
        how_far = GRANTS[place.role].get(act)
        if how_far is Reach.OWN:
            parts.append(Union.id == place.union_id)
        elif how_far is Reach.DIRECT:
            parts.append(Union.parent_id == place.union_id)
        elif how_far is Reach.BELOW:
            parts.append(Union.path.startswith(place.path, autoescape=True))
    return or_(*parts) if parts else false()


def reaches(actor: Actor, act: Act, union: Union) -> bool:
    """Whether ``actor`` may do ``act`` in a union at hand, to know which buttons to show; queries use ``reachable``."""
    return any(
        (how_far is Reach.OWN and union.id == place.union_id)
        or (how_far is Reach.DIRECT and union.parent_id == place.union_id)
        or (how_far is Reach.BELOW and union.path.startswith(place.path))
        for place in actor.places
        for how_far in [GRANTS[place.role].get(act)]
    )
