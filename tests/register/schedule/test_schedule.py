"""日程: each moment of a task is done once and in its order, whoever dies in between and however many try."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.doors.worker import SCHEDULE
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database
from service.register.access.models import SYSTEM
from service.register.audit.log import record
from service.register.audit.models import AuditEntry
from service.register.deployment import Deployment
from service.register.schedule import Plan, Scheduled, Task, daily, do_due
from tests.races import race

pytestmark = pytest.mark.both("locks", "upserts")

At = Callable[[str], None]


class PowerCut(Exception):
    """Whatever may end a worker in the middle of its work."""


@dataclass
class Work:
    """A piece of work that leaves a row in the audit log, so that only what was committed counts; it may fail at first."""

    failures: int = 0

    def __call__(self, session: Session, settings: Settings, due_at: datetime) -> None:
        facts = {"due": clock.county_time(due_at)}
        record(session, SYSTEM, "schedule:sample", "schedule", None, details=facts)
        if self.failures:
            self.failures -= 1
            raise PowerCut


def plan(work: Work, hour: int = 8) -> Plan:
    return Plan(Task.FREEZE_YEAR, daily(hour), work)


def done(database: Database) -> list[str]:
    """The moments that were done and committed, in the order of doing."""
    with database.reading() as session:
        found = select(AuditEntry.details).where(AuditEntry.act == "schedule:sample")
        return [str(details["due"]) for details in session.scalars(found.order_by(AuditEntry.seq))]


def row(database: Database) -> tuple[str, str]:
    """Up to when it is done, and when it is due next, in county time."""
    with database.reading() as session:
        stored = session.get_one(Scheduled, Task.FREEZE_YEAR.value)
        return clock.county_time(stored.done_until), clock.county_time(stored.due_at)


def test_a_task_begins_with_what_comes_due_after_it_is_first_known(deployed: Deployment, at: At) -> None:
    at("2026-11-25 09:30")
    assert do_due(deployed, plan(Work())) is False
    assert row(deployed.database) == ("2026-11-25 09:30", "2026-11-26 08:00")
    at("2026-11-26 07:59")
    assert do_due(deployed, plan(Work())) is False
    assert done(deployed.database) == []


def test_a_moment_is_done_once(deployed: Deployment, at: At) -> None:
    at("2026-11-25 09:30")
    do_due(deployed, plan(Work()))
    at("2026-11-26 08:00")
    assert [do_due(deployed, plan(Work())) for _ in range(3)] == [True, False, False]
    assert done(deployed.database) == ["2026-11-26 08:00"]


def test_what_came_due_while_nothing_ran_is_done_afterwards_in_its_order(
    deployed: Deployment, at: At
) -> None:
    at("2026-11-25 09:30")
    do_due(deployed, plan(Work()))
    at("2026-11-28 23:00")
    assert [do_due(deployed, plan(Work())) for _ in range(4)] == [True, True, True, False]
    assert done(deployed.database) == ["2026-11-26 08:00", "2026-11-27 08:00", "2026-11-28 08:00"]


def test_work_that_fails_leaves_nothing_and_stays_due(deployed: Deployment, at: At) -> None:
    at("2026-11-25 09:30")
    failing = plan(Work(failures=1))
    do_due(deployed, failing)
    at("2026-11-26 08:00")
    with pytest.raises(PowerCut):
        do_due(deployed, failing)
    assert done(deployed.database) == []
    assert row(deployed.database) == ("2026-11-25 09:30", "2026-11-26 08:00")
    assert do_due(deployed, failing) is True
    assert done(deployed.database) == ["2026-11-26 08:00"]


def test_of_many_workers_at_once_one_does_it(deployed: Deployment, at: At) -> None:
    at("2026-11-25 09:30")
    do_due(deployed, plan(Work()))
    at("2026-11-26 08:00")
    results = race(lambda _: do_due(deployed, plan(Work())), 8)
    assert sorted(results) == [False] * 7 + [True]
    assert done(deployed.database) == ["2026-11-26 08:00"]


def test_when_the_county_chooses_another_hour_the_next_moment_follows_it(
    deployed: Deployment, at: At
) -> None:
    at("2026-11-25 09:30")
    do_due(deployed, plan(Work()))
    do_due(deployed, plan(Work(), hour=18))
    assert row(deployed.database) == ("2026-11-25 09:30", "2026-11-25 18:00")
    at("2026-11-25 18:00")
    assert do_due(deployed, plan(Work(), hour=18)) is True
    assert done(deployed.database) == ["2026-11-25 18:00"]


def test_every_task_of_the_calendar_has_its_plan_and_one_only() -> None:
    assert sorted(one.task.value for one in SCHEDULE) == sorted(task.value for task in Task)
