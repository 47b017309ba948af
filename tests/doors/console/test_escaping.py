"""Whatever somebody typed is text on every page: no element, no attribute, no number that should be masked."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from service.ground import clock
from service.ground.db import new_id
from service.ground.sealing import seal_fields
from service.register.access.models import Term
from service.register.accounts.models import Staff
from service.register.audit.log import record
from service.register.unions.models import Union
from service.requests.applications.models import Application, Decision, Outcome
from service.requests.applications.steps import note_step
from service.rolls.exports.models import Export
from service.rolls.imports.actions import preview_next
from service.rolls.rosters.models import Roster
from tests.doors.console.given import Elements, Office
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, address, desks
from tests.doors.console.things import SIDES, card_of, furnish
from tests.given import id_number, phone
from tests.requests.applications.given import staff_of
from tests.rolls.imports.office import line, sheet, uploaded

HOSTILE = "\"'><img src=x onerror=alert(1)></title></textarea></script>"
PLACES = (
    *(
        "applicant",
        "unit",
        "step",
        "minutes",
        "staff_name",
        "staff_title",
        "union",
        "leader",
        "reason",
        "purpose",
    ),
    *("audit", "import", "holder", "attendees"),
)


def planted(place: str) -> str:
    """A hostile text that can be recognised."""
    return f"〔{place}〕{HOSTILE}"


@pytest.fixture
def things(office: Office) -> dict[str, Any]:
    """One of each, with something hostile wherever a person's words are kept."""
    made: dict[str, Any] = dict(furnish(office, SIDES[0]))
    with office.deployed.database.writing() as session:
        made["decision_id"] = _plant_application(session, office, made["application_id"])
        _plant_office(session, office, made)
    file = sheet([line(planted("import"), id_number(901), phone(901))])
    made["import_id"] = uploaded(office.deployed, office.world, file)
    assert preview_next(office.deployed)
    return made


def _plant_application(session: Session, office: Office, application_id: UUID) -> UUID:
    application = session.get_one(Application, application_id)
    seal_fields(session, application, name=planted("applicant"))
    application.unit_name = planted("unit")
    step = note_step(session, application, "send_back", staff_of(session, office.world, "handler_battery"))
    seal_fields(session, step, words=planted("step"))
    decision = Decision(
        id=new_id(),
        union_id=application.union_id,
        outcome=Outcome.APPROVE,
        decided_on=clock.today(),
        minute_no=planted("minutes")[:60],
        recorded_by=office.world.staff_id("chair_battery"),
        committee=3,
        present=2,
    )
    seal_fields(session, decision, attendees=planted("attendees"))
    session.add(decision)
    session.flush()
    application.decision_id = decision.id
    return decision.id


def _plant_office(session: Session, office: Office, made: dict[str, Any]) -> None:
    chair = session.get_one(Staff, office.world.staff_id("chair_battery"))
    seal_fields(session, chair, name=planted("staff_name"))
    chair.title = "〔staff_title〕<b onclick=alert(1)>"
    union = session.get_one(Union, made["union_id"])
    union.name = planted("union")
    seal_fields(session, union, leader=planted("leader"))
    session.get_one(Roster, made["roster_id"]).return_reason = planted("reason")
    session.get_one(Export, made["export_id"]).purpose = planted("purpose")
    seal_fields(session, card_of(session, made["card_id"]).person, name=planted("holder"))
    author = staff_of(session, office.world, "chair_battery")
    record(session, author, "application:reveal", "application", None, details={"purpose": planted("audit")})
    assert session.get_one(Term, made["term_id"]).ended_at is None


def walked(office: Office, things: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every page that anyone of the office may see."""
    for login, desk in desks(office).items():
        for rule in {**OF_A_THING, **OF_A_ROLE}:
            answer = desk.get(address(rule, things))
            if answer.mimetype == "text/html":
                yield f"{login} {rule}", answer.text


def test_hostile_words_are_words_on_every_page(office: Office, things: dict[str, Any]) -> None:
    read = ""
    for place, page in walked(office, things):
        elements = Elements(page)
        read += elements.words
        attributes = {name for _, held in elements.found for name in held}
        assert not {name for name in attributes if name.startswith("on")}, place
        pictures = [held["src"] for tag, held in elements.found if tag == "img"]
        assert all(source and source.startswith("/console/") for source in pictures), place
        assert not {"style", "b"} & {tag for tag, _ in elements.found}, place
        scripts = [held["src"] for tag, held in elements.found if tag == "script"]
        assert all(source and source.startswith("/static/") for source in scripts), place
    assert {place for place in PLACES if f"〔{place}〕" in read} == set(PLACES)


def test_no_page_holds_a_whole_number(office: Office) -> None:
    things = furnish(office, SIDES[0])
    numbers = [id_number(serial) for serial in (3, 5, 7, 601, 603)] + [
        phone(serial) for serial in (1, 2, 3, 601, 603)
    ]
    for place, page in walked(office, things):
        assert not [number for number in numbers if number in page], place
