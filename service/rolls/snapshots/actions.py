"""封存: freeze what the county's unions have confirmed, as of one moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import in_parts, insert_many, new_id
from service.ground.errors import Refusal
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.memberships.models import Membership
from service.register.memberships.queries import counted
from service.register.unions.models import MIDDLE_KINDS, Union, UnionKind
from service.rolls.rosters.models import Roster
from service.rolls.snapshots.hashing import content_hash
from service.rolls.snapshots.models import Snapshot, SnapshotKind, SnapshotLine


def freeze(session: Session, kind: SnapshotKind, label: str, as_of: datetime) -> Snapshot:
    """Freeze the newest version that each union confirmed before ``as_of`` (封存), in a few statements.

    长总工〔2018〕12号: 每年1月、7月……及时入库归档; S3: 10月30日24点冻结为年度考核数据. Done later than its moment it counts the same
    versions and memberships; names and places of unions are those of now. Raises SNAPSHOT_EXISTS.
    """
    lines = _lines(session, as_of)
    snapshot = Snapshot(
        id=new_id(),
        kind=kind,
        label=label,
        as_of=as_of,
        frozen_at=clock.now(),
        content_hash=content_hash(kind, label, as_of, lines),
        unions=len(lines),
        confirmed=sum(line["roster_id"] is not None for line in lines),
        members=sum(line["members"] for line in lines),
        registered=sum(line["registered"] for line in lines),
    )
    try:
        with session.begin_nested():
            session.add(snapshot)
            session.flush()
    except IntegrityError:
        raise Refusal("SNAPSHOT_EXISTS") from None
    for part in in_parts(lines):
        insert_many(session, SnapshotLine, [{"snapshot_id": snapshot.id, **line} for line in part])
    facts: dict[str, int | str] = {
        "kind": kind.value,
        "content_hash": snapshot.content_hash.hex(),
        "unions": snapshot.unions,
        "members": snapshot.members,
    }
    record(session, SYSTEM, "snapshot:freeze", "snapshot", snapshot.id, details=facts)
    return snapshot


def _lines(session: Session, as_of: datetime) -> list[dict[str, Any]]:
    """One line per union that lived then: every basic one, and any other that has members or a roster."""
    versions, registered = _versions(session, as_of), _registered(session, as_of)
    found: list[dict[str, Any]] = []
    for union in _unions(session, as_of):
        version, count = versions.get(union.id), registered.get(union.id, 0)
        above = union.kind in (*MIDDLE_KINDS, UnionKind.COUNTY)
        if above and version is None and not count:
            continue
        found.append(
            {
                "union_id": union.id,
                "position": len(found) + 1,
                "name": union.name,
                "path": union.path,
                "kind": union.kind,
                "roster_id": version.id if version else None,
                "number": version.number if version else None,
                "confirmed_on": version.as_of if version else None,
                "status": version.status if version else None,
                "roster_hash": version.content_hash if version else None,
                "members": version.members if version else 0,
                "registered": count,
                "reported": union.reported_members,
            }
        )
    return found


def _unions(session: Session, as_of: datetime) -> Sequence[Union]:
    day = clock.county_day(as_of)
    living = or_(Union.closed_on.is_(None), Union.closed_on >= day)
    return session.scalars(select(Union).where(Union.created_at < as_of, living).order_by(Union.path)).all()


def _versions(session: Session, as_of: datetime) -> dict[Any, Roster]:
    newest = (
        select(Roster.union_id, func.max(Roster.number).label("number"))
        .where(Roster.confirmed_at < as_of)
        .group_by(Roster.union_id)
        .subquery()
    )
    same = (newest.c.union_id == Roster.union_id) & (newest.c.number == Roster.number)
    return {roster.union_id: roster for roster in session.scalars(select(Roster).join(newest, same))}


def _registered(session: Session, as_of: datetime) -> dict[Any, int]:
    """会员人数 of the register at that moment, by dated facts; what was entered later is not in it."""
    last_day = clock.county_day(as_of - as_of.resolution)
    lasting = or_(Membership.ended_on.is_(None), Membership.ended_on > last_day)
    members = (
        select(Membership.union_id, func.count())
        .where(Membership.started_on <= last_day, lasting, Membership.created_at < as_of, counted())
        .group_by(Membership.union_id)
    )
    return {row[0]: row[1] for row in session.execute(members)}
