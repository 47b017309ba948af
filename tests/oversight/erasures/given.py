"""A member who leaves and asks to be erased; a backup of the whole county, and the county restored from it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from crypto.errors import Unreadable
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Base, Database
from service.ground.sealing import opened_bytes
from service.oversight.erasures.executing import erase_due
from service.oversight.erasures.models import Erasure, ErasureBasis
from service.oversight.erasures.on_paper import register
from service.register.access.models import SYSTEM, Actor
from service.register.deployment import Deployment, deploy
from service.register.memberships.actions import admit
from service.register.memberships.departure import leave
from service.register.memberships.models import Membership
from service.register.people.register import register_person
from service.register.unions.models import Union
from tests.doors.mine.given import Phone
from tests.given import World, id_number, phone
from tests.register.memberships.given import held
from tests.shelf import unconstrained

At = Callable[[str], None]
Backup = dict[str, list[dict[str, Any]]]


def left(deployed: Deployment, world: World, name: str = "陈样一") -> None:
    """退会, today."""
    today = clock.today()
    days = {"asked_on": today, "persuaded_on": today, "declared_on": today}
    with deployed.database.writing() as session:
        leave(session, SYSTEM, held(session, world, name), minute_no="1", words="本人要求退会", **days)


def former(session: Session, union: Union, name: str, serial: int) -> Membership:
    """Somebody who was a member of a union until today."""
    person = register_person(session, name=name, number=id_number(serial), phone=phone(serial))
    day = clock.today() - timedelta(days=1)
    stretch = admit(session, SYSTEM, person, union, day, None)
    days = {"asked_on": day, "persuaded_on": day, "declared_on": clock.today()}
    leave(session, SYSTEM, stretch, minute_no="1", words="本人要求退会", **days)
    return stretch


def on_paper(session: Session, chair: Actor, union: Union, name: str, serial: int) -> Erasure:
    """What the chair registered for such a one, waiting for the county."""
    held = former(session, union, name, serial)
    return register(session, chair, held, ErasureBasis.PAPER, "本人书面申请一份，与身份证原件核对一致")


def erased(deployed: Deployment, phone: Phone, at: At, day: str = "2026-12-20") -> None:
    """The member asks, the days pass, the worker erases."""
    phone.ask("/me/erasure", "POST")
    at(f"{day} 09:00")
    assert erase_due(deployed) is True


def backup_of(database: Database) -> Backup:
    """Every row of every table, as a nightly backup has them."""
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in Base.metadata.sorted_tables
        }


def restored(backup: Backup, settings: Settings, emptied: Database) -> Deployment:
    """The county out of a backup, in a database of its own, under the same root key."""
    with emptied.engine.begin() as connection:
        if emptied.url.startswith("sqlite"):
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            unconstrained(connection)
        for table in Base.metadata.sorted_tables:
            if table.name == "ring_keys":
                connection.execute(table.delete())
            if backup[table.name]:
                connection.execute(table.insert(), backup[table.name])
    return deploy(settings)


def sealed_rows(session: Session) -> Iterator[tuple[Any, str]]:
    """Every sealed value that the county holds: the row and the field."""
    for mapper in Base.registry.mappers:
        fields = [
            one.key.removesuffix("_sealed") for one in inspect(mapper).columns if one.key.endswith("_sealed")
        ]
        if fields:
            for row in session.query(mapper.class_):
                for field in fields:
                    if getattr(row, f"{field}_sealed") is not None:
                        yield row, field


def readable(database: Database) -> dict[UUID, set[str]]:
    """By owner of the key, every place where something of his can be read."""
    found: dict[UUID, set[str]] = {}
    with database.reading() as session:
        for row, field in sealed_rows(session):
            try:
                opened_bytes(row, field)
            except Unreadable:
                continue
            found.setdefault(row.key_owner, set()).add(f"{row.__tablename__}.{field}")
    return found
