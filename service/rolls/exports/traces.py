"""追查: from a leaked copy back to the export, who asked for it, who approved it, and what for."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.audit.log import record
from service.register.people.documents import normalised
from service.register.unions.models import Union
from service.rolls.exports.canaries import exports_with_canary
from service.rolls.exports.models import Export


def trace(session: Session, actor: Actor, words: str) -> list[Export]:
    """The exports that an export number (printed at the foot), a document number or a phone leads to.

    That somebody searched is noted, and how many were found; what he typed is not.
    """
    export_id = _as_export_id(words)
    ids = [export_id] if export_id else exports_with_canary(session, normalised(words))
    whole = (joinedload(Export.union), joinedload(Export.requester), joinedload(Export.decider))
    within = select(Export).join(Union, Union.id == Export.union_id).options(*whole)
    within = within.where(Export.id.in_(ids), reachable(actor, Act.EXPORT_TRACE))
    found = list(session.scalars(within.order_by(Export.requested_at, Export.id)))
    details: dict[str, int | str] = {"by": "export_id" if export_id else "canary", "found": len(found)}
    only = found[0].id if len(found) == 1 else None
    record(session, actor, "export:trace", "export", only, details=details)
    return found


def _as_export_id(words: str) -> UUID | None:
    """The number of an export as it is printed, with or without its dashes."""
    plain = re.sub(r"[\s-]", "", words)
    return UUID(plain) if re.fullmatch(r"[0-9a-fA-F]{32}", plain) else None
