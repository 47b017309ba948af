"""What the stories about rosters share: the battery union's chair, and how a refusal is read."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.access.models import Actor
from service.register.unions.models import Union
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.models import Roster
from service.rolls.rosters.pending import confirmation
from tests.given import World


def actor_of(session: Session, world: World, login: str) -> Actor:
    """The member of staff with today's roles."""
    return staff_actor(session, world.staff[login])


def battery_of(session: Session, world: World) -> Union:
    """The battery union, in this session."""
    return session.get_one(Union, world.battery.id)


def confirm_battery(session: Session, world: World, *, unchanged: bool = False) -> Roster:
    """The chair looks and confirms."""
    union = battery_of(session, world)
    digest = confirmation(session, union).digest
    return confirm(session, actor_of(session, world, "chair_battery"), union, digest, unchanged=unchanged)


def refusal_of(act: Callable[..., object], *given: object, **options: object) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refusal) as refusal:
        act(*given, **options)
    return refusal.value.code
