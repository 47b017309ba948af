"""核对额度: how many numbers that are not its own a union may ask about within a year, by its head-count.

Settling a line tells whether a number is registered somewhere. What that costs is told in docs/security.md; here it is
bounded, and whoever needs more asks the county.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import new_id
from service.ground.errors import Refusal, invalid
from service.ground.holding import hold
from service.ground.moves import move
from service.register.access.models import Act, Actor
from service.register.access.purpose import stated_purpose
from service.register.access.reach import reachable, reaches
from service.register.audit.log import record
from service.register.inquiries.models import MOVES, Allowance, AllowanceStatus, AskedHow, NumbersAsked
from service.register.memberships.models import Basis, Membership
from service.register.unions.models import Union
from service.register.units.models import Unit

YEAR = timedelta(days=365)
MOST_MORE = 20_000


@dataclass(frozen=True)
class Budget:
    """额度 of one union for a year back from now."""

    allowed: int
    used: int

    @property
    def left(self) -> int:
        """How many numbers may still be asked about."""
        return max(0, self.allowed - self.used)


def budget_of(session: Session, settings: Settings, union_id: UUID) -> Budget:
    """What a union may ask and has asked; one statement.

    Its head-count is the greatest of what the county entered (附件1: 会员人数, 职工人数) and of its members, without those
    whom a roster brought within the year: else a file of invented people would make room for the next one. Below
    ``asked_first`` no union is held, so that the first roster of a new union passes.
    """
    since = clock.now() - YEAR
    members = select(func.count()).where(
        Membership.union_id == Union.id,
        Membership.ended_on.is_(None),
        or_(Membership.basis != Basis.ROSTER, Membership.started_on < clock.county_day(since)),
    )
    workers = select(func.coalesce(func.sum(Unit.headcount), 0)).where(Unit.union_id == Union.id)
    used = select(func.coalesce(func.sum(NumbersAsked.numbers), 0)).where(
        NumbersAsked.union_id == Union.id, NumbersAsked.asked_at > since
    )
    more = select(func.coalesce(func.sum(Allowance.numbers), 0)).where(
        Allowance.union_id == Union.id,
        Allowance.status == AllowanceStatus.AGREED,
        Allowance.decided_at > since,
    )
    facts = (one.correlate(Union).scalar_subquery() for one in (members, workers, used, more))
    reported = func.coalesce(Union.reported_members, 0)
    found = session.execute(select(reported, *facts).where(Union.id == union_id)).one()
    head = max(found[0], found[1], found[2])
    return Budget(max(settings.asked_first, settings.asked_times * head) + found[4], found[3])


def spend(
    session: Session, settings: Settings, actor: Actor, union: Union, how: AskedHow, numbers: int
) -> None:
    """Count numbers that are asked about; raises ASKED_TOO_MANY over the budget, unless the county itself asks.

    The union's row is locked, so that two at once are counted one after the other.
    """
    hold(session, {Union: [union.id]})
    budget = budget_of(session, settings, union.id)
    if numbers > budget.left and not reaches(actor, Act.IMPORT_AGREE, union):
        raise Refusal("ASKED_TOO_MANY", allowed=budget.allowed, used=budget.used, wanted=numbers)
    staff_id = actor.id if actor.kind == "staff" else None
    session.add(NumbersAsked(id=new_id(), union_id=union.id, staff_id=staff_id, how=how, numbers=numbers))
    session.flush()


def ask_more(session: Session, actor: Actor, union: Union, numbers: int, reason: str) -> Allowance:
    """Ask the county for more; one at a time for each union. Raises INPUT_INVALID, PURPOSE_MISSING, ALLOWANCE_WAITING."""
    if not 1 <= numbers <= MOST_MORE:
        raise invalid(numbers=f"请填 1 到 {MOST_MORE} 之间的数。")
    said = stated_purpose(reason)
    asked = Allowance(id=new_id(), union_id=union.id, numbers=numbers, reason=said, asked_by=actor.id)
    try:
        with session.begin_nested():
            session.add(asked)
            session.flush()
    except IntegrityError:
        raise Refusal("ALLOWANCE_WAITING") from None
    _record(session, actor, asked, "ask")
    return asked


def decide(session: Session, actor: Actor, allowance_id: UUID, action: str) -> Allowance:
    """``agree`` or ``refuse`` by the county, and not by who asked. Raises NOT_FOUND, ALLOWANCE_OWN, MOVE_NOT_ALLOWED."""
    wanted = select(Allowance).join(Union, Union.id == Allowance.union_id).where(Allowance.id == allowance_id)
    held = wanted.where(reachable(actor, Act.IMPORT_AGREE)).with_for_update(of=Allowance)
    found = session.scalars(held).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    if found.asked_by == actor.id:
        raise Refusal("ALLOWANCE_OWN")
    move(found, action, MOVES)
    found.decided_by, found.decided_at = actor.id, clock.now()
    _record(session, actor, found, action)
    return found


def allowances_listed(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> Sequence[Allowance]:
    """A page of what the unions in reach asked for, what waits first, then the newest."""
    seen = select(Allowance).join(Union, Union.id == Allowance.union_id)
    seen = seen.where(reachable(actor, Act.IMPORT_ROSTER))
    waits = Allowance.status != AllowanceStatus.WAITING
    ordered = seen.order_by(waits, Allowance.asked_at.desc(), Allowance.id.desc()).offset(start).limit(size)
    return session.scalars(ordered.options(joinedload(Allowance.union), joinedload(Allowance.asker))).all()


def _record(session: Session, actor: Actor, one: Allowance, verb: str) -> None:
    session.flush()
    details: dict[str, int | str] = {"numbers": one.numbers, "purpose": one.reason}
    act = f"allowance:{verb}"
    record(session, actor, act, "allowance", one.id, union_id=one.union_id, details=details)
