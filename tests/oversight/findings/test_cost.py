"""What questions cost in statements, whatever their number: ending, chasing, answering together."""

from datetime import date

import pytest
from sqlalchemy import func, select

from service.ground import clock
from service.ground.db import Database
from service.oversight.findings.models import Finding, FindingStatus, Kind
from service.oversight.findings.syncing import live, sync
from service.oversight.findings.telling import chase_overdue
from service.register.deployment import Deployment
from service.register.people.models import Person
from service.register.people.register import change
from tests.application import application
from tests.doors.console.given import Office
from tests.given import World, phone
from tests.oversight.findings.given import At, found, joined, looked
from tests.queries import counted


def asked(deployed: Deployment, world: World, first: int, count: int) -> None:
    """So many members more without a phone, asked about."""
    with deployed.database.writing() as session:
        for serial in range(first, first + count):
            joined(session, world.battery, f"费样{serial}", date(1990, 5, 1), serial, phone=None)
    looked(deployed)


@pytest.mark.parametrize("count", [3, 40])
def test_what_is_gone_ends_in_one_statement(
    deployed: Deployment, world: World, own_database: Database, count: int
) -> None:
    asked(deployed, world, 0, count)
    with deployed.database.writing() as session:
        lost = live(session, [Kind.ERROR])
        with counted(deployed.database) as sent:
            assert sync(session, deployed.settings, [], lost) == (0, count)
        assert len([one for one in sent if one.startswith("UPDATE findings")]) == 1
    with deployed.database.reading() as session:
        ends = {(one.status, one.ended_by, one.version) for one in found(session, Kind.ERROR)}
        assert ends == {(FindingStatus.GONE, None, 2)}


def test_what_was_closed_meanwhile_stays_closed(deployed: Deployment, world: World) -> None:
    """The update asks for the state once more: a colleague who was faster has closed it, and that stands."""
    asked(deployed, world, 0, 1)
    with deployed.database.reading() as session:
        seen = found(session, Kind.ERROR)
    with deployed.database.writing() as session:
        session.get_one(Finding, seen[0].id).status = FindingStatus.CLOSED
    with deployed.database.writing() as session:
        assert sync(session, deployed.settings, [], seen) == (0, 0)
        assert session.get_one(Finding, seen[0].id).status is FindingStatus.CLOSED


def test_chasing_costs_the_same_for_few_and_for_many(
    deployed: Deployment, world: World, own_database: Database, at: At
) -> None:
    at("2026-11-01 09:00")
    costs = []
    for first, count in ((0, 3), (3, 40)):
        at("2026-11-01 09:00")
        asked(deployed, world, first, count)
        at("2026-11-17 09:00")
        with deployed.database.writing() as session, counted(deployed.database) as sent:
            chase_overdue(session)
        costs.append(len(sent))
    assert costs[0] == costs[1]
    with deployed.database.reading() as session:
        chased = select(func.count()).where(Finding.kind == Kind.ERROR, Finding.chased_at == clock.now())
        assert session.scalar(chased) == 43


def test_two_hundred_are_answered_together_and_no_more(
    deployed: Deployment, world: World, own_database: Database
) -> None:
    """Up to 200 alike; keys are fetched by the hundreds, not one by one."""
    asked(deployed, world, 0, 201)
    chair = Office(application(deployed), deployed, world).desk("chair_battery")
    with deployed.database.reading() as session:
        ids = [str(one.id) for one in found(session, Kind.ERROR)]
    told_so = {"reply": "right", "evidence": "没有手机，已当面核对"}
    refused = chair.post("/console/findings/answers?kind=error", finding=ids, **told_so)
    assert "一次最多一起答复 200 个" in refused.text
    with counted(deployed.database) as sent:
        assert chair.post("/console/findings/answers", finding=ids[:200], **told_so).status_code == 303
    assert len([one for one in sent if "FROM data_keys" in one]) <= 2
    with deployed.database.reading() as session:
        answered = select(func.count()).where(Finding.status == FindingStatus.ANSWERED)
        assert session.scalar(answered) == 200


def test_other_facts_about_the_same_pair_are_asked_anew(deployed: Deployment, world: World) -> None:
    """Two who shared one number and now share another have not answered for that one."""
    with deployed.database.writing() as session:
        people = [
            joined(session, world.battery, name, date(1990, 5, day), day, phone=phone(555)).person_id
            for day, name in ((1, "甲样例"), (2, "乙样例"))
        ]
    looked(deployed)
    with deployed.database.writing() as session:
        [one] = found(session, Kind.DUPLICATE_PHONE)
        one.status, one.reply, one.ended_at = FindingStatus.CLOSED, "shared", clock.now()
    looked(deployed)
    with deployed.database.writing() as session:
        assert len(found(session, Kind.DUPLICATE_PHONE)) == 1
        for person_id in people:
            change(session, session.get_one(Person, person_id), "phone", phone(556))
    looked(deployed)
    with deployed.database.reading() as session:
        assert [one.status for one in found(session, Kind.DUPLICATE_PHONE)] == [
            FindingStatus.CLOSED,
            FindingStatus.OPEN,
        ]
        assert all("556" not in one.fingerprint for one in found(session, Kind.DUPLICATE_PHONE))
