"""导出: asked for with a purpose, made once, fetched by who asked, gone after a day."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, text

from service.ground.errors import Refusal
from service.ground.sealing import OwnedKey
from service.register.access.actions import end_term
from service.register.access.models import SYSTEM, Term
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.unions.models import Union
from service.rolls.exports.actions import expire_old, make_next
from service.rolls.exports.models import Export, ExportStatus
from service.rolls.exports.queries import own_exports
from service.rolls.rosters.actions import confirm
from service.rolls.rosters.pending import confirmation
from tests.given import World, id_number, member, phone
from tests.races import race
from tests.rolls.exports.office import PURPOSE, actor_of, asked, fetched, made


def refusal(act: Callable[..., object], *given: object, **options: object) -> str:
    with pytest.raises(Refusal) as refused:
        act(*given, **options)
    return refused.value.code


def pages(data: bytes) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def names(rows: list[list[object]]) -> list[object]:
    """The second column of the numbered lines."""
    return [row[1] for row in rows if isinstance(row[0], int)]


def test_a_union_without_a_version_exports_its_present_members(
    deployed: Deployment, world: World, at: Callable[[str], None]
) -> None:
    at("2026-11-20 09:00")
    export_id = asked(deployed, world)
    assert refusal(fetched, deployed, world, export_id) == "EXPORT_NOT_READY"
    assert make_next(deployed)
    assert not make_next(deployed)
    filename, data = fetched(deployed, world, export_id)
    assert filename == "花名册-雉城样例电池有限公司工会委员会-2026-11-20.xlsx"
    assert {page: names(rows) for page, rows in pages(data).items()} == {
        "花名册": ["陈样一", "林样二", "周样三"]
    }


def test_a_confirmed_version_is_exported_as_it_was_confirmed(deployed: Deployment, world: World) -> None:
    confirm_battery(deployed, world)
    with deployed.database.writing() as session:
        member(session, session.get_one(Union, world.battery.id), "吴样七", id_number(101), phone(101))
    export_id = asked(deployed, world)
    assert make_next(deployed)
    assert names(pages(fetched(deployed, world, export_id)[1])["花名册"]) == ["陈样一", "林样二", "周样三"]


def confirm_battery(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        union = session.get_one(Union, world.battery.id)
        chair = actor_of(session, world, "chair_battery")
        confirm(session, chair, union, confirmation(session, union).digest)


@pytest.mark.both("search")
def test_a_street_gets_a_table_of_contents_and_a_sheet_for_each_union_below(
    deployed: Deployment, world: World
) -> None:
    confirm_battery(deployed, world)
    with deployed.database.writing() as session:
        member(session, session.get_one(Union, world.zhicheng.id), "街道甲", id_number(107), phone(107))
    export_id = made(deployed, world, "county", world.county)
    book = pages(fetched(deployed, world, export_id, "county")[1])
    told = {"街道甲", *world.members}
    assert [
        (page, [name for name in names(rows) if page == "目录" or name in told])
        for page, rows in book.items()
    ] == [
        ("目录", ["雉城街道总工会（样例）", world.battery.name, world.textile.name]),
        ("雉城街道总工会（样例）", ["街道甲"]),
        (world.battery.name, ["陈样一", "林样二", "周样三"]),
        (world.textile.name, ["沈样四", "钱样五", "费样六"]),
    ]
    versions = [row[2] for row in book["目录"] if isinstance(row[0], int)]
    assert versions == ["现有会员，未经确认", "第 1 版", "现有会员，未经确认"]


def test_a_tampered_version_is_not_exported(deployed: Deployment, world: World) -> None:
    confirm_battery(deployed, world)
    with deployed.database.writing() as session:
        session.execute(text("UPDATE roster_rows SET unit_name = 'X' WHERE position = 1"))
    export_id = asked(deployed, world)
    assert make_next(deployed)
    assert refusal(fetched, deployed, world, export_id) == "EXPORT_FAILED"
    with deployed.database.reading() as session:
        assert session.get_one(Export, export_id).failure == "花名册内容与确认时的校验值不一致。"


def test_an_export_needs_a_purpose_and_reach(deployed: Deployment, world: World) -> None:
    assert refusal(asked, deployed, world, purpose=" 看 看 ") == "PURPOSE_MISSING"
    for login in ("handler_battery", "chair_textile", "huaxi", "auditor", "admin"):
        assert refusal(asked, deployed, world, login) == "NOT_FOUND"
    assert refusal(asked, deployed, world, "chair_battery", world.zhicheng) == "NOT_FOUND"


def test_only_who_asked_may_fetch_and_only_while_he_may_export(deployed: Deployment, world: World) -> None:
    export_id = asked(deployed, world)
    assert make_next(deployed)
    for login in ("county", "zhicheng", "handler_battery", "admin"):
        assert refusal(fetched, deployed, world, export_id, login) == "NOT_FOUND"
    with deployed.database.writing() as session:
        assert len(own_exports(session, actor_of(session, world, "chair_battery"))) == 1
        chair = select(Term).where(Term.staff_id == world.staff_id("chair_battery"))
        end_term(session, SYSTEM, session.scalars(chair).one())
    assert refusal(fetched, deployed, world, export_id) == "NOT_FOUND"


def test_a_file_is_gone_after_a_day_and_its_key_destroyed(
    deployed: Deployment, world: World, later: Callable[..., None]
) -> None:
    export_id = asked(deployed, world)
    assert make_next(deployed)
    assert not expire_old(deployed)
    later(hours=24, seconds=1)
    assert refusal(fetched, deployed, world, export_id) == "EXPORT_GONE"
    assert expire_old(deployed)
    assert not expire_old(deployed)
    assert refusal(fetched, deployed, world, export_id) == "EXPORT_GONE"
    with deployed.database.reading() as session:
        export = session.get_one(Export, export_id)
        assert (export.status, export.file_sealed) == (ExportStatus.EXPIRED, None)
        assert session.get(OwnedKey, export_id) is None


def test_the_log_tells_who_asked_what_for_and_which_file_left(deployed: Deployment, world: World) -> None:
    export_id = asked(deployed, world)
    assert make_next(deployed)
    fetched(deployed, world, export_id)
    with deployed.database.reading() as session:
        file_hash = session.get_one(Export, export_id).file_hash
        assert file_hash is not None
        noted = select(AuditEntry).where(AuditEntry.object_id == export_id).order_by(AuditEntry.seq)
        entries = [
            (one.act, one.details.get("purpose"), one.details.get("file_hash"))
            for one in session.scalars(noted)
        ]
    assert entries == [
        ("export:request", PURPOSE, None),
        ("export:make", PURPOSE, file_hash.hex()),
        ("export:link", PURPOSE, file_hash.hex()),
        ("export:download", PURPOSE, file_hash.hex()),
        ("export:password", PURPOSE, file_hash.hex()),
    ]


def test_the_file_lies_sealed(deployed: Deployment, world: World) -> None:
    export_id = asked(deployed, world)
    assert make_next(deployed)
    with deployed.database.reading() as session:
        export = session.get_one(Export, export_id)
        assert export.file_sealed is not None
        assert export.password_sealed is not None
        assert "EncryptedPackage".encode("utf-16-le") not in export.file_sealed


@pytest.mark.both("locks")
def test_of_many_workers_only_one_makes_a_file(deployed: Deployment, world: World) -> None:
    export_id = asked(deployed, world)
    assert Counter(race(lambda _: make_next(deployed), 16)) == {True: 1, False: 15}
    with deployed.database.reading() as session:
        made = select(AuditEntry.object_id).where(AuditEntry.act == "export:make")
        assert session.scalars(made).all() == [export_id]
