"""Members of the told world and their stretches."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.audit.models import AuditEntry
from service.register.memberships.models import Membership
from tests.given import World


def held(session: Session, world: World, name: str = "陈样一") -> Membership:
    """The open stretch of a member; he is one in the told world."""
    mine = select(Membership).where(Membership.person_id == world.members[name].id)
    return session.scalars(mine.where(Membership.ended_on.is_(None))).one()


def chain(session: Session, person_id: UUID) -> list[Membership]:
    """Every stretch of a person, the earliest first."""
    mine = select(Membership).where(Membership.person_id == person_id)
    return list(session.scalars(mine.order_by(Membership.sequence)))


def told(session: Session, noun: str) -> list[str]:
    """The verbs that the audit log has of a noun, in order."""
    acts = select(AuditEntry.act).where(AuditEntry.act.startswith(f"{noun}:")).order_by(AuditEntry.seq)
    return [act.split(":")[1] for act in session.scalars(acts)]
