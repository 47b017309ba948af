"""Reads about imports: each passes through the reach of the act that its kind needs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal
from service.ground.sealing import opened_bytes
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import Union
from service.rolls.imports.models import Import, ImportKind
from service.rolls.imports.verdicts import JudgedRow, RowVerdict, unpacked

# What is uploaded on the page of imports; a result of the province on the page of its pack.
OFFERED = {ImportKind.ROSTER: Act.IMPORT_ROSTER, ImportKind.UNIONS: Act.IMPORT_UNIONS}
NEEDED = OFFERED | {ImportKind.PROVINCE_RESULT: Act.PROVINCE_REPORT}


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    return or_(*(and_(Import.kind == kind, reachable(actor, act)) for kind, act in NEEDED.items()))


def import_in_reach(session: Session, actor: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """An import that the actor may confirm; out of reach reads as NOT_FOUND. ``lock`` holds it for a decision."""
    query = (
        select(Import)
        .join(Union, Union.id == Import.union_id)
        .where(Import.id == import_id, _in_reach(actor))
    )
    if lock:
        query = query.with_for_update(of=Import).execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def imports_listed(session: Session, actor: Actor, *, start: int = 0, size: int = 50) -> Sequence[Import]:
    """A page of the imports in reach, newest first."""
    query = select(Import).join(Union, Union.id == Import.union_id).where(_in_reach(actor))
    newest = query.options(joinedload(Import.union)).order_by(Import.uploaded_at.desc(), Import.id.desc())
    return session.scalars(newest.offset(start).limit(size)).all()


def preview_rows(import_: Import) -> list[JudgedRow]:
    """Every judged row of a previewed import, in the order of the file; none once it is done."""
    sealed = opened_bytes(import_, "preview")
    return unpacked(sealed) if sealed is not None else []


def shown_rows(
    import_: Import, verdict: RowVerdict | None = None, *, start: int = 0, size: int = 100
) -> list[JudgedRow]:
    """A page of the preview, of one verdict or of all."""
    rows = [row for row in preview_rows(import_) if verdict in (None, row.verdict)]
    return rows[start : start + size]
