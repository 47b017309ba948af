"""Limits: a bucket that goes while somebody takes from it is made anew."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from sqlalchemy import delete

from service.ground.limits import Bucket, level, take
from service.register.deployment import Deployment
from tests.register.jobs.given import at_statement

pytestmark = pytest.mark.both("locks")


def test_a_bucket_that_is_purged_between_two_statements_is_made_anew(deployed: Deployment) -> None:
    with deployed.database.writing() as session:
        assert take(session, "identity.account", "SAMPLE")
    purges: list[Future[None]] = []

    def purge() -> None:
        with deployed.database.writing() as session:
            session.execute(delete(Bucket))

    def meanwhile(_cursor: object) -> None:
        if not purges:
            purges.append(thread.submit(purge))
            wait(purges, 0.5)  # on SQLite it comes after, for there one writes at a time

    with ThreadPoolExecutor(1) as thread:
        with (
            at_statement(deployed, "SELECT limit_buckets", meanwhile),
            deployed.database.writing() as session,
        ):
            assert take(session, "identity.account", "SAMPLE")
            assert level(session, "identity.account", "SAMPLE") > 0
        purges[0].result()
