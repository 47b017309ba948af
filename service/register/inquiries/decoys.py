"""暗记号码: planted in the county's range of numbers, so that whoever tries numbers meets some; each meeting is an alarm.

Drawn from the whole range, for what is drawn by a rule can be passed over by whoever reads the rule. A real person may
therefore hold one: nothing is refused to him, he joins by his own application like anybody, and is himself from then on.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import enter, find, seal_fields
from service.register.access.models import SYSTEM, Act, Actor
from service.register.access.reach import reachable
from service.register.audit.log import record
from service.register.inquiries.models import AskedHow, Decoy, DecoyAlarm
from service.register.people.documents import check_digit
from service.register.unions.models import Union, UnionKind

BOOK = "decoy"
YOUNGEST, OLDEST = 18 * 365, 59 * 365
TOLD_FOR = timedelta(days=30)


def plant(session: Session, area: str, count: int) -> int:
    """Plant so many numbers of an area (six digits) that nobody registered holds; how many there are now."""
    for _ in range(count):
        number = _drawn(session, area)
        decoy = Decoy(id=new_id())
        seal_fields(session, decoy, id_number=number)
        session.add(decoy)
        session.flush()
        enter(session, BOOK, "id_number", decoy.id, number, only_one=True)
    record(session, SYSTEM, "decoy:plant", "decoy", None, details={"numbers": count})
    return session.scalar(select(func.count()).select_from(Decoy)) or 0


def _drawn(session: Session, area: str) -> str:
    while True:
        born = clock.today() - timedelta(days=YOUNGEST + secrets.randbelow(OLDEST - YOUNGEST))
        seventeen = f"{area}{born:%Y%m%d}{1 + secrets.randbelow(999):03d}"
        number = seventeen + check_digit(seventeen)
        if not find(session, "person", "id_number", number) and not find(session, BOOK, "id_number", number):
            return number


def raise_alarm(
    session: Session, actor: Actor, decoy_id: UUID, how: AskedHow, union_id: UUID | None = None
) -> None:
    """Note that a planted number was asked about; who asked is told nothing. Without a union it is the county's."""
    place = union_id or session.scalars(select(Union.id).where(Union.kind == UnionKind.COUNTY)).one()
    staff_id = actor.id if actor.kind == "staff" else None
    alarm = DecoyAlarm(id=new_id(), decoy_id=decoy_id, union_id=place, staff_id=staff_id, how=how)
    session.add(alarm)
    session.flush()
    details: dict[str, int | str] = {"how": how.value}
    record(session, actor, "decoy:meet", "decoy", alarm.id, union_id=place, details=details)


def lately() -> ColumnElement[bool]:
    """Alarms that are told on the home page; nobody can put them out before."""
    return DecoyAlarm.at > clock.now() - TOLD_FOR


def alarms_listed(session: Session, actor: Actor, *, start: int = 0, size: int = 50) -> Sequence[DecoyAlarm]:
    """A page of the alarms in reach, the newest first."""
    seen = (
        select(DecoyAlarm)
        .join(Union, Union.id == DecoyAlarm.union_id)
        .where(reachable(actor, Act.AUDIT_READ))
    )
    newest = seen.order_by(DecoyAlarm.at.desc(), DecoyAlarm.id.desc()).offset(start).limit(size)
    return session.scalars(newest.options(joinedload(DecoyAlarm.union), joinedload(DecoyAlarm.staff))).all()
