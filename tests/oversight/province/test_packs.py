"""报送包: what it holds, who may make one, its way from made to closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.doors.worker import ALL_DRAWINGS
from service.ground import clock
from service.ground.config import SettingMissing, Settings
from service.ground.errors import Refusal
from service.ground.sealing import destroy_key
from service.oversight.province.actions import ask, close, drop, send, take_result
from service.oversight.province.columns import template_of
from service.oversight.province.models import PackStatus, ProvincePack, ProvinceRow
from service.oversight.province.queries import pack_in_reach
from service.register.deployment import Deployment
from service.register.jobs.models import Job
from service.register.memberships.models import RetainReason
from service.register.memberships.retention import retain
from service.register.unions.models import Union
from service.rolls.exports.actions import make_next
from service.rolls.exports.models import Export, ExportCanary, ExportKind, ExportStatus
from tests.given import World, id_number
from tests.oversight.province.given import (
    actor_of,
    answered,
    handed_in,
    left,
    lines_of,
    moved,
    pack_made,
    renamed,
    without,
)
from tests.register.memberships.given import held, told
from tests.rolls.exports.office import approved, asked, made, second_person


@pytest.fixture(autouse=True)
def now(at: Callable[[str], None]) -> None:
    """A morning in July."""
    at("2026-07-06 09:00")


def refusal(
    deployed: Deployment, world: World, act: Callable[..., object], pack_id: UUID, *given: object
) -> str:
    with pytest.raises(Refusal) as refused, deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        act(session, county, pack_in_reach(session, county, pack_id, lock=True), *given)
    return refused.value.code


def failure(deployed: Deployment, export_id: UUID) -> str | None:
    with deployed.database.reading() as session:
        return session.get_one(Export, export_id).failure


def test_a_pack_holds_everybody_once_with_the_annex_document_standing_and_a_number_of_its_own(
    deployed: Deployment, world: World
) -> None:
    lines = lines_of(deployed, world, pack_made(deployed, world))
    assert [line["姓名"] for line in lines] == list(world.members)
    first = lines[0]
    assert (first["身份证号码"], first["证件类型"], first["会籍状态"]) == (id_number(3), "居民身份证", "会员")
    assert first["工会名称"] == "雉城样例电池有限公司工会委员会"
    assert len({line["报送行号"] for line in lines}) == len(lines) == 6


def test_retained_members_are_reported_as_retained(deployed: Deployment, world: World) -> None:
    """《会籍管理办法》第十六条: 保留会籍的仍是会员."""
    with deployed.database.writing() as session:
        chair, on = actor_of(session, world, "chair_battery"), clock.today()
        retain(session, chair, held(session, world), RetainReason.RETIRED, on, words="退休证已看")
    lines = {line["姓名"]: line for line in lines_of(deployed, world, pack_made(deployed, world))}
    assert lines["陈样一"]["会籍状态"] == "保留会籍（退休（含提前退休））"


def test_a_pack_of_a_township_holds_its_own_people(deployed: Deployment, world: World) -> None:
    lines = lines_of(deployed, world, pack_made(deployed, world, union=world.huaxi))
    assert [line["姓名"] for line in lines] == ["沈样四", "钱样五", "费样六"]


def test_nobody_who_does_not_exist_is_planted_in_a_pack(deployed: Deployment, world: World) -> None:
    """A planted person would become a false entry in the province's register (统计法 第七条: 真实、准确、完整)."""
    pack_id = pack_made(deployed, world)
    assert len(lines_of(deployed, world, pack_id)) == len(world.members)
    with deployed.database.reading() as session:
        assert session.scalars(select(ExportCanary)).all() == []


@pytest.mark.parametrize("kind", [ExportKind.PROVINCE, ExportKind.PROVINCE_CHANGES])
def test_even_the_pack_of_one_union_waits_for_a_second_person(
    deployed: Deployment, world: World, kind: ExportKind
) -> None:
    export_id = asked(deployed, world, "county", world.battery, kind)
    assert not make_next(deployed, ALL_DRAWINGS)
    approved(deployed, world, export_id)
    assert make_next(deployed, ALL_DRAWINGS)


@pytest.mark.parametrize("login", ["chair_battery", "zhicheng", "auditor"])
def test_only_the_county_asks_for_a_pack(deployed: Deployment, world: World, login: str) -> None:
    with pytest.raises(Refusal) as refused, deployed.database.writing() as session:
        union = session.get_one(Union, world.zhicheng.id)
        ask(session, actor_of(session, world, login), union, "上半年报送省平台", changes=False)
    assert refused.value.code == "NOT_FOUND"


def test_whoever_approves_an_everybody_pack_has_not_approved_a_pack_of_changes(
    deployed: Deployment, world: World
) -> None:
    export_id = asked(deployed, world, "county", world.county, ExportKind.PROVINCE)
    approved(deployed, world, export_id)
    with deployed.database.writing() as session:
        session.get_one(Export, export_id).kind = ExportKind.PROVINCE_CHANGES
    make_next(deployed, ALL_DRAWINGS)
    with deployed.database.reading() as session:
        assert session.get_one(Export, export_id).status is ExportStatus.VOID
        assert session.scalars(select(ProvincePack)).all() == []


