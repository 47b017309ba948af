"""Reads about exports: a file belongs to who asked for it, for as long as he may export there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from service.access.models import Act, Actor
from service.access.reach import reachable
from service.errors import Refusal
from service.exports.models import Export
from service.unions.models import Union


def _own(actor: Actor) -> Select[Export]:
    mine = select(Export).join(Union, Union.id == Export.union_id).options(joinedload(Export.union))
    return mine.where(Export.requested_by == actor.id, reachable(actor, Act.EXPORT_MAKE))


def own_export(session: Session, actor: Actor, export_id: UUID) -> Export:
    """An export that the actor asked for and may still have; anyone else's reads as NOT_FOUND."""
    found = session.scalars(_own(actor).where(Export.id == export_id)).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def own_exports(session: Session, actor: Actor, limit: int = 50) -> Sequence[Export]:
    """The exports that the actor asked for, newest first."""
    newest = _own(actor).order_by(Export.requested_at.desc(), Export.id.desc())
    return session.scalars(newest.limit(limit)).all()
