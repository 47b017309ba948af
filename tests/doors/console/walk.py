"""One walk through every page for everyone at a desk, over a union in which hostile words stand wherever somebody types.

The walk takes as long as a hundred small tests: a test process takes it once for each kind of database, and each rule
(test_every_page.py) judges the same answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

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
from tests.queries import counted
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


@dataclass(frozen=True)
class Opened:
    """What one login is answered at the address of one rule, and the statements that wrote something meanwhile."""

    login: str
    rule: str
    status: int
    headers: Headers
    text: str
    written: tuple[str, ...]

    @property
    def place(self) -> str:
        """Who opened what."""
        return f"{self.login} {self.rule}"

    @property
    def is_page(self) -> bool:
        """Whether it is read in a browser: not a file and not a picture."""
        return self.headers["Content-Type"].startswith("text/html")

    @cached_property
    def elements(self) -> Elements:
        """The elements and the words of a page."""
        return Elements(self.text)


def walked(office: Office) -> Iterator[Opened]:
    """Every page of the console for everyone at a desk. The clock must stand still: a session notes each minute of its use."""
    things = _hostile(office)
    for login, desk in desks(office).items():
        for rule in OF_A_THING | OF_A_ROLE:
            with counted(office.deployed.database) as statements:
                answer = desk.get(address(rule, things))
            written = (one for one in statements if not one.lstrip().upper().startswith(("SELECT", "BEGIN")))
            text = answer.text if answer.mimetype == "text/html" else ""
            yield Opened(login, rule, answer.status_code, answer.headers, text, tuple(written))


def _hostile(office: Office) -> dict[str, Any]:
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
