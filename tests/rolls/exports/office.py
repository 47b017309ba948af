"""What the stories about exports share: asking, the second person, taking the file and opening it."""

from io import BytesIO
from uuid import UUID

from msoffcrypto.format.ooxml import OOXMLFile
from sqlalchemy.orm import Session

from service.doors.worker import ALL_DRAWINGS
from service.register.access.actors import staff_actor
from service.register.access.models import Actor, Role
from service.register.deployment import Deployment
from service.register.unions.models import Union
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.approvals import approve
from service.rolls.exports.downloads import download, make_link, show_password
from service.rolls.exports.models import Export, ExportKind
from tests.given import World, appoint_sample

PURPOSE = "年中上报核对"
SECOND = "county_two"


def actor_of(session: Session, world: World, login: str) -> Actor:
    """The member of staff with today's roles."""
    return staff_actor(session, world.staff[login])


def second_person(deployed: Deployment, world: World, name: str = "辛科长") -> str:
    """The login of another member of the county's staff, opened at first use."""
    if SECOND not in world.staff:
        with deployed.database.writing() as session:
            county = session.get_one(Union, world.county.id)
            appoint_sample(session, world, SECOND, name, "办公室干部", Role.COUNTY, county)
    return SECOND


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


def approved(deployed: Deployment, world: World, export_id: UUID, login: str = "") -> None:
    """Agree to a bulk export."""
    login = login or second_person(deployed, world)
    with deployed.database.writing() as session:
        approve(session, actor_of(session, world, login), export_id)


def made(
    deployed: Deployment,
    world: World,
    login: str = "county",
    union: Union | None = None,
    kind: ExportKind = ExportKind.ROSTER,
) -> UUID:
    """Ask for a file, approve it if it needs that, and have it made."""
    export_id = asked(deployed, world, login, union or world.county, kind)
    with deployed.database.reading() as session:
        bulk = session.get_one(Export, export_id).bulk
    if bulk:
        approved(deployed, world, export_id)
    assert make_next(deployed, ALL_DRAWINGS)
    return export_id


def linked(deployed: Deployment, world: World, export_id: UUID, login: str = "chair_battery") -> str:
    """The token of a new link."""
    with deployed.database.writing() as session:
        return make_link(session, actor_of(session, world, login), export_id)


def downloaded(
    deployed: Deployment, world: World, token: str, login: str = "chair_battery"
) -> tuple[str, bytes]:
    """Name and content, as they leave: locked."""
    with deployed.database.writing() as session:
        return download(session, actor_of(session, world, login), token)


def password_of(deployed: Deployment, world: World, export_id: UUID, login: str = "chair_battery") -> str:
    """The password of a file."""
    with deployed.database.writing() as session:
        return show_password(session, actor_of(session, world, login), export_id)


def unlocked(data: bytes, password: str) -> bytes:
    """The workbook inside a locked file, opened as Excel opens it."""
    locked, plain = OOXMLFile(BytesIO(data)), BytesIO()
    assert locked.is_encrypted()
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def fetched(
    deployed: Deployment, world: World, export_id: UUID, login: str = "chair_battery"
) -> tuple[str, bytes]:
    """Name and workbook of a file that is ready: by a new link, opened with its password."""
    name, data = downloaded(deployed, world, linked(deployed, world, export_id, login), login)
    return name, unlocked(data, password_of(deployed, world, export_id, login))
