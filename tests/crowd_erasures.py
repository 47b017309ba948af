"""Former members of a union who asked on paper to be erased, in a crowd."""

from uuid import UUID

from sqlalchemy import update

from service.ground import clock
from service.ground.db import insert_many, new_id
from service.oversight.erasures.models import Erasure, ErasureBasis, ErasureStatus
from service.register.memberships.models import EndReason, Membership
from tests.crowd import Crowd


def erasures(crowd: Crowd, union: UUID, count: int) -> None:
    """So many new members who have left, each with a paper that waits for the county."""
    crowd.members([union] * count, 1)
    with crowd.deployed.database.writing() as session:
        gone = crowd.members_of(session, union, count, Membership.retained_for.is_(None))
        ended = update(Membership).where(Membership.id.in_([one.id for one in gone]))
        people = [one.person_id for one in gone]
        session.execute(ended.values(ended_on=clock.today(), end_reason=EndReason.LEFT))
        rows = [
            {
                "id": new_id(),
                "person_id": person,
                "union_id": union,
                "basis": ErasureBasis.PAPER,
                "status": ErasureStatus.REGISTERED,
                "version": 1,
                "staff_id": crowd.world.staff_id("chair_battery"),
            }
            for person in people
        ]
        insert_many(session, Erasure, rows)
