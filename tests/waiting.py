"""What waits for somebody, by id, the oldest first: as the home page is made of it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from service.register.access.models import Actor
from service.register.matters import Waiting, of_actor


def waiting_for(session: Session, actor: Actor, kinds: Iterable[Waiting]) -> list[UUID]:
    """The things of these kinds that wait for the actor."""
    found = []
    for one in of_actor(actor, kinds):
        rows = session.execute(one.select(one.within(session, actor))).all()
        found += [(row.since, row.id) for row in rows]
    return [id_ for _, id_ in sorted(found, key=lambda row: (row[0] is None, row))]
