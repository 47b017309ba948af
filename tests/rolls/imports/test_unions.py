"""汇总表: unions and units come in by annex 1, are found again, and asked about where something is unclear."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.ground.errors import Refusal
from service.ground.sealing import opened
from service.register.deployment import Deployment
from service.register.unions.models import Union, UnionForm, UnionKind
from service.register.units.actions import note_lead
from service.register.units.codes import check_character
from service.register.units.models import Unit, UnitNature
from service.rolls.imports.actions import apply_next
from service.rolls.imports.models import ImportKind, ImportStatus
from service.rolls.imports.verdicts import JudgedRow, RowKind, RowVerdict
from tests.given import World
from tests.races import race
from tests.rolls.imports.office import (
    actor_of,
    confirmed,
    ordered,
    outcome,
    previewed,
    rows_of,
    sample,
    sheet,
    uploaded,
)

pytestmark = pytest.mark.both("search", "only one")

HEADER = [
    "序号",
    "单位名称",
    "单位组织机构代码证",
    "单位性质",
    "单位地址",
    "职工人数",
    "工会名称",
    "建会时间",
    "工会类型",
    "会员人数",
    "工会负责人",
    "联系电话",
    "备注",
]


def code(serial: int) -> str:
    """A credit code of the sample that passes the check."""
    seventeen = f"91330522MA{serial:07d}"
    return seventeen + check_character(seventeen)


def line(serial: int, **others: object) -> list[object]:
    """One line of annex 1; what is not said is what most lines say."""
    said = {
        "序号": serial,
        "单位名称": f"样例制造{serial}有限公司",
        "单位组织机构代码证": code(serial),
        "单位性质": "私营经济",
        "单位地址": "样例路 1 号",
        "职工人数": 49,
        "工会名称": f"样例制造{serial}有限公司工会委员会",
        "建会时间": "2016-06-26",
        "工会类型": "单建",
        "会员人数": 34,
        "工会负责人": "甲样",
        "联系电话": "0572-6000001",
        "备注": "雉城街道",
    } | others
    return [said[heading] for heading in HEADER]


def annex(*lines: Sequence[object]) -> bytes:
    return sheet(lines, HEADER)


def read(deployed: Deployment, world: World, data: bytes, union: Union | None = None) -> UUID:
    how = {"login": "county", "kind": ImportKind.UNIONS, "union": union or world.county}
    return previewed(deployed, world, data, **how)


def said(rows: list[JudgedRow]) -> list[tuple[RowVerdict, RowKind | None, tuple[str, ...], list[str]]]:
    return [
        (row.verdict, row.finding.kind, row.finding.changes, [note.column for note in row.all_notes])
        for row in rows
    ]


def test_the_sample_founds_ninety_unions_under_the_streets_that_the_remarks_name(
    deployed: Deployment, world: World
) -> None:
    counts = confirmed(deployed, world, read(deployed, world, sample("unions_sample.xlsx")), "county")
    assert (counts["new"], counts["refused"]) == (90, 0)
    with deployed.database.reading() as session:
        under = {
            name: session.scalar(select(func.count()).where(Union.parent_id == union.id))
            for name, union in (("雉城", world.zhicheng), ("画溪", world.huaxi), ("县", world.county))
        }
        assert under == {
            "雉城": 7,
            "画溪": 7,
            "县": 80,
        }  # six each, and the one that was there; two streets and 78
        unit = session.scalars(select(Unit).where(Unit.uscc == "91330522HNHWCHK0FU")).one()
        union = session.get_one(Union, unit.union_id)
        assert (unit.name, unit.nature, unit.headcount) == ("长兴雉城样例食品F有限公司", UnitNature.ORGAN, 18)
        assert (union.kind, union.form, union.founded_on) == (
            UnionKind.GRASSROOTS,
            UnionForm.SINGLE,
            date(1997, 5, 5),
        )
        assert (union.parent_id, opened(union, "leader"), opened(union, "phone")) == (
            world.zhicheng.id,
            "张涛春",
            "17753930064",
        )


def test_the_same_file_again_changes_nothing_and_a_corrected_line_only_what_it_states(
    deployed: Deployment, world: World
) -> None:
    confirmed(deployed, world, read(deployed, world, annex(line(1), line(2))), "county")
    corrected = line(2, 工会负责人="乙样", 职工人数="51人", 单位性质="", 联系电话="", 建会时间="2016/6/26")
    import_id = read(deployed, world, annex(line(1), corrected))
    assert said(rows_of(deployed, import_id)) == [
        (RowVerdict.ACCEPTED, RowKind.UNCHANGED, (), []),
        (RowVerdict.ACCEPTED, RowKind.CHANGED, ("职工人数", "工会负责人"), []),
    ]
    confirmed(deployed, world, import_id, "county")
    with deployed.database.reading() as session:
        unit = session.scalars(select(Unit).where(Unit.uscc == code(2))).one()
        union = session.get_one(Union, unit.union_id)
        assert (unit.headcount, unit.nature) == (51, UnitNature.PRIVATE)
        assert (opened(union, "leader"), opened(union, "phone")) == ("乙样", "0572-6000001")


def test_unclear_cells_are_asked_about_and_left_empty(deployed: Deployment, world: World) -> None:
    unclear = line(
        1, 单位性质="合伙", 工会类型="俱乐部", 建会时间="2016-13-01", 单位组织机构代码证=code(1)[:17] + "I",
        职工人数="约五十", 备注="无此街道",
    )  # fmt: skip
    import_id = read(deployed, world, annex(unclear))
    (row,) = rows_of(deployed, import_id)
    assert [note.column for note in row.all_notes] == [
        "单位组织机构代码证", "单位性质", "工会类型", "职工人数", "建会时间", "备注",
    ]  # fmt: skip
    assert row.verdict is RowVerdict.QUESTION
    confirmed(deployed, world, import_id, "county")
    with deployed.database.reading() as session:
        unit = session.scalars(select(Unit).where(Unit.name == "样例制造1有限公司")).one()
        union = session.get_one(Union, unit.union_id)
        assert (unit.uscc, unit.nature, unit.headcount) == (None, None, None)
        assert (union.form, union.founded_on, union.parent_id) == (None, None, world.county.id)


def test_a_code_of_nine_characters_is_kept_asked_about_and_later_replaced(
    deployed: Deployment, world: World
) -> None:
    import_id = read(deployed, world, annex(line(1, 单位组织机构代码证="D2143569-X")))
    assert said(rows_of(deployed, import_id)) == [
        (RowVerdict.QUESTION, RowKind.NEW, (), ["单位组织机构代码证"])
    ]
    confirmed(deployed, world, import_id, "county")
    again = read(deployed, world, annex(line(1)))
    assert said(rows_of(deployed, again)) == [
        (RowVerdict.ACCEPTED, RowKind.CHANGED, ("单位组织机构代码证",), [])
    ]


def test_a_joint_union_of_two_units_is_two_lines_and_the_same_unit_twice_is_refused(
    deployed: Deployment, world: World
) -> None:
    shared = "样例行业工会联合会"
    rows = annex(line(1, 工会名称=shared), line(2, 工会名称=shared), line(3, 单位组织机构代码证=code(1)))
    found = rows_of(deployed, read(deployed, world, rows))
    assert said(found) == [
        (RowVerdict.ACCEPTED, RowKind.NEW, (), []),
        (RowVerdict.QUESTION, RowKind.NEW, (), ["工会名称"]),
        (RowVerdict.REFUSED, None, (), ["单位名称"]),
    ]
    assert found[2].all_notes[0].sentence == "与序号 1（表格第 3 行）是同一个单位，只能登记一次。"


def test_a_union_known_by_name_gets_its_unit_and_a_lead_gets_its_union(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        street = session.get_one(Union, world.zhicheng.id)
        note_lead(session, actor_of(session, world, "county"), "样例制造2有限公司", code(2), street)
    known = line(1, 工会名称=world.battery.name)
    import_id = read(deployed, world, annex(known, line(2)))
    assert [row.finding.kind for row in rows_of(deployed, import_id)] == [RowKind.CHANGED, RowKind.NEW]
    confirmed(deployed, world, import_id, "county")
    with deployed.database.reading() as session:
        covered = {unit.name: unit.union_id for unit in session.scalars(select(Unit))}
        assert covered["样例制造1有限公司"] == world.battery.id
        assert len(covered) == 2
        assert None not in covered.values()


def test_a_union_known_by_name_is_given_to_one_unit_only(deployed: Deployment, world: World) -> None:
    rows = annex(line(1, 工会名称=world.battery.name), line(2, 工会名称=world.battery.name))
    import_id = read(deployed, world, rows)
    assert [row.finding.kind for row in rows_of(deployed, import_id)] == [RowKind.CHANGED, RowKind.NEW]
    confirmed(deployed, world, import_id, "county")
    again = read(deployed, world, rows)
    assert [row.finding.kind for row in rows_of(deployed, again)] == [RowKind.UNCHANGED, RowKind.UNCHANGED]


def test_a_unit_of_another_street_is_refused_and_a_moved_one_only_asked_about(
    deployed: Deployment, world: World
) -> None:
    confirmed(deployed, world, read(deployed, world, annex(line(1))), "county")
    there = rows_of(deployed, read(deployed, world, annex(line(1)), world.huaxi))
    assert said(there) == [(RowVerdict.REFUSED, None, (), ["单位名称"])]
    moved = rows_of(deployed, read(deployed, world, annex(line(1, 备注="画溪街道"))))
    assert said(moved) == [(RowVerdict.QUESTION, RowKind.CHANGED, ("备注",), ["备注"])]


def test_only_the_county_imports_unions(deployed: Deployment, world: World) -> None:
    for login in ("zhicheng", "chair_battery", "auditor", "admin"):
        with pytest.raises(Refusal) as refusal:
            uploaded(
                deployed, world, annex(line(1)), login=login, kind=ImportKind.UNIONS, union=world.zhicheng
            )
        assert refusal.value.code == "NOT_FOUND"


@pytest.mark.both("locks")
def test_the_same_new_unit_in_many_files_at_once_is_founded_once(deployed: Deployment, world: World) -> None:
    files = [read(deployed, world, annex(line(1))) for _ in range(8)]
    for import_id in files:
        ordered(deployed, world, import_id, "county")
    race(lambda _: apply_next(deployed), len(files))
    states = Counter(outcome(deployed, import_id)[0] for import_id in files)
    assert states == {ImportStatus.CONFIRMED: 1, ImportStatus.UPLOADED: 7}
    with deployed.database.reading() as session:
        assert session.scalar(select(func.count()).where(Union.name == "样例制造1有限公司工会委员会")) == 1
