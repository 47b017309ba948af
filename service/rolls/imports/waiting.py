"""等办的导入: the actor's own uploads whose preview waits to be confirmed or given up, and the lines of his that wait."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from service.ground import clock
from service.register.access.models import Act, Actor
from service.register.access.reach import reachable
from service.register.matters import Matter, Row, Rows, Waiting, Within, waits
from service.register.unions.models import Union
from service.requests.transfers.models import TransferWish, WishStatus
from service.rolls.imports.models import Import, ImportStatus


def _previewed(within: Within) -> Rows:
    rows = waits(Import.id, since=Import.uploaded_at).join(Union, Union.id == Import.union_id)
    return rows.where(within, Import.status == ImportStatus.PREVIEWED)


def _own(_session: Session, actor: Actor) -> Within:
    return and_(reachable(actor, Act.IMPORT_ROSTER), Import.uploaded_by == actor.id)


def _tell(session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    wanted = select(Import).where(Import.id.in_([row.id for row in rows]))
    found = {one.id: one for one in session.scalars(wanted)}
    for row in rows:
        one = found[row.id]
        file = f"{one.kind.label}，{row.union}，{clock.county_time(one.uploaded_at)}上传，{one.total} 行"
        yield row.matter(f"核对导入的预览，确认或放弃：{file}", f"/console/imports/{one.id}")


PREVIEWS = Waiting(
    "imports", "导入的预览，待确认", Act.IMPORT_ROSTER, _previewed, _tell, mine=_own, menu="/console/imports"
)


def _listed(within: Within) -> Rows:
    rows = waits(TransferWish.id, since=TransferWish.asked_at, due_on=TransferWish.due_on)
    rows = rows.join(Union, Union.id == TransferWish.union_id)
    waiting = (TransferWish.status == WishStatus.WAITING) & TransferWish.import_id.is_not(None)
    return rows.where(within, waiting)


def _own_lines(_session: Session, actor: Actor) -> Within:
    return and_(reachable(actor, Act.IMPORT_ROSTER), TransferWish.staff_id == actor.id)


def _tell_of_lines(_session: Session, _actor: Actor, rows: Sequence[Row]) -> Iterator[Matter]:
    for row in rows:
        what = f"花名册里有 {row.count} 行待核对，{row.due_on} 起到期销毁；可以撤下，或者请本人答复"
        yield row.matter(what, "/console/imports")


LINES = Waiting(
    "imports-lines",
    "花名册待核对的行",
    Act.IMPORT_ROSTER,
    _listed,
    _tell_of_lines,
    mine=_own_lines,
    by_union=True,
    quiet=True,
)
