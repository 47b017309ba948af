"""查找疑点（一轮）: begun by the calendar, gone through in pieces by any number of workers, each question asked once."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from service.ground import clock
from service.ground.db import Database
from service.oversight.findings import opening
from service.oversight.findings.facts import Observation
from service.oversight.findings.looking import LOOKING, ROUNDS, begin_round
from service.oversight.findings.models import Kind, Round
from service.oversight.findings.syncing import sync
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.jobs.working import work_next
from service.register.notices.models import Notice
from service.register.schedule import do_due
from service.register.unions.models import Union
from tests.given import World
from tests.oversight.findings.given import At, changing, found, joined, looked, missing_some
from tests.queries import counted
from tests.races import race
from tests.rolls.campaigns.given import with_wechat

pytestmark = pytest.mark.both("locks", "upserts")


def test_nights_that_were_missed_are_not_looked_at_one_by_one(
    deployed: Deployment, world: World, at: At
) -> None:
    """The worker was down for a month: its facts are today's, so it looks once and tells a chair once."""
    at("2026-12-01 09:00")
    do_due(deployed, LOOKING)
    at("2027-01-01 09:00")
    with deployed.database.writing() as session:
        session.get_one(Union, world.battery.id).reported_members = 9
        with_wechat(session, world)
    nights = 0
    while do_due(deployed, LOOKING):
        nights += 1
        while work_next(deployed, [ROUNDS]):
            pass
    assert nights == 31
    with deployed.database.reading() as session:
        told = select(func.count()).where(Notice.kind == "findings_opened")
        assert (session.scalar(select(func.count()).select_from(Round)), session.scalar(told)) == (1, 1)


def test_the_calendar_begins_a_round_and_a_second_one_waits_for_its_end(
    deployed: Deployment, world: World, at: At
) -> None:
    at("2026-12-01 09:00")
    assert do_due(deployed, LOOKING) is False
    at("2026-12-02 02:00")
    assert do_due(deployed, LOOKING) is True
    assert work_next(deployed, [ROUNDS]) is True
    at("2026-12-03 02:00")
    assert do_due(deployed, LOOKING) is True
    with deployed.database.reading() as session:
        assert len(session.scalars(select(Round)).all()) == 1  # the first is not finished
    while work_next(deployed, [ROUNDS]):
        pass
    at("2026-12-04 02:00")
    assert do_due(deployed, LOOKING) is True
    with deployed.database.reading() as session:
        rounds = session.scalars(select(Round).order_by(Round.begun_at)).all()
        assert [one.finished_at is None for one in rounds] == [False, True]
        assert session.scalars(select(AuditEntry.act).where(AuditEntry.act == "finding:look")).one()


def test_eight_workers_together_ask_each_question_once(deployed: Deployment, world: World) -> None:
    with changing(deployed) as session:
        session.get_one(Union, world.battery.id).reported_members = 9
        joined(session, world.battery, "错样例", date(1990, 5, 1), 1, phone=None)
        begin_round(session, deployed.settings, clock.now())

    def work(_: int) -> int:
        done = 0
        while work_next(deployed, [ROUNDS]):
            done += 1
        return done

    race(work, 8)
    while work_next(deployed, [ROUNDS]):
        pass
    with deployed.database.reading() as session:
        assert len(found(session, Kind.OMISSION)) == 1
        assert len(found(session, Kind.ERROR)) == 1
        assert session.scalars(select(Round.finished_at)).one() is not None


def test_people_are_gone_through_in_batches_and_nobody_twice(
    deployed: Deployment, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("service.oversight.findings.opening.BATCH", "service.oversight.findings.looking.BATCH"):
        monkeypatch.setattr(module, 4)
    assert opening.BATCH == 4
    with changing(deployed) as session:
        for serial in range(7):
            joined(session, world.battery, "批样例", date(1990, 5, 1), serial, phone=None)
    looked(deployed)
    with deployed.database.reading() as session:
        assert len(found(session, Kind.ERROR)) == 7
        pairs = found(session, Kind.DUPLICATE_PERSON)
        assert len(pairs) == 6
        assert len({one.about_id for one in pairs}) == 1  # all beside the first one


def test_a_look_costs_as_many_statements_for_many_as_for_few(
    deployed: Deployment, world: World, own_database: Database
) -> None:
    looked(deployed)
    few = statements(deployed)
    with changing(deployed) as session:
        for serial in range(40):
            joined(session, world.battery, "多样例", date(1990, 5, 1), serial, phone=None)
    looked(deployed)
    assert statements(deployed) <= few + 6  # pages of what is live, not a statement for each


def statements(deployed: Deployment) -> int:
    """What a round costs when there is nothing new."""
    with counted(deployed.database) as sent:
        looked(deployed)
    return len(sent)


def test_one_question_lives_at_a_time(deployed: Deployment, world: World) -> None:
    """uq_findings_live: even two rounds at once ask once."""
    with changing(deployed) as session:
        one = missing_some(session, session.get_one(Union, world.battery.id), deployed.settings)
        fact = Observation(one.kind, one.subject_id, one.union_id, "98:3")
    with pytest.raises(IntegrityError), changing(deployed) as session:
        sync(session, deployed.settings, [fact], [])
