"""A member who holds a card asks for corrections; the chair of the battery union answers."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.register.access.models import Act, Actor
from service.register.accounts.models import Account
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.memberships.models import Membership
from service.requests.applications.models import Correctable
from service.requests.corrections.actions import accept, ask, refuse
from service.requests.corrections.models import Correction
from service.requests.corrections.queries import correction_in_reach
from service.requests.corrections.settling import NUMBERS
from tests.given import World
from tests.requests.applications.given import staff_of


def asked(
    deployed: Deployment, field: Correctable, value: str, openid: str = "o-holder", reason: str = ""
) -> UUID:
    """The holder of a card asks; the id of what was asked."""
    with deployed.database.writing() as session:
        account = session.scalars(select(Account).where(Account.openid == openid)).one()
        return ask(session, Actor("account", account.id), account, field, value, reason).id


def accepted(deployed: Deployment, world: World, correction_id: UUID, login: str = "chair_battery") -> None:
    """The chair agrees."""
    with deployed.database.writing() as session:
        chair = staff_of(session, world, login)
        accept(session, chair, *_found(session, chair, correction_id), deployed.settings)
    while work_next(deployed, [NUMBERS]):
        pass


def refused(deployed: Deployment, world: World, correction_id: UUID, words: str) -> None:
    """The chair does not agree."""
    with deployed.database.writing() as session:
        chair = staff_of(session, world, "chair_battery")
        refuse(session, chair, *_found(session, chair, correction_id), words)


def _found(session: Session, chair: Actor, correction_id: UUID) -> tuple[Correction, Membership]:
    return correction_in_reach(session, chair, Act.CORRECTION_ANSWER, correction_id, lock=True)
