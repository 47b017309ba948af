"""What the stories about imports share: a clerk who uploads, a worker that reads, sheets made on the spot."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy.orm import Session

from service.ground.errors import Refusal
from service.register.access.actors import staff_actor
from service.register.access.models import Actor
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.unions.models import Union
from service.rolls.imports.actions import apply_next, confirm, duties, preview_next, upload
from service.rolls.imports.models import Import, ImportKind, ImportStatus
from service.rolls.imports.procedures import PROCEDURES, Procedures
from service.rolls.imports.queries import preview_rows
from service.rolls.imports.verdicts import JudgedRow
from tests.given import World

DATA = Path(__file__).parents[2] / "data"
HEADER = [
    "序号",
    "姓名",
    "性别",
    "身份证号码",
    "国籍",
    "学历",
    "手机号码",
    "户籍类型",
    "所属单位",
    "就业状况",
    "担任工会职务",
]


def sample(name: str) -> bytes:
    """A sample file."""
    return (DATA / name).read_bytes()


def sheet(rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    """An .xlsx file with a title, a header row and these rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["长兴县基层工会会员花名册"])
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def line(name: str, number: str, phone: str, **others: object) -> list[object]:
    """One roster line; what is not said is what most lines say."""
    said = {
        "性别": "",
        "国籍": "中国",
        "学历": "专科",
        "户籍类型": "本地城镇",
        "所属单位": "雉城样例电池有限公司",
        "就业状况": "在岗",
        "担任工会职务": "",
    } | others
    return [said.get(one, {"姓名": name, "身份证号码": number, "手机号码": phone}.get(one)) for one in HEADER]


def actor_of(session: Session, world: World, login: str) -> Actor:
    """The member of staff with today's roles."""
    return staff_actor(session, world.staff[login])


def uploaded(
    deployed: Deployment,
    world: World,
    data: bytes,
    *,
    login: str = "chair_battery",
    kind: ImportKind = ImportKind.ROSTER,
    union: Union | None = None,
) -> UUID:
    """Upload a file."""
    with deployed.database.writing() as session:
        into = session.get_one(Union, (union or world.battery).id)
        return upload(session, actor_of(session, world, login), kind, into, "花名册.xlsx", data).id


def previewed(deployed: Deployment, world: World, data: bytes, **how: object) -> UUID:
    """Upload a file and let the worker read it."""
    import_id = uploaded(deployed, world, data, **how)  # type: ignore[arg-type]
    assert preview_next(deployed)
    return import_id


def annotate_next(deployed: Deployment, procedures: Procedures = PROCEDURES) -> bool:
    """Let the worker draw the oldest annotated table that was asked for; False when there is none."""
    return work_next(deployed, duties(procedures)[2:])


def rows_of(deployed: Deployment, import_id: UUID) -> list[JudgedRow]:
    """The preview of an import."""
    with deployed.database.reading() as session:
        return preview_rows(session.get_one(Import, import_id))


def ordered(deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery") -> None:
    """Confirm an import: from now on the worker may write it."""
    with deployed.database.writing() as session:
        actor, import_ = actor_of(session, world, login), session.get_one(Import, import_id)
        confirm(session, actor, import_, deployed.settings)


def confirmed(
    deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery"
) -> dict[str, int]:
    """Confirm an import and let the worker write it; its counts."""
    ordered(deployed, world, import_id, login)
    assert apply_next(deployed)
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        assert (import_.status, import_.failure) == (ImportStatus.CONFIRMED, None)
        return import_.counts


def refused_confirmation(
    deployed: Deployment, world: World, import_id: UUID, login: str = "chair_battery"
) -> str:
    """The code with which confirming is refused."""
    with pytest.raises(Refusal) as refusal:
        ordered(deployed, world, import_id, login)
    return refusal.value.code


def outcome(deployed: Deployment, import_id: UUID) -> tuple[ImportStatus, str | None]:
    """The state of an import and what its page says of a failure."""
    with deployed.database.reading() as session:
        import_ = session.get_one(Import, import_id)
        return import_.status, import_.failure
