"""Transfers of the told world, up to any step. 陈样一 goes from the battery works to the textile works."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.register.access.models import Actor
from service.requests.transfers.actions import receive, refuse, release
from service.requests.transfers.asking import ask
from service.requests.transfers.models import AskedBy, RefuseReason, Transfer
from tests.given import World
from tests.register.memberships.given import held
from tests.requests.applications.given import staff_of, union_of

DAYS = 10


def asked(session: Session, world: World, name: str = "陈样一", account_id: UUID | None = None) -> Transfer:
    """The member asks to go to the textile works."""
    to = union_of(session, world.textile)
    actor = Actor("account", account_id)
    return ask(
        session, actor, held(session, world, name), to, AskedBy.MEMBER, days=DAYS, account_id=account_id
    )


def released(session: Session, world: World, name: str = "陈样一") -> Transfer:
    """The battery works let him go."""
    transfer = asked(session, world, name)
    release(session, staff_of(session, world, "chair_battery"), transfer)
    return transfer


def refused(session: Session, world: World) -> Transfer:
    """The battery works do not let him go."""
    transfer = asked(session, world)
    chair = staff_of(session, world, "chair_battery")
    refuse(session, chair, transfer, RefuseReason.STILL_HERE, "还在本单位上班")
    return transfer


def received(session: Session, world: World, transfer_id: UUID) -> None:
    """The textile works take him."""
    receive(session, staff_of(session, world, "chair_textile"), session.get_one(Transfer, transfer_id))
