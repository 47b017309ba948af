"""Draw a pack as an export is drawn, and keep account of every line in the transaction that keeps the file.

No 暗记 is planted in it: a person who does not exist would become a false entry in the province's register, and the
statistics drawn from that would be false too. A stray copy is still known by the number at its foot.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database, in_parts, insert_many, new_id
from service.ground.errors import Refusal
from service.ground.sealing import Values
from service.ground.workbook import Book
from service.oversight.province.columns import ProvinceTemplate, template_of
from service.oversight.province.contents import PackLine, members_within, outgoing, unions_within
from service.oversight.province.models import PackStatus, ProvincePack, ProvinceRow, RowResult
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.rolls.exports.making import Drawings, Keep, report_total
from service.rolls.exports.models import Export, ExportKind


def row_code(export_id: UUID, number: int) -> str:
    """报送行号: which pack and which line, and nothing of the person."""
    return f"{export_id.hex[-8:].upper()}-{number}"


def draw_pack(database: Database, settings: Settings, export: Export, book: Book) -> Keep:
    """One sheet with one line per person, union after union; raises PROVINCE_NOTHING when there is none."""
    template, as_of = template_of(settings), clock.today()
    with database.reading() as session:
        unions = unions_within(session, export.union)
        total = members_within(session, export.union)
    report_total(database, export.id, total)
    sent: list[Values] = []
    lines = _lines(database, export, unions, template, sent)
    book.add("报送数据", template.annex(settings.county_name), lines)
    if not sent:
        raise Refusal("PROVINCE_NOTHING")
    return partial(_keep_account, sent, as_of)


DRAWINGS: Drawings = {ExportKind.PROVINCE: draw_pack, ExportKind.PROVINCE_CHANGES: draw_pack}


def _lines(
    database: Database, export: Export, unions: Sequence[UUID], template: ProvinceTemplate, sent: list[Values]
) -> Iterator[list[str]]:
    """The cells of every line; what is kept of each goes into ``sent``.

    A member who moves from one union to another while the pack is drawn stands in it once.
    """
    seen: set[UUID] = set()
    for union_id in unions:
        # Read whole and closed before drawing: progress is committed while it is drawn.
        with database.reading() as session:
            found = outgoing(session, union_id, changes=export.kind is ExportKind.PROVINCE_CHANGES)
        for one in found:
            if one.membership.person_id not in seen:
                seen.add(one.membership.person_id)
                sent.append(_kept(one, number=len(seen)))
                yield template.cells(row_code(export.id, len(seen)), one.facts)


def _kept(one: PackLine, number: int) -> Values:
    return {
        "id": new_id(),
        "number": number,
        "membership_id": one.membership.id,
        "person_id": one.membership.person_id,
        "union_id": one.membership.union_id,
        "digest": one.digest,
        "leaving": one.leaving,
        "result": RowResult.SENT,
    }


def _keep_account(sent: list[Values], as_of: date, session: Session, export: Export) -> None:
    pack = ProvincePack(
        id=new_id(),
        export_id=export.id,
        union_id=export.union_id,
        status=PackStatus.MADE,
        as_of=as_of,
        rows=len(sent),
    )
    session.add(pack)
    session.flush()
    for part in in_parts(sent):
        insert_many(session, ProvinceRow, [row | {"pack_id": pack.id} for row in part])
    export.total = len(sent)
    details: dict[str, int | str] = {"kind": export.kind.value, "rows": len(sent)}
    record(session, SYSTEM, "province:make", "province", pack.id, union_id=pack.union_id, details=details)
