"""Reads about packs: each passes through the reach of whoever reports."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from service.ground.errors import Refusal
from service.ground.sealing import load_keys
from service.oversight.province.models import ProvincePack, ProvinceRow, RowResult
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.unions.models import Union


def _in_reach(actor: Actor) -> Select[ProvincePack]:
    return (
        select(ProvincePack)
        .join(Union, Union.id == ProvincePack.union_id)
        .where(reachable(actor, Act.PROVINCE_REPORT))
        .options(joinedload(ProvincePack.union), joinedload(ProvincePack.export))
    )


def pack_in_reach(session: Session, actor: Actor, pack_id: UUID, *, lock: bool = False) -> ProvincePack:
    """A pack that the actor reports; out of reach reads as NOT_FOUND. ``lock`` holds it for a decision."""
    wanted = _in_reach(actor).where(ProvincePack.id == pack_id)
    if lock:
        wanted = wanted.with_for_update(of=ProvincePack).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise Refusal("NOT_FOUND")
    return found


def packs_listed(
    session: Session, actor: Actor, *, start: int = 0, size: int = 50
) -> list[tuple[ProvincePack, dict[RowResult, int]]]:
    """A page of the packs in reach, the newest first, each with its numbers; two queries for any number of packs."""
    newest = _in_reach(actor).order_by(ProvincePack.made_at.desc(), ProvincePack.id.desc())
    packs = session.scalars(newest.offset(start).limit(size)).all()
    counts = results_counted(session, [pack.id for pack in packs])
    return [(pack, counts[pack.id]) for pack in packs]


def results_counted(session: Session, packs: Sequence[UUID]) -> dict[UUID, dict[RowResult, int]]:
    """How many lines of each pack have which result; a line has exactly one."""
    numbers = (
        select(ProvinceRow.pack_id, ProvinceRow.result, func.count())
        .where(ProvinceRow.pack_id.in_(packs))
        .group_by(ProvinceRow.pack_id, ProvinceRow.result)
    )
    found = {pack_id: dict.fromkeys(RowResult, 0) for pack_id in packs}
    for pack_id, result, count in session.execute(numbers):
        found[pack_id][result] = count
    return found


def rows_listed(
    session: Session, pack: ProvincePack, result: RowResult | None = None, *, start: int = 0, size: int = 50
) -> Sequence[ProvinceRow]:
    """A page of a pack's lines, all or of one result, ready to be opened; the caller has the pack in reach already."""
    wanted = select(ProvinceRow).where(ProvinceRow.pack_id == pack.id)
    if result is not None:
        wanted = wanted.where(ProvinceRow.result == result)
    whole = (joinedload(ProvinceRow.person), joinedload(ProvinceRow.union))
    ordered = wanted.options(*whole).order_by(ProvinceRow.number).offset(start).limit(size)
    found = session.scalars(ordered).all()
    load_keys(session, [row.person_id for row in found])
    return found