def test_the_account_of_a_pack_is_kept_with_its_file_or_not_at_all(
    deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_id = asked(deployed, world, "county", world.county, ExportKind.PROVINCE)
    approved(deployed, world, export_id)
    with (
        deployed.database.writing() as session
    ):  # the same lines were kept before: the second account cannot be
        session.add(ProvincePack(export_id=export_id, union_id=world.county.id, as_of=clock.today(), rows=0))
    assert make_next(deployed, ALL_DRAWINGS)
    with deployed.database.reading() as session:
        assert session.get_one(Export, export_id).file_sealed is None
        assert session.get_one(Export, export_id).status is ExportStatus.WAITING
        assert session.scalars(select(ProvinceRow)).all() == []
        assert session.scalars(select(Job.reason)).one() == "程序出了故障（IntegrityError）"


@pytest.mark.both("locks")
def test_a_pack_goes_its_way_and_every_step_is_in_the_log(deployed: Deployment, world: World) -> None:
    pack_id = pack_made(deployed, world)
    assert refusal(deployed, world, take_result, pack_id, "a.xlsx", b"") == "MOVE_NOT_ALLOWED"
    assert refusal(deployed, world, close, pack_id) == "MOVE_NOT_ALLOWED"
    answered(deployed, world, pack_id)
    assert refusal(deployed, world, drop, pack_id) == "MOVE_NOT_ALLOWED"
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        close(session, county, pack_in_reach(session, county, pack_id, lock=True))
    assert refusal(deployed, world, take_result, pack_id, "a.xlsx", b"") == "MOVE_NOT_ALLOWED"
    with deployed.database.reading() as session:
        assert session.get_one(ProvincePack, pack_id).status is PackStatus.CLOSED
        assert told(session, "province") == ["make", "send", "answer", "close"]


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_of_handing_in_is_not_before_the_pack_and_not_to_come(
    deployed: Deployment, world: World, days: int
) -> None:
    pack_id, day = pack_made(deployed, world), clock.today() + timedelta(days=days)
    assert refusal(deployed, world, send, pack_id, day) == "INPUT_INVALID"


def test_a_pack_of_changes_holds_who_is_not_as_the_province_has_him(
    deployed: Deployment, world: World
) -> None:
    answered(deployed, world, pack_made(deployed, world), without(["林样二"]))
    with deployed.database.writing() as session:
        renamed(session, world, "周样三", "周新样")
        left(session, world, "沈样四")
        moved(session, world, "钱样五", world.battery)
    second = pack_made(deployed, world, changes=True)
    lines = {line["姓名"]: line for line in lines_of(deployed, world, second)}
    assert set(lines) == {"林样二", "周新样", "沈样四", "钱样五"}
    assert lines["沈样四"]["会籍状态"] == "会籍已结束（去世）"
    answered(deployed, world, second)
    export_id = made(deployed, world, "county", world.county, ExportKind.PROVINCE_CHANGES)
    assert failure(deployed, export_id) == "没有要报送的人：省平台的数据和现在的登记一致。"


def test_a_pack_that_was_dropped_counts_as_never_sent(deployed: Deployment, world: World) -> None:
    pack_id = pack_made(deployed, world)
    handed_in(deployed, world, pack_id)
    with deployed.database.writing() as session:
        county = actor_of(session, world, "county")
        drop(session, county, pack_in_reach(session, county, pack_id, lock=True))
    assert len(lines_of(deployed, world, pack_made(deployed, world, changes=True))) == 6


def test_who_was_erased_is_left_out(deployed: Deployment, world: World) -> None:
    """个人信息保护法 第四十七条: what was erased is not reported again."""
    answered(deployed, world, pack_made(deployed, world))
    with deployed.database.writing() as session:
        left(session, world, "沈样四")
        renamed(session, world, "周样三", "周新样")
        destroy_key(session, world.members["沈样四"].id)
    lines = lines_of(deployed, world, pack_made(deployed, world, changes=True))
    assert [line["姓名"] for line in lines] == ["周新样"]


def test_a_county_names_its_columns_as_the_province_prints_them(deployed: Deployment, world: World) -> None:
    columns = "报送行号,姓名=会员姓名,身份证号码=公民身份号码"
    own = replace(deployed, settings=deployed.settings.model_copy(update={"province_columns": columns}))
    second_person(deployed, world)
    export_id = asked(deployed, world, "county", world.county, ExportKind.PROVINCE)
    approved(deployed, world, export_id)
    assert make_next(own, ALL_DRAWINGS)
    with deployed.database.reading() as session:
        pack_id = session.scalars(select(ProvincePack.id)).one()
    assert set(lines_of(deployed, world, pack_id)[0]) == {"序号", "报送行号", "会员姓名", "公民身份号码"}


@pytest.mark.parametrize("wrong", ["姓名", "报送行号,生日", "报送行号,报送行号", "报送行号,姓名=甲,性别=甲"])
def test_columns_that_are_unknown_or_cannot_be_matched_are_refused(wrong: str) -> None:
    with pytest.raises(SettingMissing):
        template_of(Settings(database_url="sqlite://", province_columns=wrong))
