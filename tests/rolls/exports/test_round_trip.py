"""What went out comes back unchanged, and no name becomes a formula on the way."""

import re
from uuid import UUID

from service.ground.sealing import seal_fields
from service.register.deployment import Deployment
from service.register.unions.models import Union
from service.rolls.exports.models import ExportKind
from service.rolls.imports.models import ImportKind
from tests.given import World
from tests.register.unions.excel import HOSTILE, page_of, parts_of
from tests.rolls.exports.office import fetched, made
from tests.rolls.imports.office import confirmed, previewed, rows_of, sample


def test_hostile_names_in_the_register_stay_text_in_every_export(deployed: Deployment, world: World) -> None:
    with deployed.database.writing() as session:
        for person, name in zip(world.members.values(), HOSTILE, strict=False):
            seal_fields(session, session.merge(person), name=name, phone=name)
        union = session.get_one(Union, world.battery.id)
        union.remark, union.name = "=1+1", "=2+2"
        seal_fields(session, union, leader="=3+3", phone="+4")
    for kind in ExportKind:
        for name, part in parts_of(exported(deployed, world, kind, world.county)).items():
            assert re.search(r"<f[ >]|<hyperlink", part) is None, name


def exported(deployed: Deployment, world: World, kind: ExportKind, union: Union) -> bytes:
    export_id = made(deployed, world, "county", union, kind)
    return fetched(deployed, world, export_id, "county")[1]


def outcome(deployed: Deployment, import_id: UUID) -> dict[str, int]:
    rows = rows_of(deployed, import_id)
    kinds = [row.finding.kind.value if row.finding.kind else "refused" for row in rows]
    return {kind: kinds.count(kind) for kind in set(kinds)}


def test_an_exported_roster_comes_back_with_zero_changes(deployed: Deployment, world: World) -> None:
    first = previewed(deployed, world, sample("roster_sample.xlsx"))
    assert outcome(deployed, first) == {"pending": 60}  # whether anybody knows them is told after confirming
    confirmed(deployed, world, first)
    again = previewed(deployed, world, exported(deployed, world, ExportKind.ROSTER, world.battery))
    assert outcome(deployed, again) == {"unchanged": 63}
    assert confirmed(deployed, world, again)["absent"] == 0


def test_the_exported_roster_keeps_the_order_of_the_file(deployed: Deployment, world: World) -> None:
    confirmed(deployed, world, previewed(deployed, world, sample("roster_sample.xlsx")))
    sent = [row[1].value for row in page_of(sample("roster_sample.xlsx")).iter_rows(min_row=4)]
    page = page_of(exported(deployed, world, ExportKind.ROSTER, world.battery))
    assert [row[1].value for row in page.iter_rows(min_row=7, max_row=66)] == sent


def test_the_sample_of_annex_1_comes_back_with_zero_changes(deployed: Deployment, world: World) -> None:
    how = {"login": "county", "kind": ImportKind.UNIONS, "union": world.county}
    first = previewed(deployed, world, sample("unions_sample.xlsx"), **how)
    assert outcome(deployed, first) == {"new": 90}
    confirmed(deployed, world, first, "county")
    data = exported(deployed, world, ExportKind.UNIONS, world.county)
    printed = [[cell or "" for cell in row] for row in page_of(data).iter_rows(values_only=True)]
    sent = [row[1:] for row in page_of(sample("unions_sample.xlsx")).iter_rows(min_row=3, values_only=True)]
    as_text = [[str(cell) for cell in row] for row in sent]
    assert sorted(row[1:] for row in printed if row[2]) == sorted([*as_text, printed[1][1:]])
    again = previewed(deployed, world, data, **how)
    assert outcome(deployed, again) == {"unchanged": 90, "refused": 2}
