"""What the stories about the province share: a county that reports, and an honest province that answers a pack."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.doors.worker import ALL_DRAWINGS, ALL_PROCEDURES
from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import opened, seal_fields
from service.oversight.province.actions import send, take_result
from service.oversight.province.models import PackStatus, ProvincePack, ProvinceRow, RowResult
from service.oversight.province.queries import pack_in_reach
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.memberships.departure import decease
from service.register.memberships.moving import transfer
from service.register.unions.models import Union
from service.rolls.exports.actions import request
from service.rolls.exports.models import Export, ExportKind
from service.rolls.imports.actions import confirm
from service.rolls.imports.models import Import, ImportStatus
from service.rolls.imports.queries import preview_rows
from service.rolls.imports.verdicts import JudgedRow
from tests.given import World
from tests.register.memberships.given import held
from tests.rolls.exports.office import actor_of, fetched, made
from tests.working import work_off

__all__ = ["ALL_DRAWINGS", "ALL_PROCEDURES", "actor_of", "fetched"]
Line = dict[str, Any]
ANSWER = ("报送行号", "身份证号码", "结果", "原因")
# What the province says of a line: nothing at all, or a result with a reason.
Judgement = Callable[[Line], tuple[str, str] | None]


def pack_made(
    deployed: Deployment, world: World, *, changes: bool = False, union: Union | None = None
) -> UUID:
    """A pack asked for by the county, agreed to by a second person, drawn by the worker."""
    kind = ExportKind.PROVINCE_CHANGES if changes else ExportKind.PROVINCE
    export_id = made(deployed, world, "county", union or world.county, kind)
    with deployed.database.reading() as session:
        assert session.get_one(Export, export_id).failure is None
        return session.scalars(select(ProvincePack.id).where(ProvincePack.export_id == export_id)).one()


def handed_in(deployed: Deployment, world: World, pack_id: UUID) -> None:
    """Note that the pack was handed in today."""
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        send(session, county, pack_in_reach(session, county, pack_id, lock=True), clock.today())


def lines_of(deployed: Deployment, world: World, pack_id: UUID) -> list[Line]:
    """What the province reads in the file, line by line."""
    with deployed.database.reading() as session:
        export_id = session.get_one(ProvincePack, pack_id).export_id
    book = openpyxl.load_workbook(BytesIO(fetched(deployed, world, export_id, "county")[1]))
    (page,) = book.worksheets
    _, header, *rows = page.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows if isinstance(row[0], int)]


def file(rows: Sequence[Sequence[object]], header: Sequence[str] = ANSWER) -> bytes:
    """A result file as the province hands it out."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def answered_by(lines: Sequence[Line], judgement: Judgement) -> bytes:
    """The honest province: each line that it speaks of, with its row number, document number, result and reason."""
    rows = []
    for line in lines:
        said = judgement(line)
        if said is not None:
            rows.append((line["报送行号"], line["身份证号码"], *said))
    return file(rows)


def all_well(_line: Line) -> tuple[str, str]:
    """The province takes everybody."""
    return ("成功", "")


def without(names: Sequence[str], reason: str = "姓名与证件号码不一致") -> Judgement:
    """The province sends some back and takes the others."""
    return lambda line: ("失败", reason) if line["姓名"] in names else ("成功", "")


def uploaded(deployed: Deployment, world: World, pack_id: UUID, data: bytes, name: str = "结果.xlsx") -> UUID:
    """Upload a result file and let the worker read it."""
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        pack = pack_in_reach(session, county, pack_id, lock=True)
        import_id = take_result(session, county, pack, name, data).id
    work_off(deployed)
    return import_id


def preview(deployed: Deployment, import_id: UUID) -> list[JudgedRow]:
    """What the preview says, row by row."""
    with deployed.database.reading() as session:
        return preview_rows(session.get_one(Import, import_id))


def written(deployed: Deployment, world: World, import_id: UUID) -> dict[str, int]:
    """Confirm a result file and let the worker write it; its counts."""
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        confirm(session, county, session.get_one(Import, import_id), deployed.settings)
    work_off(deployed)
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        assert (import_.status, import_.failure) == (ImportStatus.CONFIRMED, None)
        return import_.counts


def answered(deployed: Deployment, world: World, pack_id: UUID, judgement: Judgement = all_well) -> None:
    """The whole way of one pack: handed in, answered, uploaded, confirmed."""
    handed_in(deployed, world, pack_id)
    data = answered_by(lines_of(deployed, world, pack_id), judgement)
    written(deployed, world, uploaded(deployed, world, pack_id, data))


def results(deployed: Deployment, world: World, pack_id: UUID) -> dict[str, tuple[RowResult, str]]:
    """Result and reason of every line, by name."""
    with deployed.database.reading() as session:
        rows = session.scalars(select(ProvinceRow).where(ProvinceRow.pack_id == pack_id))
        return {opened(row.person, "name"): (row.result, opened(row, "reason")) for row in rows}


def renamed(session: Session, world: World, name: str, to: str) -> None:
    """The register is put right."""
    seal_fields(session, session.merge(world.members[name]), name=to)


def moved(session: Session, world: World, name: str, to: Union) -> None:
    """The member goes on in another union from today."""
    transfer(session, SYSTEM, held(session, world, name), session.get_one(Union, to.id), clock.today())


def left(session: Session, world: World, name: str) -> None:
    """The membership ends today."""
    decease(session, SYSTEM, held(session, world, name), died_on=clock.today(), words="样例证明")


def pack_kept(session: Session, world: World, union: Union, member: str) -> UUID:
    """A pack of a union with one line, sent back by the province: for stories about who sees it, not about how it came."""
    county, one = actor_of(session, world, "county"), held(session, world, member)
    export = request(session, county, ExportKind.PROVINCE, union, "测试用的报送包")
    pack = ProvincePack(
        id=new_id(),
        export_id=export.id,
        union_id=union.id,
        status=PackStatus.ANSWERED,
        as_of=clock.today(),
        rows=1,
    )
    row = ProvinceRow(
        id=new_id(),
        pack_id=pack.id,
        number=1,
        membership_id=one.id,
        person_id=one.person_id,
        union_id=one.union_id,
        digest=bytes(32),
        leaving=False,
        result=RowResult.REJECTED,
        answered_at=clock.now(),
    )
    seal_fields(session, row, reason="证件号码与姓名不一致")
    session.add(pack)
    session.flush()
    session.add(row)
    session.flush()
    return pack.id
