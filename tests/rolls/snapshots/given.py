"""Rosters that are confirmed and frozen over the told world, and people who come and go between two snapshots."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import SYSTEM
from service.register.memberships.actions import admit
from service.register.memberships.departure import leave
from service.register.memberships.models import Membership
from service.register.memberships.moving import move_many
from service.register.people.register import change, register_person
from service.register.unions.models import Union
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.models import Roster
from service.rolls.rosters.pending import confirmation
from service.rolls.snapshots.actions import freeze
from service.rolls.snapshots.models import Snapshot, SnapshotKind
from tests.given import World, id_number, phone
from tests.register.memberships.given import held
from tests.rolls.rosters.chair import actor_of

CHAIRS = {"battery": "chair_battery", "textile": "chair_textile"}


def instant(text: str) -> datetime:
    """A moment in county time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.COUNTY_ZONE).astimezone(UTC)


def confirmed(session: Session, world: World, name: str = "battery", *, unchanged: bool = False) -> Roster:
    """The union's chair confirms what there is."""
    union = session.get_one(Union, getattr(world, name).id)
    digest = confirmation(session, union).digest
    return confirm(session, actor_of(session, world, CHAIRS[name]), union, digest, unchanged=unchanged)


def frozen(session: Session, as_of: str, kind: SnapshotKind = SnapshotKind.HALF_YEAR) -> Snapshot:
    """A snapshot as of a moment."""
    return freeze(session, kind, f"{as_of[:7]}更新", instant(as_of))


def joins(session: Session, world: World, serial: int, name: str = "battery") -> UUID:
    """A new member from today on."""
    person = register_person(session, name=f"新样{serial}", number=id_number(serial), phone=phone(serial))
    union = session.get_one(Union, getattr(world, name).id)
    admit(session, SYSTEM, person, union, clock.today(), None)  # type: ignore[arg-type]
    return person.id


def leaves(session: Session, world: World, name: str) -> None:
    """退会, today."""
    today = clock.today()
    days: dict[str, date] = {"asked_on": today, "persuaded_on": today, "declared_on": today}
    leave(session, SYSTEM, held(session, world, name), minute_no="1", **days)


def moves(session: Session, world: World, name: str, to: str = "textile") -> None:
    """批转 to the other union, today."""
    union = session.get_one(Union, getattr(world, to).id)
    move_many(session, SYSTEM, [held(session, world, name).id], union, clock.today(), minute_no="1")


def is_corrected(session: Session, world: World, name: str, serial: int) -> None:
    """A new phone."""
    member: Membership = held(session, world, name)
    change(session, member.person, "phone", phone(serial))
