"""An applicant of the told world, up to any step."""

import io
from datetime import date
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import Database
from service.register.access.models import Actor
from service.register.accounts.actions import agree
from service.register.accounts.consents import CURRENT
from service.register.accounts.models import Account, ConsentKind
from service.register.facts.declared import questions
from service.register.facts.words import DocumentKind, Education, Employment, Household
from service.register.people.actions import judge_identity, state_identity
from service.register.people.verifiers import LocalRules
from service.register.unions.models import Union
from service.requests.applications.actions import begin, fill, sign, submit
from service.requests.applications.decisions import check
from service.requests.applications.dispatch import dispatch, refer
from service.requests.applications.meeting import Meeting
from service.requests.applications.models import Application
from service.requests.applications.oath import CURRENT as OATH
from service.requests.applications.queries import application_locked
from service.requests.applications.referred import applications_to_dispatch, dispatch_count
from tests.given import World, id_number, phone, worker


def signature(colour: str = "black") -> bytes:
    """A drawn signature as the phone sends it."""
    image = Image.new("RGBA", (600, 240), (255, 255, 255, 0))
    ImageDraw.Draw(image).line([(30, 200), (200, 40), (380, 180), (560, 60)], fill=colour, width=9)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def actor_of(account: Account) -> Actor:
    """The worker as an actor."""
    return Actor("account", account.id)


def identified(session: Session, openid: str, name: str, number: str) -> Account:
    """A worker who agreed to the notice and stated name and document."""
    account = worker(session, openid)
    agree(session, account, ConsentKind.IDENTITY, CURRENT[ConsentKind.IDENTITY].version, None)
    name, document = judge_identity(DocumentKind.RESIDENT, name, number)
    finding = LocalRules().verify(name, document)
    state_identity(session, actor_of(account), account, name, document, finding)
    return account


def drafted(
    session: Session,
    union: Union,
    openid: str = "o-new",
    name: str = "新样一",
    serial: int = 501,
    *,
    unit_has_union: bool = True,
) -> Application:
    """A filled and signed draft."""
    account = identified(session, openid, name, id_number(serial))
    application = begin(session, actor_of(account), account, union, unit_has_union=unit_has_union)
    listed = {fact.name: next(iter(fact.codes)) for fact, _ in questions() if fact.codes is not None}
    del listed["gender"]  # the document tells it
    fill(
        session,
        actor_of(account),
        application,
        listed
        | {
            "phone": phone(serial),
            "address": "长兴县样例路1号",
            "education": Education.COLLEGE,
            "household": Household.OUTER_TOWN,
            "employment": Employment.AT_WORK,
            "unit_name": "雉城样例电池有限公司",
        },
    )
    sign(session, actor_of(account), application, signature(), OATH.version)
    return application


def submitted(
    session: Session,
    union: Union,
    openid: str = "o-new",
    name: str = "新样一",
    serial: int = 501,
    *,
    unit_has_union: bool = True,
) -> Application:
    """Handed to the union."""
    application = drafted(session, union, openid, name, serial, unit_has_union=unit_has_union)
    submit(session, Actor("account", application.account_id), application)
    return application


def checked(
    session: Session,
    world: World,
    union: Union,
    openid: str = "o-new",
    name: str = "新样一",
    serial: int = 501,
) -> Application:
    """Checked by the handler, waiting for the committee."""
    application = submitted(session, union, openid, name, serial)
    check(session, staff_of(session, world, "handler_battery"), application)
    return application


def referred(session: Session, world: World, union: Union, *told: Any) -> Application:
    """Referred upwards by the battery union's handler."""
    application = submitted(session, union, *told)
    refer(session, staff_of(session, world, "handler_battery"), application, "这家单位不在我们这里")
    return application


def staff_of(session: Session, world: World, login: str) -> Actor:
    """A member of staff as an actor with today's roles."""
    from service.register.access.actors import staff_actor
    from service.register.accounts.models import Staff

    return staff_actor(session, session.get_one(Staff, world.staff_id(login)))


def union_of(session: Session, union: Union) -> Union:
    """The union in this session."""
    return session.get_one(Union, union.id)


def fresh(session: Session, application_id: UUID) -> Application:
    """The application in this session."""
    return session.get_one(Application, application_id)


def today() -> object:
    """The legal day."""
    return clock.today()


def meeting(held_on: date | None = None, minute_no: str = "2026-1", **changed: Any) -> Meeting:
    """A meeting of today: two of a committee of three."""
    facts = {"committee": 3, "present": ("甲主席", "林样二")} | changed
    return Meeting(held_on or clock.today(), minute_no, **facts)


def misled(database: Database, world: World) -> UUID:
    """An application that the battery union has referred upwards."""
    with database.writing() as session:
        return referred(session, world, union_of(session, world.battery)).id


def send(database: Database, world: World, login: str, application_id: UUID, union: Union) -> None:
    """A desk dispatches what it has just looked at."""
    with database.writing() as session:
        row, actor = application_locked(session, application_id), staff_of(session, world, login)
        dispatch(session, actor, row, union_of(session, union), seen=row.version)


def desks(database: Database, world: World) -> dict[str, int]:
    """How many applications each desk is to dispatch."""
    with database.reading() as session:
        actors = {login: staff_of(session, world, login) for login in ("zhicheng", "huaxi", "county")}
        counts = {login: dispatch_count(session, actor) for login, actor in actors.items()}
        listed = {login: len(applications_to_dispatch(session, one)) for login, one in actors.items()}
        assert counts == listed
        return counts
