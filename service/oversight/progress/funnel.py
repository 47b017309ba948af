"""激活漏斗: 在册 → 已通知 → 已申领 → 已激活, counted per union at any moment from dated facts, in one statement.

在册: a membership that the moment's legal day lies in. 已激活: the person's card is activated and not released at the
moment (a frozen card stays the person's). 已申领: activated, or a claim was stated whose name and document number are
this person's. 已通知: claimed, or a notification was entered for this membership. So each step is part of the one
before it, whoever came without having been told. An ended membership leaves all four.
"""

from dataclasses import dataclass
from fractions import Fraction
from operator import add
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Label, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from service.ground.words import Words
from service.oversight.progress.models import Invitation
from service.oversight.progress.moments import AsOf
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.memberships import queries as memberships
from service.register.memberships.models import Basis, Membership
from service.register.unions.models import Union
from service.requests.cards.models import Card, Claim


class FunnelStep(Words):
    """漏斗的一步, the widest first."""

    REGISTERED = "registered", "在册"
    INVITED = "invited", "已通知"
    CLAIMED = "claimed", "已申领"
    ACTIVATED = "activated", "已激活"


@dataclass(frozen=True)
class Funnel:
    """The four numbers of one union or of many; ``imported`` and ``decided`` say how the members came into the register."""

    registered: int = 0
    imported: int = 0
    decided: int = 0
    invited: int = 0
    claimed: int = 0
    activated: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        """The sum of two funnels."""
        return Funnel(*map(add, self.numbers, other.numbers))

    @property
    def numbers(self) -> tuple[int, ...]:
        """All six, in the order of the fields."""
        return tuple(vars(self).values())

    @property
    def rate(self) -> Fraction | None:
        """激活率: activated of registered; None where nobody is registered."""
        return self.share(FunnelStep.ACTIVATED)

    @property
    def cardless(self) -> int:
        """How many are registered and have no card."""
        return self.registered - self.activated

    def at(self, step: FunnelStep) -> int:
        """The number of one step."""
        return int(getattr(self, step.value))

    def share(self, step: FunnelStep) -> Fraction | None:
        """What part of the registered has come as far as ``step``; None where nobody is registered."""
        return Fraction(self.at(step), self.registered) if self.registered else None

    @property
    def steps(self) -> list[tuple[FunnelStep, int, int]]:
        """Each step with its numerator and its denominator: the registered, and for these themselves."""
        return [(step, self.at(step), self.registered) for step in FunnelStep]


def registered_at(moment: AsOf) -> ColumnElement[bool]:
    """在册: the membership covers the moment's legal day, counts (保留会籍 do not), and was known when a stored figure was
    counted.
    """
    still = or_(Membership.ended_on.is_(None), Membership.ended_on > moment.day)
    known = [Membership.created_at <= moment.known_at] if moment.known_at else []
    return and_(Membership.started_on <= moment.day, still, memberships.counted(), *known)


def step_at(moment: AsOf) -> Label[str]:
    """The last step that a registered membership has reached at the moment, as a column."""
    instant = moment.instant
    in_force = or_(Card.revoked_at.is_(None), Card.revoked_at > instant)
    activated = _some(Card.person_id == Membership.person_id, Card.activated_at <= instant, in_force)
    claimed = _some(Claim.person_id == Membership.person_id, Claim.created_at <= instant)
    invited = _some(Invitation.membership_id == Membership.id, Invitation.invited_at <= instant)
    reached = case(
        (activated, FunnelStep.ACTIVATED.value),
        (claimed, FunnelStep.CLAIMED.value),
        (invited, FunnelStep.INVITED.value),
        else_=FunnelStep.REGISTERED.value,
    )
    return reached.label("step")


def _some(*conditions: ColumnElement[bool]) -> Exists:
    """EXISTS: a row of this table for the membership of the outer statement."""
    return exists().where(*conditions).correlate(Membership)


def funnels(
    session: Session, actor: Actor, moment: AsOf, *, path: str = "", act: Act = Act.PROGRESS_READ
) -> dict[str, Funnel]:
    """The funnel of every union in reach that has members, itself alone, by the union's path and in the order of the tree;
    only below ``path`` when one is given. Two statements that load no person.
    """
    place = [reachable(actor, act)]
    if path:
        place.append(Union.path.startswith(path, autoescape=True))
    found = counted(session, moment, select(Union.id).where(*place))
    tree = session.execute(select(Union.path, Union.id).where(*place).order_by(Union.path))
    return {path: found[union_id] for path, union_id in tree if union_id in found}


def counted(session: Session, moment: AsOf, unions: Select[UUID] | None = None) -> dict[UUID, Funnel]:
    """The funnels of these unions, or of every union of the county, in one statement: 在册 by union, basis and last step.

    The pages' live figures and the worker's tallies are this statement; who asks has been judged before.
    """
    step = step_at(moment)
    counts = select(Membership.union_id, Membership.basis, step, func.count()).where(registered_at(moment))
    if unions is not None:
        # By their unions, for which there is an index: a join leads SQLite through every member of the county.
        counts = counts.where(Membership.union_id.in_(unions))
    found: dict[UUID, Funnel] = {}
    for union_id, basis, reached, count in session.execute(
        counts.group_by(Membership.union_id, Membership.basis, step)
    ):
        found[union_id] = found.get(union_id, Funnel()) + _part(basis, FunnelStep(reached), count)
    return found


def _part(basis: Basis, reached: FunnelStep, count: int) -> Funnel:
    """The funnel of so many members of one basis whose last step is ``reached``: they came through every step before it."""
    order = list(FunnelStep)
    through = [count if order.index(step) <= order.index(reached) else 0 for step in order]
    imported, decided = count * (basis is Basis.ROSTER), count * (basis is Basis.DECISION)
    return Funnel(through[0], imported, decided, *through[1:])
