"""After somebody has been erased every page of the county still opens, and none shows him."""

import pytest
from sqlalchemy import select

from service.ground.clock import today
from service.oversight.erasures.executing import erase
from service.register.access.models import SYSTEM
from service.register.deployment import Deployment
from service.register.memberships.departure import decease
from service.register.memberships.queries import open_membership
from service.register.people.models import Person
from service.requests.applications.models import Application
from service.requests.cards.models import Card
from tests.application import application
from tests.doors.console.given import Office
from tests.doors.console.test_reach import OF_A_ROLE, OF_A_THING, address, desks
from tests.doors.console.things import SIDES, furnish
from tests.given import World

SIDE = SIDES[0]


@pytest.fixture
def office(deployed: Deployment, world: World) -> Office:
    """The told world with its web application."""
    return Office(application(deployed), deployed, world)


def test_no_page_breaks_and_none_names_the_erased(office: Office) -> None:
    things, names = furnish(office, SIDE), (SIDE.member, SIDE.waiting, "新样例")
    minutes = (
        "/console/decisions/<uuid:decision_id>"  # who was present at a meeting is the committee's to keep
    )
    with office.deployed.database.writing() as session:
        # Who holds the member's card is who has an application under way with the union.
        applied = session.get_one(Application, things["application_id"])
        session.get_one(Card, things["card_id"]).account_id = applied.account_id
        for name in (SIDE.member, SIDE.waiting):
            person = session.get_one(Person, office.world.members[name].id)
            held = open_membership(session, person.id)
            assert held is not None
            decease(session, SYSTEM, held, died_on=today())
            erase(session, person)
    broken, shown, opened = [], [], 0
    for login, desk in desks(office).items():
        for rule in set(OF_A_THING) | set(OF_A_ROLE):
            answer = desk.get(address(rule, things))
            opened += answer.status_code == 200
            broken += [f"{login} {rule}: {answer.status_code}"] if answer.status_code >= 500 else []
            if rule != minutes:
                shown += [f"{login} {rule} shows {name}" for name in names if name.encode() in answer.data]
        for status in ("submitted", "checked", "approved", "rejected", "withdrawn"):
            answer = desk.get(f"/console/applications?status={status}")
            broken += [f"{login} {status}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert (broken, shown) == ([], [])
    assert opened > 100
    with office.deployed.database.reading() as session:
        assert (
            session.scalars(select(Application.status).where(Application.id == applied.id)).one()
            == "withdrawn"
        )
