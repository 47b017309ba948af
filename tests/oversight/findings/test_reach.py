"""Who sees of whom: a question names people of one's own unions, and of the others only that they are there."""

from datetime import date

from service.oversight.findings.models import Finding, FindingStatus, Kind
from service.register.deployment import Deployment
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World
from tests.oversight.findings.given import found, joined, looked

BORN = date(1990, 5, 1)


def pair(deployed: Deployment, world: World) -> Finding:
    """Two of one name: the one registered later in the textile union, the other in a union of another street."""
    with deployed.database.writing() as session:
        joined(session, world.battery, "邻样例", BORN, 1)
        joined(session, world.textile, "邻样例", BORN, 2)
    looked(deployed)
    with deployed.database.reading() as session:
        [one] = found(session, Kind.DUPLICATE_PERSON)
    return one


def test_the_other_one_of_a_pair_is_named_only_to_whom_he_is_in_reach(
    deployed: Deployment, world: World
) -> None:
    office, one = Office(application(deployed), deployed, world), pair(deployed, world)
    assert one.union_id == world.textile.id
    # Who has to answer reads the name of his own member; who oversees, what lists show.
    shown = {
        "chair_textile": ("邻样例和另一份登记", "和邻"),
        "huaxi": ("邻**和另一份登记", "和邻"),
        "county": ("邻**和邻**", "邻样例"),
    }
    for login, (told, hidden) in shown.items():
        desk = office.desk(login)
        for page in ("/console/findings?kind=duplicate_person", f"/console/findings/{one.id}"):
            assert (told in desk.get(page).text, hidden in desk.get(page).text) == (True, False), login


def test_a_pair_within_one_union_is_named_to_its_chair(deployed: Deployment, world: World) -> None:
    office = Office(application(deployed), deployed, world)
    with deployed.database.writing() as session:
        for serial in (1, 2):
            joined(session, world.battery, "邻样例", BORN, serial)
    looked(deployed)
    assert "邻样例和邻样例" in office.desk("chair_battery").get("/console/findings").text


def test_a_question_of_another_union_does_not_exist(deployed: Deployment, world: World) -> None:
    """Out of reach is 404 for reading, answering and closing alike; nothing has changed afterwards."""
    office, one = Office(application(deployed), deployed, world), pair(deployed, world)
    page = f"/console/findings/{one.id}"
    desks = {login: office.desk(login) for login in ("chair_battery", "zhicheng", "huaxi")}
    for login in ("chair_battery", "zhicheng"):
        desk = desks[login]
        assert desk.get(page).status_code == 404
        assert desk.post(f"{page}/answer", reply="two_people", evidence="样例").status_code == 404
    assert desks["zhicheng"].post(f"{page}/closing").status_code == 404
    assert desks["zhicheng"].post(f"{page}/return", remark="样例").status_code == 404
    assert desks["huaxi"].post(f"{page}/answer", reply="two_people", evidence="样例").status_code == 404
    with deployed.database.reading() as session:
        assert session.get_one(Finding, one.id).status is FindingStatus.OPEN
