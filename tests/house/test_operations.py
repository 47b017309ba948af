"""What the operator sees: health, counts and logs, without anything of anybody."""

import json
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy import text
from structlog.testing import CapturingLogger

from service.ground.config import Settings
from service.ground.db import Database
from service.ground.errors import CATALOGUE
from service.ground.limits import LIMITS, is_full, take
from service.ground.logs import log_fault, only_allowed
from service.register.deployment import Deployment, deploy_over
from tests.application import application
from tests.races import AT_ONCE, race


def test_alive_and_ready(deployed: Deployment) -> None:
    client = application(deployed).test_client()
    assert client.get("/livez").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ok")


def test_not_ready_while_the_database_does_not_answer(deployed: Deployment) -> None:
    client = application(deployed).test_client()
    with deployed.database.session() as session:
        session.execute(text("ALTER TABLE alembic_version RENAME TO gone"))
        session.commit()
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/livez").status_code == 200
    finally:
        with deployed.database.session() as session:
            session.execute(text("ALTER TABLE gone RENAME TO alembic_version"))
            session.commit()


def test_while_the_keys_are_away_nothing_is_ready_and_nothing_is_a_fault(
    settings: Settings, deployed: Deployment, tmp_path: Path
) -> None:
    fresh = deploy_over(settings, deployed.database)  # nothing is in its memory yet
    client, key_file = application(fresh).test_client(), Path(settings.keys.partition(":")[2])
    form = {"login": "somebody", "password": "a-wrong-password-2026", "code": "000000"}
    key_file.rename(tmp_path / "away.key")
    try:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json["status"]) == (503, "keys unavailable")
        asked = client.post("/console/sign-in", data=form, headers={"Origin": "http://localhost"})
        assert (asked.status_code, CATALOGUE["BUSY"].message in asked.text) == (503, True)
        assert client.get("/livez").status_code == 200
    finally:
        (tmp_path / "away.key").rename(key_file)
    assert client.get("/readyz").status_code == 200


def test_metrics_count_by_route_and_never_by_address(deployed: Deployment) -> None:
    client = application(deployed).test_client()
    client.get("/v/" + "Q" * 42 + "?name=somebody")
    counted = client.get("/metrics").get_data(as_text=True)
    assert 'route="/v/<code>"' in counted
    assert "QQQ" not in counted
    assert "somebody" not in counted


def test_a_log_line_holds_allowed_keys_only_and_nothing_that_looks_personal() -> None:
    line = only_allowed(
        None, "info", {"event": "request 330522199003070038 13900000001", "name": "x", "status": 200}
    )
    assert line == {"event": "request […] […]", "status": 200}


def test_a_fault_is_logged_by_type_and_place_without_its_text() -> None:
    written = CapturingLogger()
    before = structlog.get_config()
    structlog.configure(
        processors=[only_allowed, structlog.processors.JSONRenderer()], logger_factory=lambda: written
    )
    try:
        raise ValueError("陈样一")
    except ValueError as fault:
        log_fault(fault)
    finally:
        structlog.configure(**before)
    line = json.loads(written.calls[0].args[0])
    assert line["fault"] == "ValueError"
    assert "陈样一" not in json.dumps(line, ensure_ascii=False)


def test_sixty_four_takers_get_no_more_than_the_bucket_holds(database: Database) -> None:
    def work(_number: int) -> bool:
        with database.writing() as session:
            return take(session, "claim.account", "somebody")

    assert sum(race(work)) == LIMITS["claim.account"].size
    assert LIMITS["claim.account"].size < AT_ONCE


def test_a_bucket_leaks_at_its_own_pace_and_one_key_does_not_touch_another(
    database: Database, later: Callable[..., None]
) -> None:
    limit = LIMITS["claim.account"]
    with database.writing() as session:
        assert [take(session, "claim.account", "a") for _ in range(limit.size + 1)] == [True] * limit.size + [
            False
        ]
        assert take(session, "claim.account", "b")
        assert is_full(session, "claim.account", "a")
    later(seconds=limit.refill_seconds + 1)
    with database.writing() as session:
        assert [take(session, "claim.account", "a") for _ in range(2)] == [True, False]
