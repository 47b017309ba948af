"""What the stories about exports share: asking for a file and fetching it."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.access.actors import staff_actor
from service.access.models import Actor
from service.deployment import Deployment
from service.exports.actions import fetch, request
from service.exports.models import ExportKind
from service.unions.models import Union
from tests.given import World

PURPOSE = "年中上报核对"


def actor_of(session: Session, world: World, login: str) -> Actor:
    """The member of staff with today's roles."""
    return staff_actor(session, world.staff[login])


def asked(
    deployed: Deployment,
    world: World,
    login: str = "chair_battery",
    union: Union | None = None,
    kind: ExportKind = ExportKind.ROSTER,
    purpose: str = PURPOSE,
) -> UUID:
    """Ask for a file."""
    with deployed.database.writing() as session:
        of = session.get_one(Union, (union or world.battery).id)
        return request(session, actor_of(session, world, login), kind, of, purpose).id


def fetched(
    deployed: Deployment, world: World, export_id: UUID, login: str = "chair_battery"
) -> tuple[str, bytes]:
    """Name and content of a file that is ready."""
    with deployed.database.writing() as session:
        return fetch(session, actor_of(session, world, login), export_id)
