"""暗记: people who do not exist, planted in a bulk file, by which a leaked copy tells where it came from."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from service.ground.config import SettingMissing, Settings
from service.ground.setup import rotate
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.people.documents import DocumentInvalid, check_digit, read_document
from service.register.unions.models import Union
from service.rolls.exports.models import Export, ExportCanary
from service.rolls.exports.traces import trace
from tests.canaries import contents_of
from tests.given import World, id_number, member, phone
from tests.rolls.exports.office import actor_of, fetched, made
from tests.rolls.imports.office import previewed, rows_of, sheet

Row = list[str]


def lines(data: bytes) -> dict[str, list[Row]]:
    """The numbered lines of every sheet as text, without their number."""
    book = openpyxl.load_workbook(BytesIO(data))
    numbered = {
        page.title: [list(row) for row in page.iter_rows(values_only=True) if isinstance(row[0], int)]
        for page in book
    }
    for rows in numbered.values():
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return {
        title: [[str(cell or "") for cell in row[1:]] for row in rows] for title, rows in numbered.items()
    }


def planted(data: bytes, world: World) -> dict[str, list[Row]]:
    """Per sheet the lines of nobody whom the register knows."""
    found = {title: [row for row in rows if row[0] not in told(world)] for title, rows in lines(data).items()}
    return {title: rows for title, rows in found.items() if rows and title != "目录"}


def told(world: World) -> set[str]:
    """The names of the told world."""
    return {*world.members, "街道甲"}


@pytest.fixture
def bulk(deployed: Deployment, world: World) -> tuple[UUID, bytes]:
    """The county's rosters as one file, opened; three unions have members."""
    with deployed.database.writing() as session:
        member(session, session.get_one(Union, world.zhicheng.id), "街道甲", id_number(107), phone(107))
    export_id = made(deployed, world)
    return export_id, fetched(deployed, world, export_id, "county")[1]


def traced(deployed: Deployment, world: World, words: str, login: str = "auditor") -> list[UUID]:
    """What a search leads to."""
    with deployed.database.writing() as session:
        return [one.id for one in trace(session, actor_of(session, world, login), words)]


def test_three_are_planted_each_in_another_sheet(world: World, bulk: tuple[UUID, bytes]) -> None:
    assert [len(rows) for rows in planted(bulk[1], world).values()] == [1, 1, 1]


def test_they_look_like_their_neighbours_and_can_be_nobody(world: World, bulk: tuple[UUID, bytes]) -> None:
    for title, rows in planted(bulk[1], world).items():
        for name, gender, number, *rest in rows:
            assert re.fullmatch("[\u4e00-\u9fff]{2,3}", name)
            assert gender == ("男" if int(number[16]) % 2 else "女")
            assert re.fullmatch(r"330522(19|20)\d{10}", number)
            assert check_digit(number[:17]) != number[17]
            with pytest.raises(DocumentInvalid):
                read_document(DocumentKind.RESIDENT, number)
            assert int(rest[2]) in Settings(database_url="sqlite://").canary_range
            neighbours = [row for row in lines(bulk[1])[title] if row[0] in told(world)]
            assert [rest[0], rest[1], *rest[3:6]] in [[row[3], row[4], *row[6:9]] for row in neighbours]


def test_the_table_of_contents_agrees_with_the_sheets_and_the_page_counts_members_only(
    deployed: Deployment, world: World, bulk: tuple[UUID, bytes]
) -> None:
    sheets = lines(bulk[1])
    assert {row[0]: int(row[3]) for row in sheets["目录"]} == {
        title: len(rows) for title, rows in sheets.items() if title != "目录"
    }
    with deployed.database.reading() as session:
        export = session.get_one(Export, bulk[0])
        assert (export.total, export.done) == (7, 7)


def test_a_single_union_has_none(deployed: Deployment, world: World) -> None:
    export_id = made(deployed, world, "chair_battery", world.battery)
    assert planted(fetched(deployed, world, export_id)[1], world) == {}
    with deployed.database.reading() as session:
        assert session.scalars(select(ExportCanary)).all() == []


def test_a_number_or_a_phone_of_a_leaked_copy_leads_to_its_export_and_no_other(
    deployed: Deployment, world: World, bulk: tuple[UUID, bytes]
) -> None:
    other = made(deployed, world)
    others = planted(fetched(deployed, world, other, "county")[1], world)
    for rows in planted(bulk[1], world).values():
        for row in rows:
            assert traced(deployed, world, row[2]) == [bulk[0]]
            assert traced(deployed, world, f" {row[5][:3]} {row[5][3:7]}-{row[5][7:]}") == [bulk[0]]
    assert {traced(deployed, world, row[2])[0] for rows in others.values() for row in rows} == {other}
    assert traced(deployed, world, id_number(3)) == []
    assert traced(deployed, world, phone(1)) == []


def test_the_printed_number_of_an_export_leads_to_it(deployed: Deployment, world: World) -> None:
    single = made(deployed, world, "chair_battery", world.battery)
    for words in (str(single), single.hex.upper(), f" {single} "):
        assert traced(deployed, world, words) == [single]
    for login in ("county", "admin", "chair_battery"):
        assert traced(deployed, world, str(single), login) == []


def test_canaries_are_found_when_the_file_is_long_gone_and_the_index_key_rotated(
    deployed: Deployment, world: World, bulk: tuple[UUID, bytes], later: Callable[..., None]
) -> None:
    from service.rolls.exports.actions import expire_old

    row = next(iter(planted(bulk[1], world).values()))[0]
    later(days=400)
    assert expire_old(deployed)
    assert rotate(deployed.settings, "index") == 2
    deployed.vault.ring.versions("index", reread=True)
    assert traced(deployed, world, row[2]) == [bulk[0]]


def test_a_search_is_noted_without_what_was_searched(
    deployed: Deployment, world: World, bulk: tuple[UUID, bytes]
) -> None:
    row = next(iter(planted(bulk[1], world).values()))[0]
    traced(deployed, world, row[2])
    traced(deployed, world, id_number(3))
    with deployed.database.reading() as session:
        noted = session.scalars(
            select(AuditEntry).where(AuditEntry.act == "export:trace").order_by(AuditEntry.seq)
        )
        assert [(one.object_id, one.details) for one in noted] == [
            (bulk[0], {"by": "canary", "found": 1}),
            (None, {"by": "canary", "found": 0}),
        ]
    everything = contents_of(deployed.settings.database_url)
    assert not [value for value in (row[0], row[2], row[5]) if value.encode() in everything]


def test_our_own_importer_refuses_a_planted_line(
    deployed: Deployment, world: World, bulk: tuple[UUID, bytes]
) -> None:
    rows = [row for found in planted(bulk[1], world).values() for row in found]
    file = sheet([[number, *row] for number, row in enumerate(rows, start=1)])
    judged = rows_of(deployed, previewed(deployed, world, file))
    assert [row.verdict.value for row in judged] == ["refused"] * 3


def test_a_county_with_numbers_of_its_own_names_them(deployed: Deployment, world: World) -> None:
    own = replace(
        deployed, settings=deployed.settings.model_copy(update={"canary_phones": "13912345670-13912345670"})
    )
    export_id = made(own, world)
    rows = planted(fetched(own, world, export_id, "county")[1], world)
    assert {row[5] for found in rows.values() for row in found} == {"13912345670"}


@pytest.mark.parametrize("wrong", ["", "13900000000", "13900000009-13900000000", "a-b"])
def test_a_range_that_is_none_keeps_the_service_from_starting(wrong: str) -> None:
    with pytest.raises(SettingMissing):
        Settings(database_url="sqlite://", canary_phones=wrong)
