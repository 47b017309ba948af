"""Reads about exports: a file belongs to who asked for it; a request is seen by who may approve it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.accounts.actions import token_hash
from service.register.unions.models import Union
from service.rolls.exports.models import LEAVES, PACKS, Export, ExportKind, ExportLink, ExportStatus

NEEDED = {kind: Act.PROVINCE_REPORT if kind in PACKS else Act.EXPORT_MAKE for kind in ExportKind}


def _with_union() -> Select[Export]:
    whole = (
        *(joinedload(Export.union), joinedload(Export.snapshot)),
        *(joinedload(Export.requester), joinedload(Export.decider)),
    )
    return select(Export).join(Union, Union.id == Export.union_id).options(*whole)


def _own(actor: Actor) -> Select[Export]:
    return _with_union().where(Export.requested_by == actor.id, reachable(actor, Act.EXPORT_MAKE))


def is_bulk() -> ColumnElement[bool]:
    """What leaves only with a second person: the rosters of more than one union, and packs for the province."""
    of_many = and_(Export.kind == ExportKind.ROSTER, Union.kind.not_in(LEAVES))
    return or_(Export.kind.in_(PACKS), of_many)


def _to_decide(actor: Actor) -> Select[Export]:
    return _with_union().where(is_bulk(), reachable(actor, Act.EXPORT_APPROVE))


def _one(session: Session, wanted: Select[Export], export_id: UUID, lock: bool) -> Export:
    wanted = wanted.where(Export.id == export_id)
    if lock:
        wanted = wanted.with_for_update(of=Export).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_export(session: Session, actor: Actor, export_id: UUID, *, lock: bool = False) -> Export:
    """An export that the actor asked for and may still have; anyone else's reads as NOT_FOUND."""
    return _one(session, _own(actor), export_id, lock)


def own_exports(session: Session, actor: Actor, *, start: int = 0, size: int = 50) -> Sequence[Export]:
    """A page of the exports that the actor asked for, newest first."""
    newest = _own(actor).order_by(Export.requested_at.desc(), Export.id.desc())
    return session.scalars(newest.offset(start).limit(size)).all()


def own_link(session: Session, actor: Actor, token: str) -> ExportLink:
    """The link of this token, if it leads to a file of the actor's own; anyone else's reads as NOT_FOUND."""
    of_mine = (
        select(ExportLink)
        .join(Export, Export.id == ExportLink.export_id)
        .join(Union, Union.id == Export.union_id)
        .options(joinedload(ExportLink.export).joinedload(Export.union))
        .where(Export.requested_by == actor.id, reachable(actor, Act.EXPORT_MAKE))
    )
    found = session.scalars(of_mine.where(ExportLink.token_hash == token_hash(session, token))).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def export_to_decide(session: Session, actor: Actor, export_id: UUID, *, lock: bool = False) -> Export:
    """A bulk export within reach of whoever approves, in any state; NOT_FOUND out of reach."""
    return _one(session, _to_decide(actor), export_id, lock)


def exports_to_decide(session: Session, actor: Actor, limit: int) -> Sequence[Export]:
    """The oldest of what waits for a second person and was not asked for by the actor."""
    waiting = _to_decide(actor).where(
        Export.status == ExportStatus.REQUESTED, Export.requested_by != actor.id
    )
    return session.scalars(waiting.order_by(Export.requested_at, Export.id).limit(limit)).all()


def exports_told(session: Session, actor: Actor, start: int = 0, size: int = 50) -> Sequence[Export]:
    """Every export ever asked for, newest first, for the auditor; what it says of staff are their titles."""
    newest = _with_union().where(reachable(actor, Act.AUDIT_READ))
    newest = newest.order_by(Export.requested_at.desc(), Export.id.desc())
    return session.scalars(newest.offset(start).limit(size)).all()


def downloads_of(session: Session, exports: Iterable[UUID]) -> dict[UUID, list[datetime]]:
    """When each of these files left, in one query."""
    used = select(ExportLink.export_id, ExportLink.used_at).where(ExportLink.export_id.in_(list(exports)))
    found: dict[UUID, list[datetime]] = {}
    for export_id, used_at in session.execute(used.order_by(ExportLink.used_at)):
        if used_at is not None:
            found.setdefault(export_id, []).append(used_at)
    return found
