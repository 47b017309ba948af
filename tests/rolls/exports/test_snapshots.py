"""按封存时的样子导出: what was frozen leaves as it was, today and in ten years, whatever the register says since."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from service.doors.worker import ALL_DRAWINGS
from service.ground.errors import Refusal
from service.ground.sealing import destroy_key
from service.register.deployment import Deployment
from service.register.unions.models import Union
from service.rolls.exports.actions import make_next, request
from service.rolls.exports.approvals import approve
from service.rolls.exports.models import Export, ExportKind
from service.rolls.snapshots.models import Snapshot
from tests.given import World
from tests.rolls.exports.office import PURPOSE, actor_of, approved, fetched, second_person
from tests.rolls.snapshots.given import confirmed, frozen, is_corrected, joins, leaves

At = Callable[[str], None]


@pytest.fixture
def january(deployed: Deployment, world: World, at: At) -> UUID:
    """Frozen at the end of January; in March one has joined, one has left, one has a new phone, and it was confirmed."""
    at("2027-01-10 09:00")
    with deployed.database.writing() as session:
        confirmed(session, world)
    at("2027-02-01 00:00")
    with deployed.database.writing() as session:
        snapshot_id = frozen(session, "2027-02-01 00:00").id
    at("2027-03-01 09:00")
    with deployed.database.writing() as session:
        joins(session, world, 801)
        leaves(session, world, "林样二")
        is_corrected(session, world, "周样三", 803)
        confirmed(session, world)
    return snapshot_id


def taken(
    deployed: Deployment, world: World, snapshot_id: UUID, login: str, union: Union, kind: ExportKind
) -> dict[str, list[list[str]]]:
    """Ask for a file of the snapshot, have it approved and made, and open it: every sheet's cells."""
    with deployed.database.writing() as session:
        of, snapshot = session.get_one(Union, union.id), session.get_one(Snapshot, snapshot_id)
        export = request(session, actor_of(session, world, login), kind, of, PURPOSE, snapshot)
        bulk, export_id = export.bulk, export.id
    if bulk:
        approved(deployed, world, export_id)
    assert make_next(deployed, ALL_DRAWINGS)
    book = load_workbook(BytesIO(fetched(deployed, world, export_id, login)[1]))
    return {
        page.title: [[str(cell or "") for cell in row] for row in page.iter_rows(values_only=True)]
        for page in book
    }


def names_in(rows: list[list[str]]) -> list[str]:
    """The names of a roster sheet."""
    return [row[1] for row in rows if row[0].isdigit()]


def test_a_union_takes_out_what_it_had_confirmed_then(
    deployed: Deployment, world: World, january: UUID, at: At
) -> None:
    how = (january, "chair_battery", world.battery, ExportKind.ROSTER)
    [first] = taken(deployed, world, *how).values()
    at("2037-03-01 09:00")
    [again] = taken(deployed, world, *how).values()
    assert sorted(names_in(first)) == sorted(["陈样一", "林样二", "周样三"])
    assert [row for row in first if row[0].isdigit()] == [row for row in again if row[0].isdigit()]


def test_who_was_erased_since_stands_there_without_name_and_number(
    deployed: Deployment, world: World, january: UUID
) -> None:
    """个人信息保护法 第四十七条."""
    with deployed.database.writing() as session:
        destroy_key(session, world.members["林样二"].id)
    [rows] = taken(deployed, world, january, "chair_battery", world.battery, ExportKind.ROSTER).values()
    [erased] = [row for row in rows if "（个人信息已删除）" in row]
    assert (len(names_in(rows)), erased[3], erased[6]) == (3, "", "")


def test_the_countys_summary_is_the_snapshots_lines(
    deployed: Deployment, world: World, january: UUID
) -> None:
    [rows] = taken(deployed, world, january, "county", world.county, ExportKind.UNIONS).values()
    lines = [[row[1], row[3], *row[6:8]] for row in rows if row[0].isdigit()]
    assert lines == [
        [world.battery.name, "第 1 版", "3", "3"],
        [world.textile.name, "没有确认过", "0", "3"],
    ]


def test_the_rosters_of_many_unions_of_a_snapshot_need_a_second_person_too(
    deployed: Deployment, world: World, january: UUID
) -> None:
    sheets = taken(deployed, world, january, "county", world.county, ExportKind.ROSTER)
    assert [title[:4] for title in sheets] == ["目录", "雉城样例"]  # who never confirmed is in no snapshot


def test_another_snapshot_than_the_one_that_was_approved_is_not_made(
    deployed: Deployment, world: World, january: UUID, at: At
) -> None:
    with deployed.database.writing() as session:
        other = frozen(session, "2027-03-01 09:00")
        county, snapshot = session.get_one(Union, world.county.id), session.get_one(Snapshot, january)
        actor = actor_of(session, world, "county")
        export_id = request(session, actor, ExportKind.ROSTER, county, PURPOSE, snapshot).id
    login = second_person(deployed, world)
    with deployed.database.writing() as session:
        session.get_one(Export, export_id).snapshot_id = other.id
    with deployed.database.session() as session, pytest.raises(Refusal, match="EXPORT_CHANGED"):
        approve(session, actor_of(session, world, login), export_id)
