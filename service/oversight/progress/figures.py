"""数字: the funnels that a page shows, and the moment they speak of.

Who oversees reads what the worker has stored (Tally), for a whole county would be counted for a second at every look; the
chair of one union reads it as it is now. Nothing stored yet for the month: the same figures, derived on the spot.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.oversight.progress.funnel import Funnel, funnels
from service.oversight.progress.models import Tally
from service.oversight.progress.moments import AsOf, Month, moment_counted, this_month
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import Union

NUMBERS = (
    Tally.registered,
    Tally.imported,
    Tally.decided,
    Tally.invited,
    Tally.claimed,
    Tally.activated,
)


@dataclass(frozen=True)
class Figures:
    """The funnel of every union that has members, itself alone, by its path, in the order of the tree; as of one moment."""

    moment: AsOf
    own: Mapping[str, Funnel]

    @property
    def whole(self) -> Funnel:
        """The sum of all unions."""
        return sum(self.own.values(), Funnel())


def figures_of(
    session: Session, actor: Actor, month: Month, *, path: str = "", act: Act = Act.PROGRESS_READ
) -> Figures:
    """The figures of everything in reach at the end of ``month``, or lately while it lasts; only below ``path`` if given.

    One query where a month is stored, three where it is not, for any number of unions and members.
    """
    stored = _stored(session, actor, month, path, act) if actor.may(Act.PROGRESS_COMPARE) else None
    if stored is not None:
        return stored
    moment = month.end
    return Figures(moment, funnels(session, actor, moment, path=path, act=act))


def _stored(session: Session, actor: Actor, month: Month, path: str, act: Act) -> Figures | None:
    tallies = (
        select(Union.path, Tally.as_of, Tally.counted_at, *NUMBERS)
        .join(Union, Union.id == Tally.union_id)
        .where(Tally.ends_on == month.last_day, reachable(actor, act))
        .order_by(Union.path)
    )
    if path:
        tallies = tallies.where(Union.path.startswith(path, autoescape=True))
    rows = session.execute(tallies).all()
    if not rows:
        return None
    _, as_of, counted_at, *_ = rows[0]
    own = {path: Funnel(registered, *rest) for path, _, _, registered, *rest in rows if registered}
    return Figures(moment_counted(as_of, counted_at), own)


def activation(session: Session, actor: Actor) -> tuple[Funnel, AsOf]:
    """The funnel of everything in reach, for the home page, with its moment."""
    figures = figures_of(session, actor, this_month())
    return figures.whole, figures.moment
