"""The loop: a file holds nobody back, and an outage is said once, with its class, and once that it is over."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from service.doors import worker
from service.doors.worker import AT_ONCE, FILES, LANES, TIDYING, WORK
from service.ground.db import Database
from service.register.deployment import Deployment
from service.register.jobs.models import JobKind, JobStatus
from service.register.jobs.working import OUTAGES
from service.register.schedule import Task
from tests.given import World
from tests.register.jobs.given import at_statement, drop, job_of
from tests.register.notices.given import written

pytestmark = pytest.mark.both("locks")


def test_every_kind_of_job_has_one_duty_and_stands_in_a_lane() -> None:
    duties = (*WORK, *TIDYING)
    assert sorted(duty.kind.value for duty in duties) == sorted(kind.value for kind in JobKind)
    assert {duty.kind for lane in LANES for duty in lane} == {duty.kind for duty in duties}
    assert {task.value for task in Task} <= {duty.kind.value for duty in TIDYING if duty.recurring}


def test_what_somebody_waits_for_has_a_lane_without_files() -> None:
    assert not [lane for lane in LANES if {*AT_ONCE} & {*lane} and {*FILES} & {*lane}]
    assert list(LANES).count(FILES) == 2  # a small file passes a large one


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose rests are short."""
    monkeypatch.setattr(worker, "REST_SECONDS", 0.01)
    monkeypatch.setattr(worker, "LONGEST_REST", 0.05)


def lanes_for(deployed: Deployment, until: Callable[[], bool]) -> list[Any]:
    """What the lanes of a worker log until something is so."""
    stop = threading.Event()
    OUTAGES.over("jobs")  # of an earlier test
    with capture_logs() as lines:
        lanes = [threading.Thread(target=worker._lane, args=(deployed, lane, stop)) for lane in LANES]
        for lane in lanes:
            lane.start()
        waited = time.monotonic() + 60
        while not until() and time.monotonic() < waited:
            time.sleep(0.05)
        stop.set()
        for lane in lanes:
            lane.join()
    return lines


def test_a_database_that_is_away_is_said_once_with_its_class(deployed: Deployment, hurried: None) -> None:
    place = "postgresql+psycopg://nobody@127.0.0.1:9/nowhere"
    if deployed.settings.database_url.startswith("sqlite"):
        place = "sqlite:////nowhere/county.db"
    begun = time.monotonic()
    away = replace(deployed, database=Database(place))
    lines = lanes_for(away, lambda: time.monotonic() - begun > 3)
    assert [(line["event"], line["code"], line["fault"]) for line in lines] == [
        ("away", "database", "OperationalError")
    ]


def test_when_it_is_back_that_is_said_and_the_work_goes_on(
    deployed: Deployment, world: World, hurried: None
) -> None:
    written(deployed.database, world)
    met = []

    def drop_ten_times(cursor: object) -> None:
        if len(met) < 10:
            met.append(cursor)
            drop(cursor)

    with at_statement(deployed, "SELECT jobs.id \n", drop_ten_times):
        lines = lanes_for(deployed, lambda: job_of(deployed, JobKind.TEXT).status is JobStatus.DONE)
    assert job_of(deployed, JobKind.TEXT).status is JobStatus.DONE
    told = [(line["event"], line["code"]) for line in lines]
    assert {*told} == {("away", "database"), ("back", "database")}
    assert len(told) <= 2 * len(met)
