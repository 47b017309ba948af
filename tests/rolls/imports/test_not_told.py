"""The preview is no oracle: who is not this union's own reads the same, in words, in bytes and in statements.

The attack: a chair uploads valid numbers under one invented name and reads who is a member elsewhere.
"""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.register.deployment import Deployment
from service.register.facts.words import DocumentKind
from service.register.memberships.models import Basis, EndReason, Membership
from service.register.memberships.queries import open_membership
from service.register.people.register import register_person
from service.register.unions.models import Union
from service.rolls.imports.actions import preview_next
from service.rolls.imports.models import Import
from service.rolls.imports.verdicts import RowKind, RowVerdict
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World, id_number, member, phone
from tests.queries import counted
from tests.rolls.imports.office import line, previewed, rows_of, sheet, uploaded
from tests.rolls.imports.test_annotated import annotated

INVENTED = "甲某某"
MOST = 300
PENDING = (RowVerdict.ACCEPTED, RowKind.PENDING, (), "待核对，确认后由系统核对")


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The console over the told world."""
    return Office(application(deployed), deployed, world)


def number(serial: int) -> str:
    """A valid number of the county's code: as many as are wanted."""
    return id_number(serial % 900 + 100, born=f"19{80 + serial // 900}0307")


def said(deployed: Deployment, import_id: UUID) -> set[tuple[object, ...]]:
    """What the preview says of its rows: each thing once."""
    rows = rows_of(deployed, import_id)
    return {
        (row.verdict, row.finding.kind, tuple(note.sentence for note in row.all_notes), row.compared)
        for row in rows
    }


def listed(numbers: Sequence[str], name: str = INVENTED) -> bytes:
    """A roster of these numbers under one name, each line with a phone of its own."""
    return sheet([line(name, one, phone(5000 + place)) for place, one in enumerate(numbers)])


def ended(session: Session, name: str, world: World) -> None:
    """The member leaves his union."""
    held = open_membership(session, world.members[name].id)
    assert held is not None
    held.ended_on, held.end_reason = clock.today(), EndReason.LEFT


def test_of_600_numbers_nobody_reads_which_300_are_members_elsewhere(
    deployed: Deployment, world: World
) -> None:
    with deployed.database.writing() as session:
        union = session.get_one(Union, world.textile.id)
        for serial in range(MOST):
            member(session, union, "真样名", number(serial), phone(7000 + serial))
    import_id = previewed(deployed, world, listed([number(serial) for serial in range(2 * MOST)]))
    assert said(deployed, import_id) == {PENDING}
    with deployed.database.reading() as session:
        counts = session.get_one(Import, import_id).counts
    assert (counts["pending"], counts["new"], counts["refused"]) == (2 * MOST, 0, 0)


def elsewhere(_session: Session, _world: World) -> tuple[str, str]:
    return "沈样四", id_number(9)


def another_name(_session: Session, _world: World) -> tuple[str, str]:
    return "别样名", id_number(9)


def former_elsewhere(session: Session, world: World) -> tuple[str, str]:
    ended(session, "沈样四", world)
    return "沈样四", id_number(9)


def former_here(session: Session, world: World) -> tuple[str, str]:
    ended(session, "陈样一", world)
    return "陈样一", id_number(3)


def registered_only(session: Session, _world: World) -> tuple[str, str]:
    register_person(session, name="登样记", number=id_number(205))
    return "登样记", id_number(205)


def nobody(_session: Session, _world: World) -> tuple[str, str]:
    return "无样人", id_number(207)


WHO = [elsewhere, another_name, former_elsewhere, former_here, registered_only, nobody]


def plain(text: str, import_id: UUID, *said: str) -> str:
    """A page without what names the file and the person typed: everything else must be equal."""
    for one in (str(import_id), *said):
        text = text.replace(one, "…")
    text = re.sub(r'nonce(=|-)"?[\w+/=-]+"?|name="form_token" value="[^"]+"', "…", text)
    return re.sub(r"\d{4}-\d\d-\d\d|\d{4} ?年.*?日|\d\d:\d\d(:\d\d)?", "…", text)


@pytest.mark.both("order")
@pytest.mark.parametrize("who", WHO)
def test_every_answer_is_the_same_byte_for_byte_whoever_is_meant(
    office: Office, who: Callable[[Session, World], tuple[str, str]]
) -> None:
    """Preview, lists, the annotated table, and the page after giving up; with as many statements each time."""
    deployed, world, desk = office.deployed, office.world, office.desk("chair_battery")

    def read(name: str, document: str) -> tuple[list[object], list[int]]:
        seen: list[object] = []
        sent: list[int] = []
        import_id = uploaded(deployed, world, sheet([line(name, document, phone(801))]))
        with counted(deployed.database) as statements:
            assert preview_next(deployed)
        sent.append(len(statements))
        for path in (f"/console/imports/{import_id}", f"/console/imports/{import_id}?verdict=accepted"):
            with counted(deployed.database) as statements:
                seen.append(plain(desk.get(path).text, import_id, name, document))
            sent.append(len(statements))
        seen.append(unpacked(annotated(deployed, world, import_id), import_id, name, document))
        answer = desk.post(f"/console/imports/{import_id}/discard")
        seen += [answer.status_code, plain(desk.get(f"/console/imports/{import_id}").text, import_id)]
        return seen, sent

    with deployed.database.writing() as session:
        meant = who(session, world)
    read("空样白", id_number(401))  # what is made once, on first use
    assert read(*meant) == read("空样白", id_number(401))


def unpacked(data: bytes, import_id: UUID, name: str, document: str) -> dict[str, str]:
    """Every part of a workbook, without what names file and person."""
    with ZipFile(BytesIO(data)) as book:
        parts = {part: book.read(part).decode() for part in book.namelist()}
    return {part: plain(text, import_id, name, document) for part, text in parts.items()}


def test_a_document_whose_kind_only_the_register_knows_is_judged_by_the_file_alone(
    deployed: Deployment, world: World
) -> None:
    """Annex 3 has no column for the kind: taken from another union's member, it told that there is one."""
    with deployed.database.writing() as session:
        person = register_person(
            session, name="Sample Person", number="E12345678", kind=DocumentKind.PASSPORT
        )
        session.add(_stretch(person.id, world.textile.id))
    told = []
    for document in ("E12345678", "E87654321"):
        row = line("Sample Person", document, phone(803), 国籍="", 性别="男")
        told.append(said(deployed, previewed(deployed, world, sheet([row]))))
    assert told[0] == told[1]


def _stretch(person_id: UUID, union_id: UUID) -> Membership:
    return Membership(
        id=new_id(),
        person_id=person_id,
        union_id=union_id,
        sequence=1,
        started_on=clock.today(),
        basis=Basis.ROSTER,
        unit_name="样例单位",
    )
