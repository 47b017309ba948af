"""等办的批量导出: what waits for a second person."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from service.ground.sealing import load_keys, opened
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union
from service.rolls.exports.models import Export, ExportStatus
from service.rolls.exports.queries import is_bulk


def _requested(within: Within) -> Rows:
    rows = waits(Export.id, since=Export.requested_at).join(Union, Union.id == Export.union_id)
    return rows.where(within, is_bulk(), Export.status == ExportStatus.REQUESTED)


def _of_others(_session: Session, actor: Actor) -> Within:
    return and_(reachable(actor, Act.EXPORT_APPROVE), Export.requested_by != actor.id)


def _tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    wanted = select(Export).where(Export.id.in_([row.id for row in rows]))
    found = {one.id: one for one in session.scalars(wanted.options(joinedload(Export.requester)))}
    load_keys(session, [one.requester.key_owner for one in found.values()])
    for row in rows:
        one = found[row.id]
        who = f"{one.requester.title}{opened(one.requester, 'name')}"
        what = f"批准或不批准一次批量导出：{who}，{one.kind.label}"
        yield row.matter(what, f"/console/approvals/{one.id}", f"用途：{one.purpose}")


APPROVALS = Waiting(
    "exports",
    "批量导出，待第二人批准",
    Act.EXPORT_APPROVE,
    _requested,
    _tell,
    mine=_of_others,
    menu="/console/exports",
)
